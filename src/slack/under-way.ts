export interface UnderWay {
  during(work: () => Promise<unknown>): Promise<void>;
  /** Resolves when everything that has begun is over; what begins meanwhile is waited for too. */
  over(): Promise<void>;
}

/** Knows what is being answered, so that a process that stops takes nothing away from under it. */
export function createUnderWay(): UnderWay {
  const begun = new Set<Promise<unknown>>();
  return {
    async during(work) {
      const working = work();
      begun.add(working);
      try {
        await working;
      } finally {
        begun.delete(working);
      }
    },
    async over() {
      while (begun.size > 0) await Promise.allSettled(begun);
    },
  };
}
