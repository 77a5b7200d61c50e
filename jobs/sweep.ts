import type { Logger } from 'pino';
import type { Waker } from '../src/queue.ts';
import type { Store } from '../src/store/index.ts';

const atOnce = 200;
const watchEveryMs = 10_000;

interface SweepDeps {
  readonly store: Store;
  readonly waker: Waker;
  readonly announce: (id: string) => Promise<void>;
  /** Looks whether Redis is still the same; called every ten seconds and when Redis comes back. */
  readonly watch: () => Promise<void>;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Wakes what is due and speaks in threads that are due; every worker does so, by the Redis clock. */
export function createSweep({ store, waker, announce, watch, everyMs, log }: SweepDeps): { stop(): Promise<void> } {
  const speaking = new Map<string, Promise<void>>();
  let stopped = false;
  let watchedAt = performance.now();
  let away = false;

  const speak = (id: string) => {
    if (speaking.has(id)) return;
    const said = announce(id)
      .catch((error: unknown) => log.warn({ migration: id, err: error }, 'announcing ended early; it is taken up again'))
      .finally(() => speaking.delete(id));
    speaking.set(id, said);
  };

  const round = async () => {
    try {
      if (away || performance.now() - watchedAt > watchEveryMs) {
        await watch();
        watchedAt = performance.now();
        away = false;
      }
      for (const { id, next } of await store.due(atOnce)) await waker.wake(id, next);
      for (const id of await store.dueThreads(atOnce)) speak(id);
    } catch (error) {
      if (!away) log.warn({ err: error }, 'Redis is away; nothing is lost, the sweep goes on when it is back');
      away = true;
    }
  };

  const rounds = (async () => {
    while (!stopped) {
      await round();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();

  return {
    async stop() {
      stopped = true;
      await rounds;
      await Promise.all(speaking.values());
    },
  };
}
