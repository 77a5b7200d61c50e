import { z } from 'zod';
import { stopInstance } from '../operations/stop-instance.ts';
import { blocked, done, voided, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { clock, span } from '../times.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

const recoveryPoint = z.object({ id: z.string(), name: z.string(), at: z.number(), type: z.string() });
const memory = z.object({ quiescedAt: z.number(), point: recoveryPoint.optional() });

export const stopSource = defineStep({
  id: 'stop-source',
  title: 'Stop the EC2 instance',
  result: z.object({ quiescedAt: z.number(), stoppedAt: z.number(), point: recoveryPoint }),
  async run(context) {
    const { migration, source, memo, now, timing, perform } = context;
    const { instanceId } = migration.source;
    const remembered = memo(memory);
    if (!remembered) return wait(0, 'marking the moment the recovery point has to cover', { memo: { quiescedAt: now } });
    const { quiescedAt } = remembered;
    const point = remembered.point ?? (await coveringPoint(context, quiescedAt));
    if (!point) {
      if (now - quiescedAt > timing.drainBudget * 1000) {
        return voided(
          `no recovery point newer than ${clock(quiescedAt)} came within ${span(timing.drainBudget)}; nothing was stopped and nothing failed over`,
        );
      }
      return wait(Math.min(timing.poll, 10), 'waiting for a recovery point that covers the quiesce; the machine is still up');
    }
    if (!remembered.point) return wait(0, 'the covering recovery point is there', { memo: { quiescedAt, point } });
    const power = await source.power(instanceId);
    if (power?.state === 'stopped')
      return done(
        `EC2 is stopped; recovery point ${clock(point.at)} covers the quiesce at ${clock(quiescedAt)}`,
        { quiescedAt, stoppedAt: now, point },
        { sees: { source: 'down' } },
      );
    if (power?.state === 'stopping')
      return wait(Math.min(timing.poll, 10), 'EC2 is stopping', { learned: { sees: { source: 'stopping' } } });
    if (power?.state === 'running') return perform(stopInstance, { instanceId }, 'stopping the EC2 instance');
    if (power?.state === 'pending') return wait(timing.poll, 'the EC2 instance is still starting');
    return blocked(`${instanceId} is ${power?.state ?? 'gone'}.`, 'Cancel this migration.');
  },
});

/** The newest recovery point that is later than the quiesce. */
async function coveringPoint({ replicator, resultOf }: StepContext, quiescedAt: number) {
  const points = await replicator.recoveryPoints(resultOf(findReplicationHost), resultOf(enableReplication).item);
  return points.filter((point) => point.at >= quiescedAt).sort((a, b) => b.at - a.at)[0];
}
