import { z } from 'zod';
import { startInstance } from '../operations/start-instance.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

export const restartSource = defineStep({
  id: 'restart-source',
  title: 'Start the EC2 instance again',
  result: z.unknown(),
  async run({ migration, source, replicator, resultOf, perform, timing }) {
    const { instanceId } = migration.source;
    if (migration.course === 'undo') {
      const item = await replicator.item(resultOf(findReplicationHost), resultOf(enableReplication).item);
      if (item?.activeLocation === 'Recovery') {
        return blocked(
          `${item.name} is active in Azure (${item.protectionState}): starting EC2 now would make two machines of one.`,
          'Stop the Azure machine first, then Retry.',
        );
      }
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
      default:
        return blocked(
          `${instanceId} is ${power?.state ?? 'gone'} and cannot be started.`,
          'Restore it from its snapshots, by hand. Retry when it runs.',
        );
    }
  },
});
