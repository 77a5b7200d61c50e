import type { DryRun, PlannedCall, PlannedStep } from '../../migration/preview-port.ts';
import { escape, prose } from '../escape.ts';

/** Every request, step by step, with how long each step takes and how that is known. */
export function callLines({ engine, unsure, pollSeconds, steps, minutes, downtime }: DryRun): string[] {
  const changes = steps.flatMap(({ calls }) => calls).filter((call) => call.changes);
  return [
    `*What its migration would ask of AWS and Azure* (${escape(engine, 30)}): ${changes.length} calls that change something; about ${span(minutes)} of work, of it about ${span(downtime)} of downtime, and as long as people take to answer.`,
    `Reads are counted at one look every ${pollSeconds} s (timing.poll); ~ marks a number that depends on how long a cloud takes.${unsure ? ` ${prose(unsure, 400)}` : ''}`,
    ...steps.flatMap(stepLines),
    'Before the first call each cloud is signed in to: AWS is asked GetCallerIdentity, and AssumeRole where ferry.yml names a role; Azure for a token.',
  ];
}

function stepLines({ title, gate, minutes, why, down, calls }: PlannedStep, index: number): string[] {
  const takes = gate ? 'people decide' : minutes === 0 ? 'seconds' : `about ${span(minutes)}${down ? ', DOWN' : ''}`;
  const changing = calls.filter((call) => call.changes);
  const reading = calls.filter((call) => !call.changes);
  return [
    `*${index + 1}. ${escape(title, 100)}* · ${takes}${minutes > 0 ? ` (${prose(why, 200)})` : ''}`,
    ...(changing.length > 0 ? [`      changes: ${changing.map(callWords).join(', ')}`] : []),
    ...(reading.length > 0 ? [`      reads: ${reading.map(callWords).join(', ')}`] : []),
  ];
}

function callWords({ cloud, operation, times, about, where }: PlannedCall): string {
  return `${cloud} ${escape(operation, 100)}${times > 1 || about ? ` ${about ? '~' : '×'}${times}` : ''}${where ? ` (${prose(where, 100)})` : ''}`;
}

function span(minutes: number): string {
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
