import { defineOperation } from '../operation.ts';
import type { ItemInput } from './commit-failover.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';
import { saw } from './unplanned-failover.ts';

/** Deletes the machine of a test failover, after which the item allows a failover again. */
export const cleanUpTestFailover = defineOperation<ItemInput>({
  kind: 'clean-up-test-failover',
  cloud: 'Azure',
  verb: 'cleaning up the test failover of',
  asks: { sends: 'replicator.cleanUpTestFailover', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.cleanUpTestFailover(input.host, input.item),
  look: ({ replicator }, input, operation) => lookAmongJobs(replicator, input.item, 'TestFailoverCleanup', operation, saw(operation)),
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
