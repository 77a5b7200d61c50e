import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisClient } from './redis.ts';

const patienceMs = 1_000;

/** Whether Redis answers now; a silence is a no. */
export async function answers({ redis }: RedisClient): Promise<boolean> {
  const patience = new AbortController();
  try {
    return await Promise.race([
      redis.ping().then(
        () => true,
        () => false,
      ),
      sleep(patienceMs, false, { signal: patience.signal }).catch(() => false),
    ]);
  } finally {
    patience.abort();
  }
}
