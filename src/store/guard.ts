import { StartError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** Refuses a Redis that evicts; returns what an operator should know of one that can lose acknowledged writes. */
export async function guardRedis({ redis }: RedisClient): Promise<string[]> {
  const [policy, limit, aof, fsync] = await Promise.all(
    ['maxmemory-policy', 'maxmemory', 'appendonly', 'appendfsync'].map((name) => setting(redis, name)),
  );
  if (policy && policy !== 'noeviction' && limit !== '0') {
    throw new StartError('redis-evicts', [
      `Redis may evict keys (maxmemory-policy is ${policy}); Ferry keeps approvals there. Run: redis-cli config set maxmemory-policy noeviction`,
    ]);
  }
  const warnings: string[] = [];
  if (policy && policy !== 'noeviction')
    warnings.push(`Redis would evict keys if it had a memory limit (maxmemory-policy is ${policy}); set it to noeviction`);
  if (aof && aof !== 'yes')
    warnings.push('Redis keeps no append-only file: a crash loses clicks that Slack was told are safe; set appendonly yes');
  else if (fsync && fsync !== 'always')
    warnings.push(`Redis may lose the last second of acknowledged clicks on a power cut (appendfsync is ${fsync}); set appendfsync always`);
  if (policy === undefined)
    warnings.push('Redis does not let Ferry read its configuration; make sure that it never evicts and syncs its append-only file always');
  return warnings;
}

async function setting(redis: RedisClient['redis'], name: string): Promise<string | undefined> {
  try {
    const reply = (await redis.config('GET', name)) as string[];
    return reply[1];
  } catch {
    return undefined;
  }
}

/**
 * Notices a Redis that may have forgotten writes: another replication id, or a clock that went backwards.
 * Until the quarantine is over no intent is committed.
 */
export async function watchIdentity(client: RedisClient, quarantineMs: number): Promise<'same' | 'quarantined'> {
  const { redis } = client;
  const info = await redis.info('replication');
  const id = /master_replid:(\w+)/.exec(info)?.[1] ?? 'unknown';
  const [seconds] = await redis.time();
  const now = Number(seconds) * 1000;
  const [known, last] = await redis.hmget(keys.identity, 'id', 'time');
  const changed = (known !== null && known !== id) || (last !== null && Number(last) > now + 5_000);
  await redis.hset(keys.identity, 'id', id, 'time', String(now));
  if (!changed) return 'same';
  await redis.set(keys.quarantine, String(now + quarantineMs), 'PX', quarantineMs + 60_000);
  return 'quarantined';
}

/** Waits until every connected replica has what this connection wrote; `false` when one did not confirm in time. */
export function replicated({ redis }: RedisClient, timeoutMs: number): Promise<boolean> {
  return fromRedis('waiting for the replicas', async () => confirmed(redis, await redis.info('replication'), timeoutMs));
}

/** Writes, and waits for every connected replica; without any it takes one round trip, because somebody waits for it in Slack. */
export async function writeEverywhere<T>({ redis }: RedisClient, timeoutMs: number, write: () => Promise<T>): Promise<[T, boolean]> {
  const writing = write();
  const asking = fromRedis('asking for the replicas', () => redis.info('replication'));
  const [written, info] = await Promise.all([writing, asking]);
  return [written, await fromRedis('waiting for the replicas', () => confirmed(redis, info, timeoutMs))];
}

async function confirmed(redis: RedisClient['redis'], info: string, timeoutMs: number): Promise<boolean> {
  const replicas = Number(/connected_slaves:(\d+)/.exec(info)?.[1] ?? 0);
  return replicas === 0 || (await redis.wait(replicas, timeoutMs)) >= replicas;
}
