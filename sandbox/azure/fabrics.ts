import { containerId, fabricId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { engineOf } from './engines/index.ts';
import { fabricFilter } from './fabric-filter.ts';
import { heard } from './heard.ts';
import { armError, childNotFound, ok, page } from './replies.ts';
import { hostsOf, underContainer, underVault, withHost, withVault } from './vault-routes.ts';
import type { ReplicationHost, Vault, World } from './world.ts';

const right = (kind: string) => `Microsoft.RecoveryServices/vaults/replicationFabrics/${kind}read`;
const providers = '/replicationFabrics/{fabric}/replicationRecoveryServicesProviders';

export const fabricRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/replicationFabrics'),
    'ReplicationFabrics_List',
    right(''),
    withVault((ask, vault) => ok(all(vault, (host) => fabric(ask, vault, host)))),
  ),
  route(
    'GET',
    underVault('/replicationFabrics/{fabric}'),
    'ReplicationFabrics_Get',
    right(''),
    withHost((ask, vault, host) => {
      const filter = ask.query.get('$filter') ?? '';
      const asked = fabricFilter(filter);
      return asked ? ok(fabric(ask, vault, host, asked)) : armError(400, 'BadRequest', `The filter '${filter}' is not understood.`);
    }),
  ),
  route(
    'GET',
    underVault('/replicationProtectionContainers'),
    'ReplicationProtectionContainers_List',
    right('replicationProtectionContainers/'),
    withVault((ask, vault) => ok(all(vault, (host) => container(ask.world, vault, host)))),
  ),
  route(
    'GET',
    underVault('/replicationFabrics/{fabric}/replicationProtectionContainers'),
    'ReplicationProtectionContainers_ListByReplicationFabrics',
    right('replicationProtectionContainers/'),
    withHost((ask, vault, host) => page(ask, [container(ask.world, vault, host)], 10)),
  ),
  route(
    'GET',
    underContainer(),
    'ReplicationProtectionContainers_Get',
    right('replicationProtectionContainers/'),
    withHost((ask, vault, host) => ok(container(ask.world, vault, host))),
  ),
  route(
    'GET',
    underVault('/replicationRecoveryServicesProviders'),
    'ReplicationRecoveryServicesProviders_List',
    right('replicationRecoveryServicesProviders/'),
    withVault((ask, vault) => ok(all(vault, (host) => provider(ask.world, vault, host)))),
  ),
  route(
    'GET',
    underVault(providers),
    'ReplicationRecoveryServicesProviders_ListByReplicationFabrics',
    right('replicationRecoveryServicesProviders/'),
    withHost((ask, vault, host) => page(ask, [provider(ask.world, vault, host)], 10)),
  ),
  route(
    'GET',
    underVault(`${providers}/{provider}`),
    'ReplicationRecoveryServicesProviders_Get',
    right('replicationRecoveryServicesProviders/'),
    withHost((ask, vault, host) =>
      ask.param('provider').toLowerCase() === host.provider.toLowerCase()
        ? ok(provider(ask.world, vault, host))
        : childNotFound(ask, ask.param('provider')),
    ),
  ),
];

function all(vault: Vault, draw: (host: ReplicationHost) => object): object {
  return { value: hostsOf(vault).map(draw), nextLink: null };
}

function fabric({ world, kit }: Ask, vault: Vault, host: ReplicationHost, filter?: ReadonlyMap<string, string>): object {
  const engine = engineOf(host);
  return {
    name: host.fabric,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics',
    id: fabricId(world, vault, host),
    properties: {
      friendlyName: engine.fabricTitle,
      encryptionDetails: { kekState: 'None', kekCertThumbprint: null },
      rolloverEncryptionDetails: { kekState: 'None', kekCertThumbprint: null },
      internalIdentifier: host.internalId,
      bcdrState: 'Valid',
      customDetails: engine.fabricDetails(kit, world, vault, filter),
      healthErrorDetails: [],
      health: 'Normal',
    },
  };
}

/** A protection container as `GET` shows it. */
export function container(world: World, vault: Vault, host: ReplicationHost): object {
  const engine = engineOf(host);
  const paired = [...vault.mappings.values()].some((mapping) => mapping.fabric === host.fabric);
  return {
    id: containerId(world, vault, host),
    name: host.container,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers',
    properties: {
      fabricFriendlyName: engine.fabricTitle,
      friendlyName: engine.containerTitle,
      fabricType: engine.fabricType,
      protectedItemCount: itemsOf(vault, host),
      pairingStatus: paired ? 'Paired' : 'NotPaired',
      role: 'Primary',
      fabricSpecificDetails: null,
    },
  };
}

function provider(world: World, vault: Vault, host: ReplicationHost): object {
  const engine = engineOf(host);
  return {
    id: `${fabricId(world, vault, host)}/replicationRecoveryServicesProviders/${host.provider}`,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders',
    name: host.provider,
    properties: {
      fabricType: engine.fabricType,
      friendlyName: host.name,
      fabricFriendlyName: engine.fabricTitle,
      lastHeartBeat: heard(host, 20),
      connectionStatus: host.ailments?.connectionStatus ?? (host.silentSince === undefined ? 'Connected' : 'Disconnected'),
      protectedItemCount: itemsOf(vault, host),
      allowedScenarios: ['Refresh'],
      healthErrorDetails: [],
      ...engine.providerDetails(world),
    },
  };
}

function itemsOf(vault: Vault, host: ReplicationHost): number {
  return [...vault.items.values()].filter((item) => item.fabric === host.fabric).length;
}
