import type { Millis } from '../../src/migration/types.ts';
import { type Sample, steps } from './samples.ts';

/** Half as wide as the middle, with nothing to go by; never narrower than a sixth, and never wider than four fifths. */
const width = { unsure: 0.5, least: 0.15, most: 0.8 } as const;

/** How few steps say nothing yet about how much the pace varies. */
const fewSteps = 3;

/** Seconds left, as a band that is the wider the more the pace has varied; nothing while nothing has moved. */
export function timeLeft(samples: readonly Sample[], totalBytes: number, now: Millis): readonly [number, number] | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last[1] <= first[1] || last[1] >= totalBytes) return undefined;
  const pace = ((last[1] - first[1]) * 1000) / (last[0] - first[0]);
  const half = spread(steps(samples));
  const passed = (now - last[0]) / 1000;
  const seconds = (by: number) => Math.max(0, Math.round((totalBytes - last[1]) / (pace * by) - passed));
  return [seconds(1 + half), seconds(1 - half)];
}

/** How much the pace varied: its standard deviation as a part of its mean. */
function spread(paces: readonly number[]): number {
  if (paces.length < fewSteps) return width.unsure;
  const mean = paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
  const variance = paces.reduce((sum, pace) => sum + (pace - mean) ** 2, 0) / paces.length;
  return Math.min(width.most, Math.max(width.least, Math.sqrt(variance) / mean));
}
