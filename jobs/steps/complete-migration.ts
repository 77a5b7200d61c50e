import { z } from 'zod';
import { removeItem } from '../operations/remove-item.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { validateTarget } from './validate-target.ts';

export const completeMigration = defineStep({
  id: 'complete-migration',
  title: 'Complete the migration',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['replicator.item', 'replicator.vm', 'source.power'],
    sends: [{ operation: removeItem }],
    takes: { minutes: 2, why: 'Azure removes the item in about a minute' },
  },
  result: z.unknown(),
  async run({ replicator, resultOf, operation, perform, timing }) {
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const { vmId } = resultOf(validateTarget);
    const item = await replicator.item(host, name);
    if (item) {
      if (
        !operation(removeItem.kind) &&
        !item.allowedOperations.includes('CompleteMigration') &&
        !item.allowedOperations.includes('DisableProtection')
      ) {
        return wait(timing.poll, `Azure does not allow the migration to be completed yet (${item.protectionState})`);
      }
      return perform(removeItem, { host, item: name, reason: 'MigrationComplete' }, 'completing the migration');
    }
    const vm = vmId ? await replicator.vm(vmId) : undefined;
    if (!vm)
      return blocked(
        'Replication is removed, but the Azure machine is not there.',
        'Look at the target resource group at once. The EC2 instance is stopped and has snapshots: nothing is lost there.',
      );
    return done(`replication is removed; ${vm.name} stays and is ${vm.power}`, undefined, {
      sees: { target: vm.power === 'running' ? 'live' : 'unknown' },
    });
  },
});
