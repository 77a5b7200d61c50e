import { z } from 'zod';
import { awaitsPoint } from '../../src/migration/points.ts';
import { stopInstance } from '../operations/stop-instance.ts';
import { blocked, done, type Outcome, voided, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { clock, moment, span } from '../times.ts';
import { approvedPoint, approvedRule, awaited, recoveryPoint } from './approved-point.ts';
import { doneByOthers } from './done-by-others.ts';
import { enableReplication } from './enable-replication.ts';
import { examineAgain } from './examine-again.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';

const memory = z.object({ quiescedAt: z.number(), point: recoveryPoint.optional() });

export const stopSource = defineStep({
  id: 'stop-source',
  title: 'Stop the EC2 instance',
  /** `launchedAt` tells later whether EC2 ran again after the stop. */
  result: z.object({ quiescedAt: z.number(), stoppedAt: z.number(), point: recoveryPoint, launchedAt: z.number().optional() }),
  async run(context) {
    const { migration, source, memo, now, timing, operation, perform } = context;
    const { instanceId } = migration.source;
    const remembered = memo(memory);
    if (!remembered)
      return (await against(context)) ?? wait(0, 'marking the moment the recovery point has to cover', { memo: { quiescedAt: now } });
    const { quiescedAt } = remembered;
    const rule = approvedRule(migration);
    const point = remembered.point ?? (await approvedPoint(context, quiescedAt));
    if (!point) {
      const which = awaited(rule, quiescedAt);
      if (now - quiescedAt > timing.drainBudget * 1000)
        return voided(`no ${which} came within ${span(timing.drainBudget)}; nothing was stopped and nothing failed over`);
      return wait(Math.min(timing.poll, 10), `waiting for ${rule.is === 'named' ? 'the' : 'a'} ${which}; the machine is still up`);
    }
    if (!remembered.point) return wait(0, 'the recovery point is there', { memo: { quiescedAt, point } });
    const power = await source.power(instanceId);
    const stop = operation(stopInstance.kind);
    if (power?.state === 'stopped') {
      const launchedAt = (await source.machine(instanceId))?.launchedAt;
      return done(
        `EC2 is stopped; ${
          point.at >= quiescedAt
            ? `recovery point ${clock(point.at)} covers what was written until ${clock(quiescedAt)}`
            : `what was written after the recovery point of ${moment(point.at)} is not carried over, as agreed`
        }`,
        { quiescedAt, stoppedAt: now, point, ...(launchedAt !== undefined && { launchedAt }) },
        { sees: { source: 'down' } },
      );
    }
    if (power?.state === 'stopping' && now - (stop?.sentAt ?? quiescedAt) > timing.settle * 1000)
      return blocked(
        `${instanceId} has been stopping since ${clock(stop?.sentAt ?? quiescedAt)} and does not come to an end.`,
        'Ferry never forces a stop. Look at the machine; when EC2 says stopped, Retry. Cancel starts it again as soon as it is stopped.',
      );
    if (power?.state === 'stopping')
      return wait(Math.min(timing.poll, 10), 'EC2 is stopping', { learned: { sees: { source: 'stopping' } } });
    if (power?.state === 'running' && stop?.state !== 'accepted' && awaitsPoint(rule) && now - quiescedAt > timing.drainBudget * 1000)
      return wait(0, 'the recovery point has grown old while the stop was held up; waiting for another', { memo: { quiescedAt: now } });
    if (power?.state === 'running')
      return (
        (stop?.state !== 'accepted' && ((await against(context)) ?? (await changed(context)))) ||
        perform(stopInstance, { instanceId }, 'stopping the EC2 instance')
      );
    if (power?.state === 'pending') return wait(timing.poll, 'the EC2 instance is still starting');
    return blocked(`${instanceId} is ${power?.state ?? 'gone'}.`, 'Cancel this migration.');
  },
});

/** Why nothing may be stopped now: the machine is not as it was when the plan was made. */
async function changed(context: StepContext): Promise<Outcome | undefined> {
  const look = await examineAgain(context, 'before-stop');
  if (look.is === 'examined') return look.against;
  return blocked(
    `${context.migration.source.instanceId} ${look.seen}; Ferry has stopped nothing.`,
    'Find out who did it. Cancel this migration.',
  );
}

/** Why nothing may be stopped now: the item is not what the approvers were asked about. */
async function against(context: StepContext): Promise<Outcome | undefined> {
  const { replicator, resultOf, timing, migration } = context;
  const { item: name } = resultOf(enableReplication);
  const item = await replicator.item(resultOf(findReplicationHost), name);
  const ec2 = migration.sees.source === 'up' ? 'EC2 runs; Ferry has stopped nothing.' : 'EC2 is down.';
  if (!item)
    return blocked(
      `The protected item ${name} is gone from the vault: somebody has disabled replication. ${ec2}`,
      'Find out who did it. Cancel this migration and start a new one.',
    );
  const held = await clearPendingTest(context, item);
  if (held) return held;
  const others = await doneByOthers(context, item);
  switch (others?.is) {
    case 'failed over':
      return blocked(
        `${others.problem} ${ec2}`,
        'Find out who did it, and see to it that the machine does not run twice. Cancel leaves the Azure machine as it is; Retry lets Ferry look again.',
        others.learned,
      );
    case 'failing over':
      return blocked(`${others.problem} ${ec2}`, 'Find out who did it, and wait for its end. Retry lets Ferry look again.');
    case undefined:
      return item.allowedOperations.includes('UnplannedFailover')
        ? undefined
        : wait(timing.poll, `Azure does not allow a failover now (${item.protectionState}); nothing is stopped before it does`);
  }
}
