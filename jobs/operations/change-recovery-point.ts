import { samePoint } from '../../src/migration/points.ts';
import { defineOperation } from '../operation.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';
import { type FailoverInput, saw } from './unplanned-failover.ts';

/**
 * Makes the Azure machine anew from another recovery point. Sent twice it comes to the same point, and nobody is asked to
 * test the machine in between: so it is repeated without a person, but only when nothing of the first was seen for long.
 */
export const changeRecoveryPoint = defineOperation<FailoverInput>({
  kind: 'change-recovery-point',
  cloud: 'Azure',
  verb: 'changing the recovery point of',
  asks: { sends: 'replicator.applyRecoveryPoint', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.applyRecoveryPoint(input.host, input.item, input.point.id),
  async look({ replicator }, input, operation) {
    const among = await lookAmongJobs(replicator, input.item, 'ChangeRecoveryPoint', operation, saw(operation));
    if (among.found !== 'nothing') return among;
    const item = await replicator.item(input.host, input.item);
    return samePoint(input.point.name, item?.failoverPointId)
      ? { found: 'ours', handle: { status: 202 }, seen: 'the item says that it runs from this point' }
      : among;
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
