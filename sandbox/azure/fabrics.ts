import { agentsAsked, fabricFilter } from './agents.ts';
import { applianceView, heard, identity } from './appliance-view.ts';
import { containerId, fabricId } from './arm.ts';
import { type Route, route } from './ask.ts';
import { armError, childNotFound, ok, page } from './replies.ts';
import { registered, underContainer, underVault, withAppliance, withVault } from './vault-routes.ts';
import type { Appliance, Vault, World } from './world.ts';

const right = (kind: string) => `Microsoft.RecoveryServices/vaults/replicationFabrics/${kind}read`;
const providers = '/replicationFabrics/{fabric}/replicationRecoveryServicesProviders';

export const fabricRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/replicationFabrics'),
    'ReplicationFabrics_List',
    right(''),
    withVault((ask, vault) => ok(all(vault, (appliance) => fabric(ask.world, vault, appliance)))),
  ),
  route(
    'GET',
    underVault('/replicationFabrics/{fabric}'),
    'ReplicationFabrics_Get',
    right(''),
    withAppliance((ask, vault, appliance) => {
      const filter = ask.query.get('$filter') ?? '';
      const asked = fabricFilter(filter);
      return asked
        ? ok(fabric(ask.world, vault, appliance, agentsAsked(appliance, asked)))
        : armError(400, 'BadRequest', `The filter '${filter}' is not understood.`);
    }),
  ),
  route(
    'GET',
    underVault('/replicationProtectionContainers'),
    'ReplicationProtectionContainers_List',
    right('replicationProtectionContainers/'),
    withVault((ask, vault) => ok(all(vault, (appliance) => container(ask.world, vault, appliance)))),
  ),
  route(
    'GET',
    underVault('/replicationFabrics/{fabric}/replicationProtectionContainers'),
    'ReplicationProtectionContainers_ListByReplicationFabrics',
    right('replicationProtectionContainers/'),
    withAppliance((ask, vault, appliance) => page(ask, [container(ask.world, vault, appliance)], 10)),
  ),
  route(
    'GET',
    underContainer(),
    'ReplicationProtectionContainers_Get',
    right('replicationProtectionContainers/'),
    withAppliance((ask, vault, appliance) => ok(container(ask.world, vault, appliance))),
  ),
  route(
    'GET',
    underVault('/replicationRecoveryServicesProviders'),
    'ReplicationRecoveryServicesProviders_List',
    right('replicationRecoveryServicesProviders/'),
    withVault((ask, vault) => ok(all(vault, (appliance) => provider(ask.world, vault, appliance)))),
  ),
  route(
    'GET',
    underVault(providers),
    'ReplicationRecoveryServicesProviders_ListByReplicationFabrics',
    right('replicationRecoveryServicesProviders/'),
    withAppliance((ask, vault, appliance) => page(ask, [provider(ask.world, vault, appliance)], 10)),
  ),
  route(
    'GET',
    underVault(`${providers}/{provider}`),
    'ReplicationRecoveryServicesProviders_Get',
    right('replicationRecoveryServicesProviders/'),
    withAppliance((ask, vault, appliance) =>
      ask.param('provider').toLowerCase() === appliance.provider.toLowerCase()
        ? ok(provider(ask.world, vault, appliance))
        : childNotFound(ask, ask.param('provider')),
    ),
  ),
];

function all(vault: Vault, draw: (appliance: Appliance) => object): object {
  const appliance = registered(vault);
  return { value: appliance ? [draw(appliance)] : [], nextLink: null };
}

function fabric(world: World, vault: Vault, appliance: Appliance, agents: readonly object[] = []): object {
  return {
    name: appliance.fabric,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics',
    id: fabricId(world, vault, appliance),
    properties: {
      friendlyName: appliance.fabric,
      encryptionDetails: { kekState: 'None', kekCertThumbprint: null },
      rolloverEncryptionDetails: { kekState: 'None', kekCertThumbprint: null },
      internalIdentifier: appliance.internalId,
      bcdrState: 'Valid',
      customDetails: applianceView(world, vault, appliance, agents),
      healthErrorDetails: [],
      health: 'Normal',
    },
  };
}

function container(world: World, vault: Vault, appliance: Appliance): object {
  return {
    id: containerId(world, vault, appliance),
    name: appliance.container,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers',
    properties: {
      fabricFriendlyName: appliance.fabric,
      friendlyName: appliance.container,
      fabricType: 'InMageRcm',
      protectedItemCount: vault.items.size,
      pairingStatus: vault.mappings.size > 0 ? 'Paired' : 'NotPaired',
      role: 'Primary',
      fabricSpecificDetails: null,
    },
  };
}

function provider(world: World, vault: Vault, appliance: Appliance): object {
  return {
    id: `${fabricId(world, vault, appliance)}/replicationRecoveryServicesProviders/${appliance.provider}`,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders',
    name: appliance.provider,
    properties: {
      fabricType: 'InMageRcm',
      friendlyName: appliance.name,
      providerVersion: '5.23.720.4',
      serverVersion: '0.0',
      providerVersionState: 'Latest',
      providerVersionExpiryDate: '9999-12-31T23:59:59.9999999Z',
      fabricFriendlyName: appliance.fabric,
      lastHeartBeat: heard(appliance, 20),
      connectionStatus: appliance.silentSince === undefined ? 'Connected' : 'Disconnected',
      protectedItemCount: vault.items.size,
      allowedScenarios: ['Refresh'],
      healthErrorDetails: [],
      draIdentifier: appliance.machineId,
      machineId: appliance.machineId,
      machineName: appliance.name,
      biosId: appliance.biosId,
      authenticationIdentityDetails: identity(world, appliance, 'agentauthaadapp'),
      resourceAccessIdentityDetails: identity(world, appliance, 'failbackagentauthaadapp'),
      dataPlaneAuthenticationIdentityDetails: identity(world, appliance, 'dataplane'),
      providerVersionDetails: { version: '5.23.720.4', expiryDate: '9999-12-31T23:59:59.9999999Z', status: 'Supported' },
    },
  };
}
