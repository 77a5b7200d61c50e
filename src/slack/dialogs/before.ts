import { setTimeout as sleep } from 'node:timers/promises';

/** The answer when there is one within so many milliseconds; nothing when it fails or comes later. */
export async function before<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([answer, sleep(ms, undefined, { signal: over.signal })]);
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
