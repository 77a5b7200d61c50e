import type { Entry } from '../migration/entries.ts';
import type { Group } from '../migration/group.ts';
import type { Filter, Page } from '../migration/listing.ts';
import type { Presence } from '../migration/presence.ts';
import type { Migration, MigrationEvent, Millis } from '../migration/types.ts';
import type { Kept } from '../migration/verbs.ts';
import { type Clock, createClock } from './clock.ts';
import { type Created, create, type NewMigration } from './create.ts';
import { type CreatedTogether, createTogether, readGroup, type StoredGroup, touchGroup } from './groups.ts';
import { replicated, writeEverywhere } from './guard.ts';
import { keys } from './keys.ts';
import { list } from './list.ts';
import { type LogLine, parseLine } from './log.ts';
import { readPresence } from './presence.ts';
import { prepare, readStored, type Stored } from './records.ts';
import type { RedisClient } from './redis.ts';
import { claimThread, hurryThreads, readThread, type ThreadState, type ThreadTurn } from './threads.ts';
import { fromRedis, StoreError } from './trouble.ts';
import { claim, type Turn } from './turn.ts';

const rememberClicksSeconds = 48 * 3600;

/** Everything Ferry keeps; each write is one script. */
export interface Store {
  readonly clock: Clock;
  create(request: NewMigration): Promise<Created>;
  /** Creates several under one message; each answer stands where its request stood. */
  createTogether(asked: Pick<Group, 'by' | 'channel'>, requests: readonly NewMigration[]): Promise<CreatedTogether>;
  group(id: string): Promise<StoredGroup | undefined>;
  /** Tells a group's message that one of its members has changed; `mark` stands for what is shown of it. */
  touchGroup(id: string, member: string, mark: string): Promise<void>;
  find(id: string): Promise<Migration | undefined>;
  read(id: string): Promise<Stored | undefined>;
  log(id: string, from?: number): Promise<LogLine[]>;
  rawLog(id: string): Promise<string[]>;
  open(): Promise<string[]>;
  /** Newest first, the ended ones too. */
  list(filter: Filter, page: number, perPage: number): Promise<Page>;
  claim(id: string, leaseMs: number): Promise<Turn | 'busy' | 'newer' | 'gone'>;
  /** Keeps an entry durably, on every replica there is. */
  keep(id: string, entry: Entry, lateAfterMs?: number): Promise<Kept>;
  decide(id: string, stored: Stored, events: readonly MigrationEvent[]): Promise<'decided' | 'moved' | 'taken'>;
  /** Ids whose time has come, with a word for what they will do. */
  due(limit: number): Promise<{ id: string; next: string }[]>;
  dueThreads(limit: number): Promise<string[]>;
  /** Makes threads due now, if nobody speaks in them already. */
  hurryThreads(ids: readonly string[]): Promise<void>;
  claimThread(id: string, leaseMs: number): Promise<ThreadTurn | undefined>;
  thread(id: string): Promise<ThreadState>;
  replicated(): Promise<boolean>;
  /** Who froze Ferry and why, as half a sentence; `undefined` when it is not frozen. */
  frozen(): Promise<string | undefined>;
  /** Stops every new call that changes a cloud, also of turns under way; undoing goes on. */
  freeze(by: string, reason: string): Promise<void>;
  unfreeze(): Promise<void>;
  /** Who works for Ferry, and who has fallen silent. */
  presence(): Promise<Presence>;
}

/** Connects the store to a Redis; reads the Redis clock once. */
export async function createStore(client: RedisClient): Promise<Store> {
  const { redis } = client;
  const clock = createClock(await redisNow(client));

  return {
    clock,
    async create(request) {
      const [created] = await writeEverywhere(client, 1_000, () => create(client, clock, request));
      return created;
    },
    async createTogether(asked, requests) {
      const [together] = await writeEverywhere(client, 1_000, () => createTogether(client, clock, asked, requests));
      return together;
    },
    group: (id) => readGroup(client, id),
    touchGroup: (id, member, mark) => touchGroup(client, id, member, mark),
    async find(id) {
      return (await readStored(client, id))?.record;
    },
    read: (id) => readStored(client, id),
    async log(id, from = 0) {
      return (await redis.lrange(keys.log(id), from, -1)).map(parseLine);
    },
    rawLog: (id) => redis.lrange(keys.log(id), 0, -1),
    open: () => redis.zrange(keys.open, '0', '-1'),
    list: (filter, page, perPage) => list(client, filter, page, perPage),
    claim: (id, leaseMs) => claim(client, clock, id, leaseMs),
    async keep(id, entry, lateAfterMs) {
      const notAfter: Millis | '' = lateAfterMs === undefined ? '' : clock.now() + lateAfterMs;
      const names = [keys.record(id), keys.seen(entry.key), keys.inbox(id), keys.due];
      const args = [id, JSON.stringify(entry), notAfter, rememberClicksSeconds];
      const [kept, safe] = await writeEverywhere(client, 1_000, async () => (await client.run('inbox', names, args)) as Kept);
      // Slack must not hear that a click is safe before it is; an answer of a cloud is better kept badly than not.
      if (kept === 'kept' && !safe && entry.is === 'click')
        throw new StoreError(`keeping a click on ${id}: a replica of Redis did not confirm it in time`);
      return kept;
    },
    async decide(id, stored, events) {
      const { source } = stored.record;
      const write = prepare(stored, events);
      return (await client.run(
        'decide',
        [
          keys.record(id),
          keys.inbox(id),
          keys.log(id),
          keys.due,
          keys.out,
          keys.open,
          keys.lock(source.account, source.region, source.instanceId),
        ],
        [id, stored.version, stored.inbox[0] ?? '', write.json, write.next, write.reader, write.head, write.ended, ...write.lines],
      )) as 'decided' | 'moved' | 'taken';
    },
    async due(limit) {
      const ids = (await client.run('due', [keys.due], [limit, 5_000])) as string[];
      return Promise.all(ids.map(async (id) => ({ id, next: (await redis.hget(keys.record(id), 'next')) ?? 'gone' })));
    },
    async dueThreads(limit) {
      return (await client.run('due', [keys.out], [limit, 5_000])) as string[];
    },
    hurryThreads: (ids) => hurryThreads(client, ids),
    claimThread: (id, leaseMs) => claimThread(client, id, leaseMs),
    thread: (id) => readThread(client, id),
    replicated: () => replicated(client, 1_000),
    async frozen() {
      const [by, reason] = await fromRedis('reading the freeze', () => redis.hmget(keys.freeze, 'by', 'reason'));
      return by ? `<@${by}> froze Ferry: ${reason ?? ''}` : undefined;
    },
    async freeze(by, reason) {
      await redis.multi().hset(keys.freeze, 'by', by, 'reason', reason).hincrby(keys.freeze, 'count', 1).exec();
    },
    async unfreeze() {
      await redis.multi().hdel(keys.freeze, 'by', 'reason').hincrby(keys.freeze, 'count', 1).exec();
    },
    presence: () => readPresence(client),
  };
}

async function redisNow({ redis }: RedisClient): Promise<Millis> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
