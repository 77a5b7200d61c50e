import type { Millis } from '../../migration/types.ts';

/** A moment as Site Recovery says it; years like 0001 and 1753 mean that there is none. */
export function moment(date: Date | string | null | undefined): Millis | undefined {
  if (date === null || date === undefined || date === '') return undefined;
  const millis = new Date(date).getTime();
  return Number.isNaN(millis) || millis <= 0 ? undefined : millis;
}

/** A moment that Site Recovery writes as text, in UTC without saying so ("8/26/2023 3:42:27 AM" in a recording). */
export function writtenMoment(written: string | null | undefined): Millis | undefined {
  const said = text(written);
  return said === undefined ? undefined : (moment(`${said} UTC`) ?? moment(said));
}

/** Provider details carry booleans as strings, in either case. */
export function isTrue(value: string | boolean | null | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Text that says something: neither null, nor empty, nor blank. */
export function text(value: string | null | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed ? trimmed : undefined;
}

export function finite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What Azure counts in megabytes. */
export function bytesOf(megabytes: number | null | undefined): number | undefined {
  const count = finite(megabytes);
  return count === undefined ? undefined : Math.round(count * 2 ** 20);
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what is not known, so that absent means absent. */
export function known<T extends object>(parts: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;
}
