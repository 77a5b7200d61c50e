import { z } from 'zod';
import type { TargetConfig } from '../../src/config-schema.ts';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import { moments } from '../asks.ts';
import { done, wait } from '../outcome.ts';
import { findingsOf } from '../replication/alerts.ts';
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
  findings: z.array(z.object({ key: z.string(), verdict: z.enum(['block', 'warn']), text: z.string() })).default([]),
});

export const findReplicationHost = defineStep({
  id: 'find-replication-host',
  title: 'Find the replication host',
  asks: {
    reads: ['replicator.host'],
    takes: moments,
  },
  result: replicationHost,
  async run({ replicator, target, migration, timing }) {
    const host = await replicator.host();
    if (!host) {
      const kind = target.engine === 'InMageAzureV2' ? hostKinds.InMageAzureV2 : hostKinds.InMageRcm;
      return wait(timing.poll, `waiting for a ${kind.name} in vault ${target.vault}`, {
        say: `No ${kind.name} is registered with vault ${target.vault}. ${toBeDone(target, migration.target)} Ferry notices by itself.`,
      });
    }
    const { name, retired } = hostKinds[host.engine];
    if (host.problems.length > 0) {
      return wait(timing.poll, `waiting for the ${name} at ${target.replicationHost.addresses.join(', ')}`, {
        say: `${host.problems.join(' ')} Ferry notices by itself.`,
        about: findingsOf(host)
          .flatMap(({ key, verdict }) => (verdict === 'block' ? key : []))
          .join(', '),
      });
    }
    const warnings = (host.findings ?? []).filter(({ verdict }) => verdict === 'warn').map(({ text }) => text);
    const well = warnings.length === 0 ? 'registered and healthy' : 'registered';
    const but = warnings.length === 0 ? '' : `. A warning, which stops nothing: ${warnings.join(' ')}`;
    return done(
      `${name} ${host.name} is ${well} (${host.components.length} components)${retired ? `. ${retired}` : ''}${but}`,
      { ...host, components: [], findings: [] },
      { engine: host.engine },
    );
  },
});

function toBeDone({ engine, replicationHost: { addresses } }: TargetConfig, alias: string): string {
  return engine === 'InMageAzureV2'
    ? `Microsoft has retired them, and a new vault takes none: an operator mends the registration of the one that this vault had, or puts a replication appliance in its place, with engine: auto for the target in ferry.yml. npx ferry target prepare ${alias} tells how either stands.`
    : `An operator installs one in AWS (Windows Server 2022, 8 cores, 16 GB, 80 + 620 GB, address ${addresses.join(', ')}) and registers it with the vault; npx ferry target prepare ${alias} tells how, step by step.`;
}
