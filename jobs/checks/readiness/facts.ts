import type { GuestOs } from '../../../src/guest/script.ts';

/** What a readiness script printed, by its own names; a value is one line of at most 300 characters, and hostile. */
export interface GuestFacts {
  readonly os: GuestOs;
  readonly values: Readonly<Record<string, string>>;
}

const line = /^([a-z0-9][a-z0-9_.]{0,40})=(.{1,300})$/;
const most = 60;

/** Reads what a readiness script printed; `undefined` where it is something else, or not all of it. */
export function readFacts(text: string): GuestFacts | undefined {
  const pairs = text.split(/\r?\n/).flatMap((one) => {
    const found = line.exec(one.trim());
    return found ? [[found[1] ?? '', found[2] ?? ''] as const] : [];
  });
  const values = Object.fromEntries(pairs.slice(0, most));
  const os = /^(linux|windows) 1$/.exec(values['ferry.readiness'] ?? '')?.[1];
  if ((os !== 'linux' && os !== 'windows') || values['ferry.end'] !== '1') return undefined;
  return { os, values };
}

/** One fact; `undefined` where the script could not tell, which is never taken for good. */
export type Fact = (key: string) => string | undefined;

export function factOf({ values }: GuestFacts): Fact {
  return (key) => (values[key] === 'unknown' ? undefined : values[key]);
}
