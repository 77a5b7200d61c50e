import { z } from 'zod';
import { cleanUpAllowed } from '../../src/migration/test-failover.ts';
import { cleanUpTestFailover } from '../operations/clean-up-test-failover.ts';
import { followJob } from '../operations/replication-jobs.ts';
import { testFailover } from '../operations/test-failover.ts';
import { done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { cleanUp, isOurs, isPending } from './pending-test.ts';

export const cleanUpTest = defineStep({
  id: 'clean-up-test',
  title: 'Clean up the test failover',
  asks: {
    reads: ['replicator.item'],
    sends: [{ operation: cleanUpTestFailover }],
    takes: { minutes: 5, why: 'Azure deletes the test machine' },
  },
  result: z.unknown(),
  async run(context) {
    const { migration, replicator, resultOf, operation, timing } = context;
    const item = await replicator.item(resultOf(findReplicationHost), resultOf(enableReplication).item);
    if (!item) return done('the replication is gone, and its test with it', undefined, { sees: { target: 'none' } });
    if (isPending(item)) {
      if ((await isOurs(context, item)) || cleanUpAllowed(migration)) return cleanUp(context, item);
      return done('a test failover that somebody else made is left as it is', undefined, { sees: { target: 'test' } });
    }
    const sent = operation(testFailover.kind);
    if (sent?.state === 'accepted' && (await followJob(replicator, sent))?.is === 'running')
      return wait(Math.min(timing.poll, 15), 'Azure still makes the test machine; it can be deleted after that');
    return done('no test machine is left', undefined, { foreignTest: false, sees: { target: 'none' } });
  },
});
