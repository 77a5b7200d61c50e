import { openOperation } from './evolve.ts';
import { heldBySplitBrain } from './split-brain.ts';
import type { Migration, Millis, Operation, StepRecord } from './types.ts';

/** What has to happen now; pure, so that every process agrees without talking. */
export type Next =
  | { readonly do: 'plan' }
  | { readonly do: 'look'; readonly operation: Operation }
  | { readonly do: 'stop' }
  | { readonly do: 'run'; readonly step: StepRecord }
  | { readonly do: 'remind' }
  | { readonly do: 'expire' }
  /** People decide; meanwhile Ferry looks whether what they are asked about still stands as it was. */
  | { readonly do: 'watch'; readonly step: StepRecord }
  | { readonly do: 'finish' }
  /** A person is awaited, or nothing is left. `until` is the only timer there is. */
  | { readonly do: 'rest'; readonly until?: Millis };

export function next(m: Migration, now: Millis): Next {
  const open = openOperation(m);
  if (open) return { do: 'look', operation: open };
  if (m.status.is === 'ended') return { do: 'rest' };
  if (m.stopWish) return { do: 'stop' };
  if (m.status.is === 'planning') return { do: 'plan' };
  if (m.status.is === 'asking') {
    const { expiresAt, remindAt, watchAt: firstAt } = m.status.question;
    const watchAt = firstAt === undefined ? undefined : (m.progress?.watchAt ?? firstAt);
    if (expiresAt !== undefined && expiresAt <= now) return { do: 'expire' };
    if (remindAt !== undefined && remindAt <= now) return { do: 'remind' };
    const watched = currentStep(m);
    if (watchAt !== undefined && watchAt <= now && watched) return { do: 'watch', step: watched };
    const timers = [expiresAt, remindAt, watchAt].filter((at) => at !== undefined);
    return { do: 'rest', ...(timers.length > 0 && { until: Math.min(...timers) }) };
  }
  if (m.status.is !== 'running') return { do: 'rest' };
  if (heldBySplitBrain(m)) return { do: 'rest' };
  const step = currentStep(m);
  return step ? { do: 'run', step } : { do: 'finish' };
}

/** The first step of the plan that is neither done nor skipped. */
export function currentStep(m: Migration): StepRecord | undefined {
  return m.steps.find((step) => step.state !== 'done' && step.state !== 'skipped');
}

/** A word for dashboards: the step that runs, or what is awaited. */
export function activity(m: Migration): string {
  if (m.status.is === 'running') return currentStep(m)?.id ?? 'finish';
  return m.status.is;
}
