import { z } from 'zod';
import { removeItem } from '../operations/remove-item.ts';
import { done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';

export const removeReplication = defineStep({
  id: 'remove-replication',
  title: 'Remove the replication',
  result: z.unknown(),
  async run(context) {
    const { migration, replicator, resultOf, perform, operation } = context;
    const host = resultOf(findReplicationHost);
    const { instanceId } = migration.source;
    const item = (await replicator.items(host)).find((candidate) => candidate.name.startsWith(`ferry-${instanceId}-`));
    if (!item) return done(operation(removeItem.kind) ? 'replication is removed' : 'there was no replication to remove');
    const held = await clearPendingTest(context, item);
    if (held) return held;
    return perform(removeItem, { host, item: item.name, reason: 'NotSpecified' }, 'removing the replication');
  },
});
