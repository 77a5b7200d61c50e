import type { SourceConfig, TargetConfig } from '../../src/config-schema.ts';
import { CloudError } from '../../src/errors.ts';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { Replicator } from '../../src/migration/replicator-port.ts';
import type { Missing } from '../asks.ts';
import type { Surroundings } from './dry-run.ts';

/** What ferry.yml says of the source that makes a difference to the calls. */
export type From = Pick<SourceConfig, 'quiesce' | 'runCommand'>;

type Asked = Pick<Replicator, 'host' | 'policy' | 'mappings' | 'discover' | 'items'>;

/** What of a target is there already, so that a migration need not make it. What Azure does not say stays open. */
export async function lookAround(
  replicator: Asked,
  target: TargetConfig,
  source: From | undefined,
  machine: { readonly instanceId: string; readonly privateIp?: string | undefined },
): Promise<Pick<Surroundings, 'engine' | 'missing' | 'there' | 'unsure'>> {
  const fallback = engineOf(target);
  try {
    const host = await replicator.host();
    if (!host)
      return open(
        target,
        source,
        fallback,
        'No replication host is registered with the vault yet; a migration waits for one, and makes whatever is missing then.',
      );
    const { engine } = host;
    const [policy, mappings, listed, items] = await Promise.all([
      replicator.policy(target.policy.name),
      replicator.mappings(host),
      machine.privateIp === undefined ? [] : replicator.discover(host, machine.privateIp),
      replicator.items(host),
    ]);
    const found: Readonly<Record<Missing, boolean>> = {
      policy: policy !== undefined,
      mapping: policy !== undefined && mappings.some(({ policyId }) => policyId.toLowerCase() === policy.id.toLowerCase()),
      // Operators add machines to an appliance; a migration waits for them there.
      listing: hostKinds[engine].machinesAddedBy !== 'Ferry' || listed.length > 0,
      agent: target.mobilityService !== 'ssm' || listed.some(({ agent }) => agent === 'installed'),
      replication: items.some(({ name }) => name.startsWith(`ferry-${machine.instanceId}-`)),
      ...said(target, source),
    };
    const all = Object.keys(found) as Missing[];
    return { engine, missing: all.filter((one) => !found[one]), there: all.filter((one) => found[one]) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return open(target, source, fallback, `Azure could not be asked what is there already: ${error.message.replace(/\.$/, '')}.`);
  }
}

/** Nobody has asked Azure. */
export function unasked(target: TargetConfig, source: From | undefined): Pick<Surroundings, 'engine' | 'missing' | 'there' | 'unsure'> {
  return open(target, source, engineOf(target), 'Azure was not asked what is there already.');
}

function open(target: TargetConfig, source: From | undefined, engine: Surroundings['engine'], unsure: string) {
  const known = said(target, source);
  const all = Object.keys(known) as (keyof typeof known)[];
  const agent: Missing[] = target.mobilityService === 'ssm' ? [] : ['agent'];
  const listing: Missing[] = hostKinds[engine].machinesAddedBy === 'Ferry' ? [] : ['listing'];
  return { engine, unsure, missing: all.filter((one) => !known[one]), there: [...all.filter((one) => known[one]), ...listing, ...agent] };
}

/** What ferry.yml alone says: whether there is nothing to send for it. */
function said({ testFailover, mobilityService }: TargetConfig, source: From | undefined) {
  const tries = source?.runCommand?.reachability === true;
  return {
    test: testFailover?.network === undefined,
    readiness: source?.runCommand?.readiness !== true,
    tries: !tries,
    'host-tries': !tries || mobilityService !== 'push',
    quiesce: source?.quiesce === undefined,
  };
}

function engineOf({ engine }: TargetConfig): Surroundings['engine'] {
  return engine === 'InMageAzureV2' ? engine : 'InMageRcm';
}
