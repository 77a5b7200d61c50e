import { z } from 'zod';
import { commitFailover as commit } from '../operations/commit-failover.ts';
import { followJob } from '../operations/replication-jobs.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { pointInUse } from './point-in-use.ts';

export const commitFailover = defineStep({
  id: 'commit-failover',
  title: 'Commit the failover',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['replicator.item', 'source.power'],
    sends: [{ operation: commit }],
    takes: { minutes: 1, why: 'a recorded commit took 1.5 s; Ferry looks after it' },
  },
  result: z.unknown(),
  async run(context) {
    const { replicator, resultOf, operation, perform } = context;
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const { gap } = pointInUse(context);
    if (gap) return blocked(`The failover is not committed: ${gap}.`, 'Roll back in the vault or by hand.');
    const item = await replicator.item(host, name);
    if (!item)
      return blocked(
        `The protected item ${name} is gone from the vault before the commit.`,
        'Look whether the Azure machine still runs; Retry lets Ferry look again.',
      );
    const sent = operation(commit.kind);
    const job = sent && (await followJob(replicator, sent));
    const unfinished = sent?.state === 'failed' || job?.is === 'running' || job?.is === 'failed';
    if (unfinished || item.allowedOperations.includes('Commit')) return perform(commit, { host, item: name }, 'committing the failover');
    return done(
      sent ? 'committed; the recovery points are gone' : `Azure offers no commit for this item (${item.protectionState}); going on`,
    );
  },
});
