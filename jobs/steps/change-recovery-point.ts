import { z } from 'zod';
import { samePoint } from '../../src/migration/points.ts';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import type { Migration, OperationError, RecoveryPoint } from '../../src/migration/types.ts';
import { changeRecoveryPoint as change } from '../operations/change-recovery-point.ts';
import { followJob } from '../operations/replication-jobs.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { moment } from '../times.ts';
import { enableReplication } from './enable-replication.ts';
import { pinnedPoint } from './fail-over.ts';
import { findReplicationHost } from './find-replication-host.ts';

const memory = z.object({ since: z.number() });

/** Only planned when people wish for another point. Whatever Azure makes of it, they are asked again and told. */
export const changeRecoveryPoint = defineStep({
  id: 'change-recovery-point',
  title: 'Change the recovery point',
  asks: {
    reads: ['replicator.item', 'replicator.recoveryPoints'],
    sends: [{ operation: change }],
    takes: { minutes: 11, why: 'as a recorded failover, 637 s', down: true },
  },
  result: z.object({
    usedAt: z.number().optional(),
    gap: z.string().optional(),
    vmId: z.string().optional(),
    failed: z.string().optional(),
  }),
  async run(context) {
    const { migration, replicator, resultOf, operation, perform, memo, now, timing } = context;
    const wished = migration.wishes?.at(-1);
    if (!wished) return done('no other point was wished for', {});
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const item = await replicator.item(host, name);
    if (!item)
      return blocked(`The protected item ${name} is gone from the vault.`, 'Find out who removed it. Retry lets Ferry look again.');
    const points = await replicator.recoveryPoints(host, name);
    const sent = operation(change.kind);
    const job = sent?.state === 'accepted' ? await followJob(replicator, sent) : undefined;
    const why = `the machine is made anew from the point of ${moment(wished.at)}`;
    const over = (failed?: string) => settled(context, item, points, failed);
    if (job?.is !== 'running' && samePoint(wished.name, item.failoverPointId)) return over();
    if (job?.is === 'failed') return over(`${job.problem} ${job.remedy}`);
    if (sent?.state === 'refused' && sent.error && sent.error.retryAt === undefined) return over(refusal(sent.error));
    if (sent?.state === 'accepted') {
      const ended = (job?.is === 'succeeded' ? job.endedAt : undefined) ?? sent.sentAt;
      if (job?.is !== 'running' && now - ended > timing.settle * 1000) return over('Azure called it done, but does not name that point');
      return wait(timing.poll, (job?.is === 'running' ? job.note : undefined) ?? why);
    }
    const point = points.find((one) => samePoint(one.name, wished.name));
    if (!point) return over(`Azure no longer lists the point of ${moment(wished.at)}`);
    if (!item.allowedOperations.includes('ChangePit')) {
      const { since } = memo(memory) ?? { since: now };
      const problem = `Azure does not allow it now (${item.protectionState}); it allows ${item.allowedOperations.join(', ') || 'nothing'}`;
      return now - since > timing.settle * 1000 ? over(problem) : wait(timing.poll, problem, { memo: { since } });
    }
    return perform(change, { host, item: name, point }, why);
  },
});

/** Says from which point the machine runs now, and whether people ever agreed to that one. */
function settled({ migration }: StepContext, item: ProtectedItem, points: readonly RecoveryPoint[], failed?: string): Outcome {
  const used = agreed(migration).find((point) => samePoint(point.name, item.failoverPointId));
  const known = used ?? points.find((point) => samePoint(point.name, item.failoverPointId));
  const gap = used
    ? undefined
    : `nobody agreed to the recovery point from which it runs (${known ? moment(known.at) : `Azure names ${item.failoverPointId ?? 'none'}`})`;
  const runs = known ? `it runs from the point of ${moment(known.at)}` : `Azure does not say from which point it runs`;
  return done(
    failed === undefined ? runs : `the recovery point was not changed: ${failed.replace(/[\s.]+$/, '')}; ${runs}`,
    {
      ...(known && { usedAt: known.at }),
      ...(gap && { gap }),
      ...(item.targetVmId && { vmId: item.targetVmId }),
      ...(failed !== undefined && { failed }),
    },
    { sees: { target: 'starting' } },
  );
}

function refusal({ message, code, remedy = '' }: OperationError): string {
  return `Azure refused it: ${message.replace(/[\s.]+$/, '')} (${code}). ${remedy}`.trim();
}

/** The points that people agreed to: the one that the failover was sent with, and those wished for since. */
function agreed(migration: Migration) {
  const pinned = pinnedPoint(migration);
  return [...(pinned ? [pinned] : []), ...(migration.wishes ?? [])];
}
