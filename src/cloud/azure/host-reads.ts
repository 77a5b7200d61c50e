import type { TargetConfig } from '../../config-schema.ts';
import { hostKinds } from '../../migration/host-kinds.ts';
import type { ReplicationHost, Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import type { NamedHost } from './engines/engine.ts';
import { engineBehind, engineOf } from './engines/index.ts';
import { reading, readingIfFound } from './errors.ts';
import { entries } from './pages.ts';

/** The replication host, what it may use, and what it has discovered. */
export function hostReads(context: TargetContext): Pick<Replicator, 'host' | 'policy' | 'mappings' | 'discover'> {
  const { config, arm, engines, inVault } = context;
  const { recovery } = context.clients;
  return {
    host: () =>
      reading(`reading the replication hosts of the vault ${config.vault}`, async () => {
        const { addresses } = config.replicationHost;
        const listed = await entries(recovery.replicationFabrics.list(...inVault));
        const hosts = engines.flatMap((engine) =>
          listed
            .filter(({ properties }) => properties?.customDetails?.instanceType === engine.fabricType)
            .map((fabric) => ({ engine, fabric })),
        );
        const named = hosts.find(({ engine, fabric }) =>
          engine.hosts(fabric).some((host) => host.addresses.some((one) => addresses.includes(one))),
        );
        const { engine, fabric } = named ?? hosts[0] ?? {};
        if (!engine || !fabric?.name) return undefined;
        const containers = await entries(recovery.replicationProtectionContainers.listByReplicationFabrics(...inVault, fabric.name));
        const providers = await entries(recovery.replicationRecoveryServicesProviders.listByReplicationFabrics(...inVault, fabric.name));
        const pushes = config.mobilityService === 'push';
        const read = engine.host({ fabric, containers, providers, addresses, pushes, now: Date.now() });
        // Nobody asks for an appliance's accounts but a target that names one of them.
        const runAsAccounts = config.runAsAccount === undefined ? undefined : await engine.accounts?.({ arm, recovery, inVault }, read);
        const host = { ...read, ...(runAsAccounts && { runAsAccounts }) };
        const all = hosts.flatMap((one) => one.engine.hosts(one.fabric));
        return named || (all.length <= 1 && all.every((one) => one.addresses.length === 0))
          ? host
          : unnamed(host, stranger(config, hostKinds[host.engine].name, all));
      }),

    policy: (name) =>
      readingIfFound(`reading the replication policy ${name}`, async () => {
        const { id, name: found, properties } = await recovery.replicationPolicies.get(...inVault, name);
        const details = properties?.providerSpecificDetails;
        return {
          id: id ?? '',
          name: found ?? name,
          engine: details?.instanceType ?? '',
          ...(details && engineBehind(details.instanceType)?.policyDetails(details)),
        };
      }),

    mappings: (host) =>
      reading(`listing the policies associated with ${host.name}`, async () => {
        const found = await entries(
          recovery.replicationProtectionContainerMappings.listByReplicationProtectionContainers(...inVault, host.fabric, host.container),
        );
        return found.map(({ id, name, properties }) => ({
          id: id ?? '',
          name: name ?? '',
          policyId: properties?.policyId ?? '',
          state: properties?.state ?? '',
        }));
      }),

    discover: (host, privateIp) =>
      reading(`looking for the machine at ${privateIp} in the list of ${host.name}`, () =>
        engineOf(host.engine).discover({ arm, recovery, inVault }, host, privateIp),
      ),
  };
}

/** A host that may not be used, whatever else is wrong with it. */
function unnamed(host: ReplicationHost, text: string): ReplicationHost {
  return { ...host, problems: [text], findings: [{ key: 'stranger', verdict: 'block', text }] };
}

/** Replicating through a host that nobody named would send a machine's disks to somebody else's. */
function stranger({ vault, replicationHost }: TargetConfig, kind: string, all: readonly NamedHost[]): string {
  const there = all.map(({ name, addresses }) => `${name} (${addresses.join(', ') || 'no address known'})`).join(' and ');
  return `No ${kind} of the vault ${vault} has an address that ferry.yml names (${replicationHost.addresses.join(', ')}); there is ${there || 'one without a process server'}. Add the address of the one that is meant to replicationHost.addresses of the target in ferry.yml and restart Ferry, or register another one with the vault.`;
}
