import type { Millis } from './types.ts';

export const processKinds = ['bot', 'worker'] as const;

export type ProcessKind = (typeof processKinds)[number];

/** One process of Ferry's, as it last said of itself; every time is of the Redis clock. */
export interface Process {
  readonly kind: ProcessKind;
  /** Its host and process id, for whoever has to find it. */
  readonly name: string;
  readonly version: string;
  readonly since: Millis;
  readonly seen: Millis;
  /** How often it promised to be heard. */
  readonly every: Millis;
  /** Why it cannot do its work, as half a sentence. */
  readonly trouble?: string;
}

/** Who works for Ferry. A process that ended without a word stays listed for a while; one that was stopped does not. */
export interface Presence {
  readonly now: Millis;
  readonly processes: readonly Process[];
  /** When any process of a kind was last heard; absent when none ever was. */
  readonly heard: Readonly<Partial<Record<ProcessKind, Millis>>>;
}

/** Heartbeats that may be missed before a process counts as silent. */
const missed = 4;

const idle = {
  bot: 'commands and clicks do not reach Ferry until one runs',
  worker: 'nothing moves until one runs',
} as const;

/** The processes that count as running. */
export function heardLately({ now, processes }: Presence): readonly Process[] {
  return processes.filter((one) => now - one.seen <= one.every * missed);
}

/** Who works, in plain sentences: first the count, then what an operator should look at. */
export function presenceLines(presence: Presence): string[] {
  const { now, processes, heard } = presence;
  const ago = (at: Millis) => `${span(now - at)} ago`;
  const live = heardLately(presence);
  const counts = processKinds.map((kind) => counted(live.filter((one) => one.kind === kind).length, kind));
  const last = Math.max(...live.map(({ seen }) => seen));
  const versions = [...new Set(live.map(({ version }) => version))].sort();
  return [
    live.length === 0 ? 'No process of Ferry runs.' : `${counts.join(', ')}; last heard ${ago(last)}.`,
    ...processKinds
      .filter((kind) => !live.some((one) => one.kind === kind))
      .map((kind) => {
        const at = heard[kind];
        return at === undefined
          ? `No ${kind} has ever been heard: ${idle[kind]}.`
          : `No ${kind} has been heard for ${span(now - at)}: ${idle[kind]}.`;
      }),
    ...processes
      .filter((one) => !live.includes(one) && live.some(({ kind }) => kind === one.kind))
      .map(({ kind, name, seen }) => `The ${kind} ${name} fell silent ${ago(seen)}.`),
    ...live.flatMap(({ kind, name, trouble }) => (trouble === undefined ? [] : [`The ${kind} ${name} ${trouble}.`])),
    ...(versions.length > 1 ? [`They run different versions: ${versions.join(', ')}.`] : []),
  ];
}

function counted(count: number, kind: ProcessKind): string {
  return `${count} ${kind}${count === 1 ? '' : 's'}`;
}

function span(ms: Millis): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
