import type { Millis } from '../src/migration/types.ts';

/** Times in summaries are UTC, because a summary is read in many places and kept for the audit. */
export function clock(at: Millis): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

export function moment(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A duration in the largest unit that keeps it readable. */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
