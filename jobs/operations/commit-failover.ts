import type { ReplicationHost } from '../../src/migration/replicator-port.ts';
import { defineOperation } from '../operation.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';
import { saw } from './unplanned-failover.ts';

export interface ItemInput {
  readonly host: ReplicationHost;
  readonly item: string;
}

/** Commits the failover, which deletes the recovery points. */
export const commitFailover = defineOperation<ItemInput>({
  kind: 'commit-failover',
  cloud: 'Azure',
  verb: 'committing the failover of',
  asks: { sends: 'replicator.commit', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.commit(input.host, input.item),
  look: ({ replicator }, input, operation) => lookAmongJobs(replicator, input.item, 'CommitFailover', operation, saw(operation)),
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
