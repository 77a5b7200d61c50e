import type { EngineName } from '../azure/world.ts';
import { written } from './card.ts';
import { machine, type Scene } from './cast.ts';
import type { Effects, Shown } from './control.ts';
import { clock, type Names, type Paint, readable, unpainted } from './mrkdwn.ts';
import { postedAt } from './transcript.ts';
import { type Finding, judge, passes, times } from './verdict.ts';
import { columns } from './wrap.ts';

export interface Row {
  readonly label: string;
  readonly by: 'ferry' | 'person';
  readonly at: number;
  /** Milliseconds since the row before. */
  readonly took: number;
}

export interface Closing {
  readonly scene: Scene;
  readonly startedAt: number;
  readonly effects: Effects;
  readonly engine: EngineName;
  readonly names: Names;
  readonly paint: Paint;
}

const finishedStep = /^:white_check_mark: \*(?<title>[^*]+)\.\*/;
const down = /^:red_circle: .* is DOWN\.\*/;
const answered = /^<@[UW][A-Z0-9]+> (pressed Start|authorised the failover|accepted the Azure machine)/;

/** The steps and the people's answers as the thread tells them, each with the time since the one before. */
export function timeline(replies: readonly Shown[], startedAt: number): Row[] {
  let before = startedAt;
  return replies.flatMap((reply) => {
    const text = written(reply);
    const person = answered.exec(text)?.[0];
    const label = finishedStep.exec(text)?.groups?.['title'] ?? (down.test(text) ? 'Stop the EC2 instance' : person);
    if (label === undefined) return [];
    const at = postedAt(reply.ts);
    const row = { label, by: person === undefined ? ('ferry' as const) : ('person' as const), at, took: at - before };
    before = at;
    return [row];
  });
}

/** The timeline as a table. */
function timelineTable(rows: readonly Row[], names: Names, paint: Paint): string[] {
  const cells = rows.map(({ label, by, at, took }) => [
    clock(at),
    `${(took / 1000).toFixed(1)} s`.padStart(7),
    by === 'ferry' ? `${paint('green', '✓')} ${label}` : paint('magenta', `· ${readable(label, names, unpainted)}`),
  ]);
  return table([['done', '   took', ''].map((head) => paint('dim', head)), ...cells]);
}

const services: Readonly<Record<string, string>> = { aws: 'EC2', azure: 'Azure' };

/** Every change of each cloud: what, how often, on how many resources. */
export function effectsTable(effects: Effects, paint: Paint): string[] {
  const cells = Object.entries(effects).flatMap(([service, operations]) =>
    Object.entries(operations).map(([operation, subjects], index) => {
      const counts = Object.values(subjects);
      const [first = 0] = counts;
      const most = Math.max(...counts);
      const often =
        counts.length === 1 ? times(first) : `${most === 1 ? 'once' : `up to ${times(most)}`} on each of ${counts.length} resources`;
      return [index === 0 ? paint('bold', services[service] ?? service) : '', operation, often];
    }),
  );
  return table(cells);
}

/** Whether it was seen that everything irreversible happened once; what differed, where not. */
function findingsTable(findings: readonly Finding[], paint: Paint): string[] {
  return table(findings.map(({ what, ok, seen }) => [ok ? paint('green', '✓') : paint('red', '✗'), what, ok ? seen : paint('red', seen)]));
}

/** The last words of the demo: how it ended, how long each step took, what changed where, and whether exactly once. */
export function closing({ scene, startedAt, effects, engine, names, paint }: Closing): string[] {
  const { card, replies } = scene;
  const rows = timeline(replies, startedAt);
  const findings = judge(effects, machine.instanceId, engine);
  const seconds = (((rows.at(-1)?.at ?? startedAt) - startedAt) / 1000).toFixed(1);
  const done = passes(card, findings);
  return [
    paint(['bold', done ? 'green' : 'red'], `${card.machine} [${card.id}]: ${card.state} after ${seconds} s. ${card.sides}.`),
    '',
    ...timelineTable(rows, names, paint),
    '',
    paint('bold', 'What changed in the clouds'),
    ...effectsTable(effects, paint),
    '',
    paint(
      'bold',
      done ? 'Each of these exactly once, on this machine and on no other' : 'Not one of each, on this machine and on no other',
    ),
    ...findingsTable(findings, paint),
    ...(card.state === 'completed' ? [] : [`  ${paint('red', '✗')}  the migration has not completed: ${card.state}`]),
  ];
}

/** Cells under one another, the last column left as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => columns(row[index] ?? ''))));
  return rows.map((row) =>
    `  ${row.map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - columns(cell)))).join('  ')}`.trimEnd(),
  );
}
