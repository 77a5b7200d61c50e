import { setTimeout as sleep } from 'node:timers/promises';

/** Slack gives up at three seconds; what is not known by then is sent as a message of its own. */
const patienceMs = 2_000;

/** The answer when it comes soon enough for the acknowledgement; else nothing yet. */
export async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  try {
    return await Promise.race([answer, sleep(patienceMs, undefined, { signal: late.signal })]);
  } finally {
    late.abort();
  }
}
