import { randomUUID } from 'node:crypto';
import { isGroup } from '../migration/group.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** Where one message of Ferry's and its thread stand in Slack: a migration's, or a group's. */
export interface ThreadState {
  /** Lines of the log that were said. */
  readonly said: number;
  /** The line being posted when the last announcer stopped writing; `undefined` when none. */
  readonly posting?: number;
  /** When that line was written ahead, by the Redis clock: no older post needs a look. */
  readonly postingAt?: number;
  readonly channel?: string;
  readonly cardTs?: string;
  /** The message under which the card hangs, when it is not in the channel itself. */
  readonly root?: string;
  /** The address of the card, where somebody else links to it. */
  readonly link?: string;
  /** Why somebody was told elsewhere that the channel takes no posts. */
  readonly elsewhere?: string;
  /** The card was deleted, and a new one has to say so. */
  readonly lost?: number;
  /** The version the card shows. */
  readonly shown: number;
  /** When the card was last drawn, by the Redis clock. */
  readonly drawnAt: number;
  /** The card must be drawn again after this time, because another announcer may have drawn an older one. */
  readonly redrawAt?: number;
}

/** One announcer's hold on one thread. */
export interface ThreadTurn {
  readonly state: ThreadState;
  readonly tookOver: boolean;
  readonly now: number;
  /** `false` when another announcer has taken over. */
  save(fields: Partial<Record<keyof ThreadState, string | number>>): Promise<boolean>;
  release(afterMs: number | '-'): Promise<void>;
}

/** Takes the lease on a thread; `undefined` while another announcer holds it. */
export async function claimThread(client: RedisClient, id: string, leaseMs: number): Promise<ThreadTurn | undefined> {
  const nonce = randomUUID();
  const reply = (await client.run('thread-claim', [keys.thread(id), keys.out], [id, nonce, leaseMs])) as [string, number, number, string[]];
  if (reply[0] !== 'claimed') return undefined;
  let state = parseThread(pairs(reply[3]));
  return {
    get state() {
      return state;
    },
    tookOver: reply[1] === 1,
    now: reply[2],
    async save(fields) {
      const flat = Object.entries(fields).flatMap(([name, value]) => [name, String(value)]);
      if ((await client.run('thread-save', [keys.thread(id)], [nonce, leaseMs, ...flat])) === 'fenced') return false;
      state = parseThread({
        ...unparse(state),
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
      });
      return true;
    },
    async release(after) {
      const subject = isGroup(id) ? keys.group(id) : keys.record(id);
      await client.run('thread-release', [keys.thread(id), keys.out, subject], [id, nonce, after, state.shown]);
    },
  };
}

/** Whoever speaks at the moment may set another time when it is done: ask again until it is seen to. */
export async function hurryThreads({ redis }: RedisClient, ids: readonly string[]): Promise<void> {
  const due = ids.flatMap((id) => [0, id]);
  if (due.length > 0) await fromRedis('hurrying threads', () => redis.zadd(keys.out, 'LT', ...due));
}

export async function readThread(client: RedisClient, id: string): Promise<ThreadState> {
  return parseThread(await client.redis.hgetall(keys.thread(id)));
}

function parseThread(fields: Record<string, string>): ThreadState {
  const { said, posting, postingAt, channel, cardTs, root, link, elsewhere, lost, shown, drawnAt, redrawAt } = fields;
  return {
    said: Number(said ?? 0),
    shown: Number(shown ?? 0),
    drawnAt: Number(drawnAt ?? 0),
    ...(posting && { posting: Number(posting) }),
    ...(postingAt && { postingAt: Number(postingAt) }),
    ...(channel && { channel }),
    ...(cardTs && { cardTs }),
    ...(root && { root }),
    ...(link && { link }),
    ...(elsewhere && { elsewhere }),
    ...(lost && { lost: Number(lost) }),
    ...(redrawAt && { redrawAt: Number(redrawAt) }),
  };
}

function unparse(state: ThreadState): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, String(value)]));
}

function pairs(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i] ?? ''] = flat[i + 1] ?? '';
  return fields;
}
