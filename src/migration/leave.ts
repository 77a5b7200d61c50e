import { everSent } from './evolve.ts';
import { mayBeQuiesced } from './quiesce.ts';
import type { Ending, Migration, MigrationEvent, Millis, ReplicationWish, StepHeader } from './types.ts';

/** Why cancelling is not possible; a failover that was let out cannot be taken back. */
export function gone(m: Migration): string | undefined {
  const failovers = m.operations.filter((op) => op.kind === 'unplanned-failover' && !op.superseded);
  if (failovers.some((op) => op.state === 'accepted' || op.state === 'foreign'))
    return 'The failover has been sent to Azure and cannot be cancelled.';
  if (failovers.some((op) => op.state === 'unknown'))
    return 'The failover may have happened: cancelling now could leave two machines running.';
  return undefined;
}

/** Ends the migration, by way of the steps that undo what Ferry did to the machine. */
export function leave(
  m: Migration,
  ending: Ending,
  replication: ReplicationWish,
  by: string,
  because: string,
  now: Millis,
): MigrationEvent[] {
  const add = undoSteps(m, replication);
  if (add.length === 0) return [{ type: 'ended', at: now, how: ending, by, ...(because && because !== ending && { reason: because }) }];
  return [{ type: 'course.changed', at: now, course: 'undo', add, ending, by, because }];
}

function undoSteps(m: Migration, replication: ReplicationWish): StepHeader[] {
  const wanted = new Set([
    ...(everSent(m, 'test-failover') && m.steps.some(({ id, state }) => id === 'test-failover' && state !== 'done')
      ? ['clean-up-test']
      : []),
    ...(everSent(m, 'stop-instance') ? ['restart-source'] : []),
    ...(mayBeQuiesced(m) ? ['resume-source'] : []),
    ...(replication === 'remove' && replicates(m) ? ['remove-replication'] : []),
  ]);
  return (m.plan?.undo ?? []).filter((step) => wanted.has(step.id));
}

/** Whether there may be a replication: Ferry's own, or one taken over from an earlier migration. */
export function replicates(m: Migration): boolean {
  return everSent(m, 'enable-replication') || m.steps.some((step) => step.id === 'enable-replication' && step.state === 'done');
}
