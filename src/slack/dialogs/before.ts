import { setTimeout as sleep } from 'node:timers/promises';

/** The answer when it comes within so many milliseconds, else nothing; rejects as the answer does. */
export async function before<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([answer, sleep(ms, undefined, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}

/** The same where a failure is as good as no answer. */
export function ifKnown<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  return before(ms, answer).catch(() => undefined);
}
