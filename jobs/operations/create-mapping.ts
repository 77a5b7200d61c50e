import type { ReplicationHost } from '../../src/migration/replicator-port.ts';
import { defineOperation } from '../operation.ts';
import { followJob } from './replication-jobs.ts';

export interface MappingInput {
  readonly host: ReplicationHost;
  readonly name: string;
  readonly policyId: string;
}

/** Associates the policy with the container. */
export const createMapping = defineOperation<MappingInput>({
  kind: 'create-mapping',
  cloud: 'Azure',
  verb: 'associating the policy with the container as',
  asks: { sends: 'replicator.createMapping' },
  repeat: 'at-once',
  subject: (input) => input.name,
  send: ({ replicator }, input) => replicator.createMapping(input.host, input.name, input.policyId),
  async look({ replicator }, input) {
    const found = (await replicator.mappings(input.host)).some((mapping) => mapping.name === input.name);
    return found
      ? { found: 'ours', handle: { status: 200 }, seen: 'the mapping exists' }
      : { found: 'nothing', seen: 'the mapping does not exist' };
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
