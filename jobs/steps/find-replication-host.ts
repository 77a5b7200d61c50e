import { z } from 'zod';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import { done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';

/** The port's `ReplicationHost`, checked again when it is read back from the record. */
const replicationHost = z.object({
  engine: z.enum(['InMageRcm', 'InMageAzureV2']),
  fabric: z.string(),
  container: z.string(),
  name: z.string(),
  processServer: z.string(),
  masterTarget: z.string().default(''),
  site: z.string(),
  runAsAccounts: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  components: z.array(z.any()),
  problems: z.array(z.string()),
});

export const findReplicationHost = defineStep({
  id: 'find-replication-host',
  title: 'Find the replication host',
  result: replicationHost,
  async run({ replicator, target, timing }) {
    const host = await replicator.host();
    if (!host) {
      return wait(timing.poll, `waiting for a replication appliance in vault ${target.vault}`, {
        say: `No replication appliance is registered with vault ${target.vault}. An operator installs one in AWS (Windows Server 2022, 8 cores, 16 GB, 80 + 620 GB, address ${target.replicationHost.addresses.join(', ')}) and registers it with the key from the vault's page "Site Recovery infrastructure". Ferry notices by itself.`,
      });
    }
    if (host.problems.length > 0) {
      return wait(timing.poll, `waiting for the replication appliance at ${target.replicationHost.addresses.join(', ')}`, {
        say: `${host.problems.join(' ')} Ferry notices by itself.`,
      });
    }
    return done(
      `${hostKinds[host.engine]} ${host.name} is registered and healthy (${host.components.length} components)`,
      { ...host, components: [] },
      { engine: host.engine },
    );
  },
});
