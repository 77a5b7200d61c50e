import { StartError } from '../errors.ts';
import { connectRedis, type RedisClient } from './redis.ts';

/** Connects and waits for the first answer; `away` hears of every connection that is lost. Throws a StartError when none comes. */
export async function openRedis(url: string, away: (error: Error) => void): Promise<RedisClient> {
  const client = connectRedis(url);
  client.redis.on('error', away);
  try {
    await client.redis.ping();
    return client;
  } catch (cause) {
    client.redis.disconnect();
    const { host } = new URL(url);
    throw new StartError(
      'redis-unreachable',
      [
        `Connecting to Redis at ${host}: no answer (${cause instanceof Error ? cause.message : String(cause)}). Start it, or correct REDIS_URL.`,
      ],
      cause,
    );
  }
}
