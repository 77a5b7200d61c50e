import { z } from 'zod';
import { removeItem } from '../operations/remove-item.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { findReplicationHost } from './find-replication-host.ts';

export const removeReplication = defineStep({
  id: 'remove-replication',
  title: 'Remove the replication',
  result: z.unknown(),
  async run({ migration, replicator, resultOf, perform, operation }) {
    const host = resultOf(findReplicationHost);
    const { instanceId } = migration.source;
    const item = (await replicator.items(host)).find((candidate) => candidate.name.startsWith(`ferry-${instanceId}-`));
    if (!item) return done(operation(removeItem.kind) ? 'replication is removed' : 'there was no replication to remove');
    if (migration.course === 'undo' && item.activeLocation === 'Recovery')
      return blocked(
        `${item.friendlyName} has been failed over by somebody else (${item.protectionState}): removing its replication now would take away its recovery points.`,
        'Whoever failed it over commits it or removes the replication in the vault. Then Retry.',
      );
    return perform(removeItem, { host, item: item.name, reason: 'NotSpecified' }, 'removing the replication');
  },
});
