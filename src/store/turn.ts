import { randomUUID } from 'node:crypto';
import { READER } from '../migration/evolve.ts';
import type { Migration, MigrationEvent, Millis } from '../migration/types.ts';
import type { Clock } from './clock.ts';
import { keys } from './keys.ts';
import { prepare, readStored, type Stored } from './records.ts';
import type { RedisClient } from './redis.ts';

export type CommitResult = 'ok' | 'moved' | 'fenced' | 'undecided' | 'freeze' | 'quarantine';

export interface CommitOptions {
  /** Changes that are no event: progress, memo, tries. */
  readonly change?: (m: Migration) => Migration;
  /** The commit lets a call out: refused while a click waits, a freeze has changed or the store is in quarantine. */
  readonly intent?: boolean;
}

/** One process's hold on one migration, with a heartbeat until it is released. */
export interface Turn {
  readonly id: string;
  /** How long the turn stays this process's after each write and heartbeat. */
  readonly leaseMs: Millis;
  /** Aborts when another process has taken the migration over: start nothing any more. */
  readonly lost: AbortSignal;
  /** The record as of the last read or successful commit. */
  readonly record: Migration;
  readonly inbox: readonly string[];
  read(): Promise<void>;
  commit(events: readonly MigrationEvent[], options?: CommitOptions): Promise<CommitResult>;
  /** `again` means that something arrived meanwhile and the turn goes on. */
  release(afterMs: number | '-'): Promise<'released' | 'again' | 'fenced'>;
  /** Stops the heartbeat without giving the lease back. */
  abandon(): void;
}

/** Takes the lease on a migration; a string says why not. */
export async function claim(client: RedisClient, clock: Clock, id: string, leaseMs: Millis): Promise<Turn | 'busy' | 'newer' | 'gone'> {
  const nonce = randomUUID();
  const reply = (await client.run('claim', [keys.record(id), keys.due], [id, nonce, leaseMs, READER])) as [string, number, number];
  if (reply[0] !== 'claimed') return reply[0] as 'busy' | 'newer' | 'gone';
  const [, epoch, now] = reply;
  clock.heard(now);
  const freeze = await frozenCount(client);
  const lost = new AbortController();
  const beating = setInterval(() => {
    client.run('beat', [keys.record(id), keys.due], [id, epoch, nonce, leaseMs]).then(
      (result) => result === 'fenced' && stop(true),
      () => undefined, // Redis is away: the lease runs out by itself and the next write is fenced
    );
  }, leaseMs / 3);
  const stop = (fenced: boolean) => {
    clearInterval(beating);
    if (fenced) lost.abort();
  };
  const first = await readStored(client, id).catch((error: unknown) => {
    stop(false); // else the heartbeat would hold the lease for a turn that never began
    throw error;
  });
  if (!first) {
    stop(true);
    return 'gone';
  }
  let stored: Stored = first;

  return {
    id,
    leaseMs,
    lost: lost.signal,
    get record() {
      return stored.record;
    },
    get inbox() {
      return stored.inbox;
    },
    async read() {
      const fresh = await readStored(client, id);
      if (fresh) stored = fresh;
    },
    async commit(events, options = {}) {
      const { source } = stored.record;
      const write = prepare(stored, events, options.change);
      const result = (await client.run(
        'commit',
        [
          keys.record(id),
          keys.log(id),
          keys.due,
          keys.out,
          keys.inbox(id),
          keys.freeze,
          keys.open,
          keys.lock(source.account, source.region, source.instanceId),
          keys.quarantine,
          keys.identity,
        ],
        [
          id,
          epoch,
          nonce,
          stored.version,
          randomUUID(),
          write.json,
          write.next,
          write.reader,
          write.head,
          leaseMs,
          write.ended,
          options.intent ? '1' : '0',
          freeze,
          ...write.lines,
        ],
      )) as CommitResult;
      if (result === 'fenced') stop(true);
      if (result === 'ok') stored = { ...stored, record: write.record, version: stored.version + 1, head: write.head };
      return result;
    },
    async release(after) {
      const result = (await client.run(
        'release',
        [keys.record(id), keys.inbox(id), keys.due],
        [id, epoch, nonce, stored.version, stored.wakes, after],
      )) as 'released' | 'again' | 'fenced';
      if (result !== 'again') stop(result === 'fenced');
      return result;
    },
    abandon: () => stop(false),
  };
}

async function frozenCount(client: RedisClient): Promise<string> {
  return (await client.redis.hget(keys.freeze, 'count')) ?? '0';
}
