import type { SectionBlock } from '@slack/types';
import { currentStep } from '../../migration/next.ts';
import type { Migration, Progress, StepRecord } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { escape, prose } from '../escape.ts';
import { left } from '../times.ts';

const recent = 4;

/** Progress, the step that runs, and the last ones that are done. */
export function steps(migration: Migration): SectionBlock[] {
  const done = migration.steps.filter((step) => step.state === 'done');
  const earlier = done.length - recent;
  return sections(
    [
      ...(earlier > 0 ? [`${earlier} earlier ${earlier === 1 ? 'step' : 'steps'} done.`] : []),
      ...done.slice(-recent).map((step) => stepLine(step)),
      ...current(migration),
    ],
    2,
  );
}

const marks: Record<StepRecord['state'], string> = {
  todo: ':white_circle:',
  running: ':hourglass_flowing_sand:',
  done: ':white_check_mark:',
  failed: ':x:',
  skipped: ':heavy_minus_sign:',
};
const words: Record<StepRecord['state'], string> = {
  todo: 'to do',
  running: 'running',
  done: 'done',
  failed: 'stopped',
  skipped: 'skipped',
};

/** One step as one line, its state also in words. */
export function stepLine(step: StepRecord, cap = 300): string {
  const said = step.summary ? `: ${prose(step.summary, cap)}` : step.state === 'done' ? '' : ` (${words[step.state]})`;
  return `${marks[step.state]} ${escape(step.title, 100)}${said}`;
}

function current(migration: Migration): string[] {
  if (migration.status.is !== 'running') return [];
  const step = currentStep(migration);
  const progress = migration.progress?.step === step?.id ? migration.progress : undefined;
  return [...(step ? [stepLine(step)] : []), ...(progress ? progressLines(progress) : [])];
}

/** How far, how long still, and why it takes so long. */
export function progressLines({ note, percent, eta, cause }: Progress): string[] {
  const far = percent === undefined ? [] : [`${bar(percent)} ${Math.floor(Math.min(100, Math.max(0, percent)))} %`];
  const line = [...far, ...(eta ? [left(eta)] : []), ...(note ? [prose(note, 300)] : [])].join(' · ');
  return [...(line ? [line] : []), ...(cause ? [`${percent === undefined ? 'The reason:' : 'Slow because'} ${prose(cause, 300)}`] : [])];
}

function bar(percent: number): string {
  const full = Math.floor(Math.min(100, Math.max(0, percent)) / 10);
  return '▰'.repeat(full) + '▱'.repeat(10 - full);
}
