import { setTimeout as pause } from 'node:timers/promises';

const patience = 90_000;

/** Asks until there is an answer; the sentence says what was awaited when there is none. */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, say?: () => string): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}${say ? `\n${say()}` : ''}`);
    await pause(50);
  }
}
