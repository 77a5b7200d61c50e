import type { ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { RecoveryPoint } from '../../src/migration/types.ts';
import { defineOperation } from '../operation.ts';
import { followJob, knownJobs, lookAmongJobs } from './replication-jobs.ts';

export interface FailoverInput {
  readonly host: ReplicationHost;
  readonly item: string;
  readonly point: RecoveryPoint;
}

/** The one call that is never sent twice without a person. */
export const unplannedFailover = defineOperation<FailoverInput>({
  kind: 'unplanned-failover',
  cloud: 'Azure',
  verb: 'failing over',
  asks: { sends: 'replicator.failOver', before: ['replicator.jobsOf'], follow: ['replicator.job'] },
  repeat: 'person',
  authority: true,
  subject: (input) => input.item,
  before: ({ replicator }, input, now) => knownJobs(replicator, input.item, now),
  send: ({ replicator }, input) => replicator.failOver(input.host, input.item, input.point.id),
  look: ({ replicator }, input, operation) => lookAmongJobs(replicator, input.item, 'UnplannedFailover', operation, saw(operation)),
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});

/** The job names that `before` kept in the intent. */
export function saw(operation: { readonly before: unknown }): readonly string[] {
  const { saw } = operation.before as { saw?: readonly string[] };
  return saw ?? [];
}
