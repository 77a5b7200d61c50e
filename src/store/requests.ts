import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** Longer than a signature is valid: five minutes back and one ahead, by clocks that differ. */
const rememberSeconds = 600;

/** Remembers signatures of requests for all processes; tells whether this one is new. */
export function createRequestMemory({ redis }: RedisClient): (signature: string) => Promise<boolean> {
  return (signature) =>
    fromRedis('remembering a request', async () => (await redis.set(keys.request(signature), '1', 'EX', rememberSeconds, 'NX')) === 'OK');
}
