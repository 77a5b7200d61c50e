import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { StartError } from '../errors.ts';
import { keys } from './keys.ts';
import { connectRedis, type RedisClient } from './redis.ts';
import { whyClosed } from './why-closed.ts';

const patience = { connectTimeout: 5_000, commandTimeout: 5_000 };

/**
 * Connects and waits for the first answer, and for a Redis that still loads its data; `away` hears of every connection
 * that is lost later, `waits` what Ferry waits for. Throws a StartError that says why there is no talking to it.
 */
export async function openRedis(url: string, away: (error: Error) => void, waits?: (says: string) => void): Promise<RedisClient> {
  for (let tries = 0; await loads(url); tries += 1) {
    if (tries === 0) waits?.(`Redis at ${new URL(url).host} still loads its data from disk (LOADING); Ferry waits for it.`);
    await pause(500);
  }
  const client = connectRedis(url);
  client.redis.on('error', away);
  return client;
}

/** Whether it answers that it cannot answer yet. Tried on a connection of its own, which is not tried again and says why. */
async function loads(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    ...patience,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let first: unknown;
  redis.on('error', (error) => {
    first ??= error;
  });
  try {
    await redis.connect();
    await redis.exists(keys.probe('text'));
    return false;
  } catch (cause) {
    const error = first ?? cause;
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith('LOADING')) return true;
    if (message.startsWith('NOPERM')) return false; // the guard says what is not allowed
    throw new StartError('redis-unreachable', [whyClosed(url, error)], error);
  } finally {
    redis.disconnect();
  }
}
