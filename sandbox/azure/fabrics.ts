import { containerId, fabricId, resourceId, siteId, time } from './arm.ts';
import { type Route, route } from './ask.ts';
import { childNotFound, ok, page } from './replies.ts';
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
    withAppliance((ask, vault, appliance) => ok(fabric(ask.world, vault, appliance))),
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

/** Each component speaks on its own beat, some seconds ago, unless the appliance fell silent. */
function heard(appliance: Appliance, secondsAgo: number): string {
  return time((appliance.silentSince ?? Date.now()) - secondsAgo * 1000);
}

function identity(world: World, appliance: Appliance, name: string): object {
  return {
    tenantId: world.tenantId,
    applicationId: 'fc0d52c2-6a6e-4d0f-a9b8-7e6d5c4b3a21',
    objectId: 'a1b2c3d4-0e5f-4a6b-8c7d-9e0f1a2b3c4d',
    audience: `api://${world.tenantId}/${appliance.name}${name}`,
    aadAuthority: `https://login.microsoftonline.com/${world.tenantId}`,
  };
}

function fabric(world: World, vault: Vault, appliance: Appliance): object {
  const { health } = appliance;
  const healthErrors = health === 'Normal' || health === 'None' ? [] : [applianceError(appliance)];
  const common = (version: string, secondsAgo: number) => ({
    id: appliance.machineId,
    name: appliance.name,
    biosId: appliance.biosId,
    fabricObjectId: null,
    fqdn: `${appliance.name.toUpperCase()}.migrate.internal`,
    version,
    lastHeartbeatUtc: heard(appliance, secondsAgo),
    health,
    healthErrors,
  });
  const { fabricObjectId: _, fqdn: __, ...dra } = common('5.23.720.4', 20);
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
      customDetails: {
        instanceType: 'InMageRcm',
        vmwareSiteId: resourceId(
          world,
          vault.group,
          'Microsoft.OffAzure/VMwareSites',
          appliance.site.replace('physicalsite', 'vmwaresite'),
        ),
        physicalSiteId: siteId(world, vault, appliance),
        serviceEndpoint: 'https://pod01-srs1.we.hypervrecoverymanager.windowsazure.com',
        serviceResourceId: '6134871820938475610',
        serviceContainerId: '4187350296184',
        dataPlaneUri: 'https://pod01-prot1.we.backup.windowsazure.com',
        controlPlaneUri: 'https://pod01-rcm1.we.hypervrecoverymanager.windowsazure.com',
        sourceAgentIdentityDetails: identity(world, appliance, 'agentauthaadapp'),
        processServers: [{ ...common('9.62.7172.1', 40), ipAddresses: [appliance.address], ...load(), historicHealth: 'Normal' }],
        rcmProxies: [{ ...common('1.47.9087.0', 55), clientAuthenticationType: 'Certificate' }],
        pushInstallers: [common('1.46.9087.0', 50)],
        replicationAgents: [common('1.45.9087.0', 45)],
        reprotectAgents: [],
        marsAgents: [common('2.0.9938.0', 35)],
        dras: [dra],
        agentDetails: [],
      },
      healthErrorDetails: [],
      health: 'Normal',
    },
  };
}

function load(): object {
  return {
    totalMemoryInBytes: 17179869184,
    availableMemoryInBytes: 11811160064,
    usedMemoryInBytes: 5368709120,
    memoryUsagePercentage: 31.25,
    totalSpaceInBytes: 665717829632,
    availableSpaceInBytes: 640626316629,
    usedSpaceInBytes: 25091513003,
    freeSpacePercentage: 96.23,
    throughputUploadPendingDataInBytes: 0,
    throughputInBytes: 0,
    processorUsagePercentage: 4,
    throughputStatus: 'Healthy',
    systemLoad: 0,
    systemLoadStatus: 'Healthy',
    diskUsageStatus: 'Healthy',
    memoryUsageStatus: 'Healthy',
    processorUsageStatus: 'Healthy',
  };
}

function applianceError(appliance: Appliance): object {
  return {
    innerHealthErrors: [],
    errorSource: 'InMageRcm',
    errorType: 'FabricInfrastructure',
    errorLevel: appliance.health === 'Critical' ? 'Error' : 'Warning',
    errorCategory: 'FabricInfrastructure',
    errorCode: 'SandboxApplianceUnhealthy',
    summaryMessage: `The replication appliance ${appliance.name} is not healthy.`,
    errorMessage: `A component of the replication appliance ${appliance.name} reports ${appliance.health}.`,
    possibleCauses: 'A service of the appliance has stopped, or its machine lacks memory or disk space.',
    recommendedAction: `Look at the services and the resources of ${appliance.name}.`,
    creationTimeUtc: heard(appliance, 300),
    recoveryProviderErrorMessage: null,
    entityId: null,
    errorId: null,
    customerResolvability: 'Allowed',
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
