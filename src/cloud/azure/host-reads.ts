import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { reading, readingIfFound } from './errors.ts';
import { entries } from './pages.ts';

/** The replication host, what it may use, and what it has discovered. */
export function hostReads(context: TargetContext): Pick<Replicator, 'host' | 'policy' | 'mappings' | 'discover'> {
  const { config, arm, engine, inVault } = context;
  const { recovery } = context.clients;
  return {
    host: () =>
      reading(`reading the replication hosts of the vault ${config.vault}`, async () => {
        const { addresses } = config.replicationHost;
        const all = await entries(recovery.replicationFabrics.list(...inVault));
        const fabrics = all.filter(({ properties }) => properties?.customDetails?.instanceType === engine.fabricType);
        const named = fabrics.find((fabric) => engine.addresses(fabric).some((address) => addresses.includes(address)));
        const fabric = named ?? fabrics[0];
        if (!fabric?.name) return undefined;
        const containers = await entries(recovery.replicationProtectionContainers.listByReplicationFabrics(...inVault, fabric.name));
        return engine.host({ fabric, containers, addresses, now: Date.now() });
      }),

    policy: (name) =>
      readingIfFound(`reading the replication policy ${name}`, async () => {
        const { id, name: found, properties } = await recovery.replicationPolicies.get(...inVault, name);
        const details = properties?.providerSpecificDetails;
        return { id: id ?? '', name: found ?? name, engine: details?.instanceType ?? '', ...engine.policyDetails(details) };
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
      reading(`looking for the machine at ${privateIp} in the site of ${host.name}`, () =>
        engine.discover({ arm, recovery, inVault }, host, privateIp),
      ),
  };
}
