import { z } from 'zod';
import type { Millis } from '../../src/migration/types.ts';

/** When Azure counted, and how many bytes were done then. */
export const sample = z.tuple([z.number(), z.number()]);

export type Sample = z.infer<typeof sample>;

/** So far back a rate may look, with some to spare; a record stays small. */
const keptMs = 45 * 60_000;
const most = 60;

/** The samples with one more. A count that Azure has not renewed adds none, and neither does one that went back. */
export function withSample(samples: readonly Sample[], at: Millis, bytes: number): readonly Sample[] {
  const last = samples.at(-1);
  if (last && at <= last[0]) return samples;
  if (last && bytes < last[1]) return [[at, bytes]];
  return [...samples, [at, bytes] as Sample].filter(([then]) => at - then <= keptMs).slice(-most);
}

/** Bytes a second over about so long, up to the last count; `undefined` where the counts are too old or too far apart to tell. */
export function rateOver(samples: readonly Sample[], windowMs: number, now: Millis): number | undefined {
  const last = samples.at(-1);
  if (!last || now - last[0] > 2 * windowMs) return undefined;
  const before = samples.findLast(([at]) => last[0] - at >= windowMs) ?? samples[0];
  if (!before) return undefined;
  const tookMs = last[0] - before[0];
  return tookMs >= windowMs / 2 && tookMs <= 2 * windowMs ? ((last[1] - before[1]) * 1000) / tookMs : undefined;
}

/** Bytes a second between each two counts, oldest first. */
export function steps(samples: readonly Sample[]): readonly number[] {
  return samples.slice(1).flatMap(([at, bytes], index) => {
    const before = samples[index];
    return before ? [((bytes - before[1]) * 1000) / (at - before[0])] : [];
  });
}
