import { z } from 'zod';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import { createMapping } from '../operations/create-mapping.ts';
import { createPolicy } from '../operations/create-policy.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { findReplicationHost } from './find-replication-host.ts';

export const setReplicationPolicy = defineStep({
  id: 'set-replication-policy',
  title: 'Set the replication policy',
  asks: {
    reads: ['replicator.policy', 'replicator.mappings'],
    sends: [
      { operation: createPolicy, where: 'policy' },
      { operation: createMapping, where: 'mapping' },
    ],
    takes: { minutes: 1, why: 'both calls take seconds; Ferry looks after each' },
  },
  result: z.object({ policyId: z.string() }),
  async run({ replicator, target, timing, resultOf, perform, operation }) {
    const host = resultOf(findReplicationHost);
    const { name } = target.policy;
    const policy = await replicator.policy(name);
    if (!policy) return perform(createPolicy, { engine: host.engine, name }, `creating replication policy ${name}`);
    if (policy.engine !== host.engine) {
      return blocked(
        `Replication policy ${name} belongs to engine ${policy.engine}, and the ${hostKinds[host.engine].name} ${host.name} uses ${host.engine}.`,
        'Name another policy in ferry.yml (targets → policy → name), restart Ferry, then Retry.',
      );
    }
    const mapping = (await replicator.mappings(host)).find((candidate) => candidate.policyId.toLowerCase() === policy.id.toLowerCase());
    if (!mapping)
      return perform(createMapping, { host, name: `ferry-${name}`, policyId: policy.id }, `associating policy ${name} with ${host.name}`);
    if (mapping.state !== 'Paired') return wait(timing.poll, `policy ${name} is being associated (${mapping.state})`);
    const how = operation(createPolicy.kind) ? 'created' : 'adopted as it was';
    const minutes = policy.recoveryPointHistoryMinutes;
    return done(`policy ${name} ${how}${minutes ? `, keeps recovery points for ${minutes / 60} h` : ''}`, { policyId: policy.id });
  },
});
