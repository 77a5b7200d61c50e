import { z } from 'zod';
import { followJob } from '../operations/replication-jobs.ts';
import { startInstance } from '../operations/start-instance.ts';
import { unplannedFailover } from '../operations/unplanned-failover.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

export const restartSource = defineStep({
  id: 'restart-source',
  title: 'Start the EC2 instance again',
  asks: {
    reads: ['source.power', 'replicator.item', 'replicator.vm'],
    sends: [{ operation: startInstance }],
    takes: { minutes: 3, why: 'until EC2 says running' },
  },
  result: z.unknown(),
  async run(context) {
    const { migration, source, perform, timing } = context;
    const { instanceId } = migration.source;
    if (migration.course === 'undo') {
      const against = await failedOverAfterAll(context);
      if (against) return against;
    }
    const power = await source.power(instanceId);
    switch (power?.state) {
      case 'running':
        return done(`${instanceId} runs again`, undefined, { sees: { source: 'up' } });
      case 'pending':
        return wait(Math.min(timing.poll, 10), 'EC2 is starting', { learned: { sees: { source: 'starting' } } });
      case 'stopping':
        return wait(Math.min(timing.poll, 10), 'EC2 is still stopping; it can be started after that');
      case 'stopped':
        return perform(startInstance, { instanceId }, 'starting the EC2 instance');
      case 'shutting-down':
      case 'terminated':
      case undefined:
        return blocked(
          `${instanceId} is ${power?.state ?? 'gone'} and cannot be started.`,
          'Restore it from its snapshots, by hand. Retry when it runs.',
        );
    }
  },
});

/** A failover that was given up may still come to pass: EC2 and Azure must never run as one machine. */
async function failedOverAfterAll({ replicator, resultOf, operation, timing }: StepContext): Promise<Outcome | undefined> {
  const sent = operation(unplannedFailover.kind);
  if (sent?.state === 'accepted' && (await followJob(replicator, sent))?.is === 'running')
    return wait(timing.poll, 'waiting for the end of a failover that Azure has accepted after all');
  const item = await replicator.item(resultOf(findReplicationHost), resultOf(enableReplication).item);
  if (item?.activeLocation !== 'Recovery') return undefined;
  const vm = item.targetVmId ? await replicator.vm(item.targetVmId) : undefined;
  if (vm?.power === 'deallocated') return undefined;
  return blocked(
    `${item.name} is active in Azure (${item.protectionState}): starting EC2 now would make two machines of one.`,
    'Stop the Azure machine in the portal, so that it is deallocated; then Retry.',
  );
}
