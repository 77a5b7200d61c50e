import type { RecoveryPoint } from '../../src/migration/types.ts';
import { defineOperation } from '../operation.ts';
import type { ItemInput } from './commit-failover.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';
import { saw } from './unplanned-failover.ts';

export interface TestFailoverInput extends ItemInput {
  /** ARM id of a network that was proven to be isolated just before, and by what. */
  readonly network: string;
  readonly proof: string;
  readonly point: RecoveryPoint;
}

/** Makes a test machine beside the running one; a second is not allowed while the first is there. */
export const testFailover = defineOperation<TestFailoverInput>({
  kind: 'test-failover',
  cloud: 'Azure',
  verb: 'making a test failover of',
  asks: { sends: 'replicator.testFailover', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.testFailover(input.host, input.item, input.network, input.point.id),
  look: ({ replicator }, input, operation) => lookAmongJobs(replicator, input.item, 'TestFailover', operation, saw(operation)),
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
