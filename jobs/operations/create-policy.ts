import type { Engine } from '../../src/migration/types.ts';
import { defineOperation } from '../operation.ts';
import { followJob } from './replication-jobs.ts';

export interface PolicyInput {
  readonly engine: Engine;
  readonly name: string;
}

/** Creates the replication policy; a PUT by name, so a second one changes nothing. */
export const createPolicy = defineOperation<PolicyInput>({
  kind: 'create-policy',
  cloud: 'Azure',
  verb: 'creating the replication policy',
  asks: { sends: 'replicator.createPolicy' },
  repeat: 'at-once',
  subject: (input) => input.name,
  send: ({ replicator }, input) => replicator.createPolicy(input.engine, input.name),
  async look({ replicator }, input) {
    return (await replicator.policy(input.name))
      ? { found: 'ours', handle: { status: 200 }, seen: 'the policy exists' }
      : { found: 'nothing', seen: 'the policy does not exist' };
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
