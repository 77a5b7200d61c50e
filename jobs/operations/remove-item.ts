import { defineOperation } from '../operation.ts';
import type { ItemInput } from './commit-failover.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';
import { saw } from './unplanned-failover.ts';

export interface RemoveInput extends ItemInput {
  readonly reason: 'MigrationComplete' | 'NotSpecified';
}

/** Ends replication by `remove`, never by purge. With `MigrationComplete` it completes the migration. */
export const removeItem = defineOperation<RemoveInput>({
  kind: 'remove-item',
  cloud: 'Azure',
  verb: 'removing the replication of',
  asks: { sends: 'replicator.remove', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.remove(input.host, input.item, input.reason),
  async look({ replicator }, input, operation) {
    const item = await replicator.item(input.host, input.item);
    if (!item) return { found: 'ours', handle: { status: 202 }, seen: 'the item is gone' };
    return lookAmongJobs(replicator, input.item, 'DisableDr', operation, saw(operation));
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
