import type { Millis } from '../migration/types.ts';

/** A moment in each reader's own time zone; clients that cannot say it show UTC. */
export function when(at: Millis): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${utc(at)}>`;
}

/** A moment in plain text. */
export function utc(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A length of time as people say it. */
export function span(seconds: number): string {
  if (seconds < 60) return 'under a minute';
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** What is left, as the band it is known to. */
export function left([low, high]: readonly [number, number]): string {
  const [from, to] = [span(low), span(high)];
  if (from === to) return from === 'under a minute' ? `${from} left` : `about ${from} left`;
  const [amount, unit] = from.split(' ');
  return unit !== undefined && to.endsWith(` ${unit}`) && from !== 'under a minute' ? `${amount}–${to} left` : `${from} to ${to} left`;
}
