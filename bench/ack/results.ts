import { createHistogram, type Histogram } from 'node:perf_hooks';
import type { Round } from './round.ts';
import type { Subject } from './subjects.ts';

type Rounds = Readonly<Record<Subject['name'], readonly Round[]>>;

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Results {
  readonly table: string;
  /** Why Ferry does not meet what it promises; empty when it does. */
  readonly failures: readonly string[];
}

const slowestMs = 200;
const highestRatio = 1.5;
const kinds = ['commands', 'clicks', 'both'] as const;

/** Medians over the rounds, so that a machine that was busy for a moment decides nothing; ratios within each pair of rounds. */
export function results(rounds: Rounds): Results {
  const lines: string[][] = [['', 'bare p50', 'p99', 'max', 'Ferry p50', 'p99', 'max', 'p50 ratio', 'p99 ratio']];
  const failures: string[] = [];
  for (const kind of kinds) {
    const [bare, ferry] = [rounds.bare.map((round) => figures(round, kind)), rounds.ferry.map((round) => figures(round, kind))];
    const ratio = (at: 'p50' | 'p99') => median(ferry.map((one, n) => one[at] / (bare[n]?.[at] ?? Number.NaN)));
    const worst = median(ferry.map(({ p99 }) => p99));
    lines.push([kind, ...shown(bare), ...shown(ferry), ratio('p50').toFixed(2), ratio('p99').toFixed(2)]);
    if (worst >= slowestMs) failures.push(`${kind}: p99 is ${worst.toFixed(0)} ms, not under ${slowestMs} ms`);
    for (const at of ['p50', 'p99'] as const)
      if (!(ratio(at) <= highestRatio))
        failures.push(`${kind}: ${at} is ${ratio(at).toFixed(2)} times the bare handler's, more than ${highestRatio}`);
  }
  return { table: [aligned(lines), '', ...whereItGoes(rounds)].join('\n'), failures };
}

function whereItGoes(rounds: Rounds): string[] {
  const of = (name: Subject['name'], kind: 'commands' | 'clicks') => median(rounds[name].map((round) => figures(round, kind).p50));
  const row = (kind: 'commands' | 'clicks') => {
    const [bolt, bare, ferry] = [of('bolt', kind), of('bare', kind), of('ferry', kind)];
    return [kind, ms(bolt), ms(bare - bolt), ms(ferry - bare)];
  };
  return [
    'Where the median goes, in ms:',
    aligned([['', 'socket and Bolt', 'one write to Redis', "Ferry's own"], row('commands'), row('clicks')]),
  ];
}

function figures(round: Round, kind: (typeof kinds)[number]): Figures {
  const histogram = kind === 'both' ? together(round) : round[kind];
  return { p50: histogram.percentile(50) / 1_000, p99: histogram.percentile(99) / 1_000, max: histogram.max / 1_000 };
}

function together({ commands, clicks }: Round): Histogram {
  const sum = createHistogram();
  sum.add(commands);
  sum.add(clicks);
  return sum;
}

function shown(rounds: readonly Figures[]): string[] {
  return [
    ms(median(rounds.map(({ p50 }) => p50))),
    ms(median(rounds.map(({ p99 }) => p99))),
    ms(Math.max(...rounds.map(({ max }) => max))),
  ];
}

function median(of: readonly number[]): number {
  const sorted = of.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function ms(value: number): string {
  return value.toFixed(1);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n');
}
