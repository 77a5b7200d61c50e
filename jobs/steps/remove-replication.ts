import { z } from 'zod';
import { machineName } from '../machine-name.ts';
import { removeItem } from '../operations/remove-item.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';
import { validateTarget } from './validate-target.ts';

export const removeReplication = defineStep({
  id: 'remove-replication',
  title: 'Remove the replication',
  asks: {
    reads: ['replicator.items', 'replicator.vm', 'source.snapshots'],
    sends: [{ operation: removeItem }],
    takes: { minutes: 2, why: 'Azure removes the item in about a minute' },
  },
  result: z.unknown(),
  async run(context) {
    const { migration, replicator, resultOf, perform, operation } = context;
    const host = resultOf(findReplicationHost);
    const { instanceId } = migration.source;
    const item = (await replicator.items(host)).find((candidate) => candidate.name.startsWith(`ferry-${instanceId}-`));
    if (!item) {
      const removed = operation(removeItem.kind) ? 'replication is removed' : 'there was no replication to remove';
      return done(migration.course === 'rollback' ? `${removed}. ${await leftBehind(context)}` : removed);
    }
    if (migration.course === 'undo' && item.activeLocation === 'Recovery')
      return blocked(
        `${machineName(migration, item)} has been failed over by somebody else (${item.protectionState}): removing its replication now would take away its recovery points.`,
        'Whoever failed it over commits it or removes the replication in the vault. Then Retry.',
      );
    const held = await clearPendingTest(context, item);
    if (held) return held;
    return perform(removeItem, { host, item: item.name, reason: 'NotSpecified' }, 'removing the replication');
  },
});

/** What a failover that was rolled back leaves behind, because Ferry deletes none of it. */
async function leftBehind({ migration, replicator, source, resultOf, target }: StepContext): Promise<string> {
  const { vmId } = resultOf(validateTarget);
  const [vm, snapshots] = await Promise.all([vmId ? replicator.vm(vmId) : undefined, source.snapshots(migration.id)]);
  const left = [
    ...(vm ? [`${vm.name} (${vm.power}) with its disks in ${target.placement.resourceGroup}`] : []),
    ...(snapshots.length > 0 ? [`${snapshots.length} snapshots in EC2`] : []),
  ];
  if (left.length === 0) return 'Nothing is left behind';
  return `Left behind, because Ferry deletes nothing: ${left.join(', and ')}${vm ? `. Another try replicates from the beginning; while ${vm.name} is there, its Azure machine gets a longer name` : ''}`;
}
