import type { StepContext } from '../step.ts';
import { changeRecoveryPoint } from './change-recovery-point.ts';
import { failOver } from './fail-over.ts';

interface InUse {
  readonly at: number;
  /** Why it may not be accepted: nobody agreed to this point. */
  readonly gap?: string | undefined;
  readonly vmId?: string | undefined;
  /** Why the last wish for another point came to nothing. */
  readonly failed?: string | undefined;
}

/** The point from which the Azure machine runs, as the last step found that had to do with it. */
export function pointInUse({ migration, resultOf }: Pick<StepContext, 'migration' | 'resultOf'>): InUse {
  const first = resultOf(failOver);
  const changed = migration.steps.find((step) => step.id === changeRecoveryPoint.id && step.state === 'done');
  if (!changed) return { at: first.usedAt ?? first.pinnedAt, gap: first.gap, vmId: first.vmId };
  const { usedAt, ...last } = changeRecoveryPoint.result.parse(changed.result);
  return { ...last, at: usedAt ?? first.usedAt ?? first.pinnedAt, vmId: last.vmId ?? first.vmId };
}
