import type { Millis } from '../migration/types.ts';

/** The Redis clock as this process knows it; survives jumps of the machine's own clock. */
export interface Clock {
  now(): Millis;
  heard(redisNow: Millis): void;
}

/** Keeps the newest offset between Redis TIME and this process's monotonic clock. */
export function createClock(redisNow: Millis): Clock {
  let offset = redisNow - performance.now();
  return {
    now: () => Math.round(performance.now() + offset),
    heard: (now) => {
      offset = now - performance.now();
    },
  };
}
