import type { ApplianceAilments } from '../ailments.ts';
import { resourceId, siteId, time } from '../arm.ts';
import { heard } from '../heard.ts';
import type { Appliance, Vault, World } from '../world.ts';

/** One of the applications that the appliance signs in with. */
function identity(world: World, appliance: Appliance, name: string): object {
  return {
    tenantId: world.tenantId,
    applicationId: 'fc0d52c2-6a6e-4d0f-a9b8-7e6d5c4b3a21',
    objectId: 'a1b2c3d4-0e5f-4a6b-8c7d-9e0f1a2b3c4d',
    audience: `api://${world.tenantId}/${appliance.name}${name}`,
    aadAuthority: `https://login.microsoftonline.com/${world.tenantId}`,
  };
}

/** What only a modern provider says of itself. */
export function applianceProvider(world: World, appliance: Appliance): object {
  return {
    providerVersion: '5.23.720.4',
    serverVersion: '0.0',
    providerVersionState: 'Latest',
    providerVersionExpiryDate: '9999-12-31T23:59:59.9999999Z',
    draIdentifier: appliance.machineId,
    machineId: appliance.machineId,
    machineName: appliance.name,
    biosId: appliance.biosId,
    authenticationIdentityDetails: identity(world, appliance, 'agentauthaadapp'),
    resourceAccessIdentityDetails: identity(world, appliance, 'failbackagentauthaadapp'),
    dataPlaneAuthenticationIdentityDetails: identity(world, appliance, 'dataplane'),
    providerVersionDetails: { version: '5.23.720.4', expiryDate: '9999-12-31T23:59:59.9999999Z', status: 'Supported' },
  };
}

/** The parts of an appliance as its fabric tells of them. */
export function applianceView(world: World, vault: Vault, appliance: Appliance, agents: readonly object[] = []): object {
  const common = (part: Part, version: string, secondsAgo: number) => ({
    id: appliance.machineId,
    name: appliance.name,
    biosId: appliance.biosId,
    fabricObjectId: null,
    fqdn: `${appliance.name.toUpperCase()}.migrate.internal`,
    version,
    ...ailing(appliance, part, secondsAgo),
  });
  const { fabricObjectId: _, fqdn: __, ...dra } = common('dras', '5.23.720.4', 20);
  return {
    instanceType: 'InMageRcm',
    vmwareSiteId: resourceId(world, vault.group, 'Microsoft.OffAzure/VMwareSites', appliance.site.replace('physicalsite', 'vmwaresite')),
    physicalSiteId: siteId(world, vault, appliance),
    serviceEndpoint: 'https://pod01-srs1.we.hypervrecoverymanager.windowsazure.com',
    serviceResourceId: '6134871820938475610',
    serviceContainerId: '4187350296184',
    dataPlaneUri: 'https://pod01-prot1.we.backup.windowsazure.com',
    controlPlaneUri: 'https://pod01-rcm1.we.hypervrecoverymanager.windowsazure.com',
    sourceAgentIdentityDetails: identity(world, appliance, 'agentauthaadapp'),
    processServers: [
      { ...common('processServers', '9.62.7172.1', 40), ipAddresses: [appliance.address], ...load(appliance), historicHealth: 'Normal' },
    ],
    rcmProxies: [{ ...common('rcmProxies', '1.47.9087.0', 55), clientAuthenticationType: 'Certificate' }],
    pushInstallers: [common('pushInstallers', '1.46.9087.0', 50)],
    replicationAgents: [common('replicationAgents', '1.45.9087.0', 45)],
    reprotectAgents: [],
    marsAgents: [common('marsAgents', '2.0.9938.0', 35)],
    dras: [dra],
    agentDetails: agents,
  };
}

function load({ ailments: { freeSpacePercentage = 96.23, statuses = {} } = {} }: Appliance): object {
  return {
    totalMemoryInBytes: 17179869184,
    availableMemoryInBytes: 11811160064,
    usedMemoryInBytes: 5368709120,
    memoryUsagePercentage: 31.25,
    totalSpaceInBytes: 665717829632,
    availableSpaceInBytes: Math.floor((665717829632 * freeSpacePercentage) / 100),
    usedSpaceInBytes: Math.floor((665717829632 * (100 - freeSpacePercentage)) / 100),
    freeSpacePercentage,
    throughputUploadPendingDataInBytes: 0,
    throughputInBytes: 0,
    processorUsagePercentage: 4,
    throughputStatus: 'Healthy',
    systemLoad: 0,
    systemLoadStatus: 'Healthy',
    diskUsageStatus: 'Healthy',
    memoryUsageStatus: 'Healthy',
    processorUsageStatus: 'Healthy',
    ...statuses,
  };
}

type Part = keyof NonNullable<ApplianceAilments['parts']>;

/** How one part is, and when it spoke last. */
function ailing(appliance: Appliance, part: Part, secondsAgo: number): object {
  const { health = appliance.health, heartbeatAgeMinutes } = appliance.ailments?.parts?.[part] ?? {};
  return {
    lastHeartbeatUtc: heartbeatAgeMinutes === undefined ? heard(appliance, secondsAgo) : time(Date.now() - heartbeatAgeMinutes * 60_000),
    health,
    healthErrors: health === 'Normal' || health === 'None' ? [] : [applianceError(appliance, health)],
  };
}

function applianceError(appliance: Appliance, health: Appliance['health']): object {
  return {
    innerHealthErrors: [],
    errorSource: 'InMageRcm',
    errorType: 'FabricInfrastructure',
    errorLevel: health === 'Critical' ? 'Error' : 'Warning',
    errorCategory: 'FabricInfrastructure',
    errorCode: 'SandboxApplianceUnhealthy',
    summaryMessage: `The replication appliance ${appliance.name} is not healthy.`,
    errorMessage: `A component of the replication appliance ${appliance.name} reports ${health}.`,
    possibleCauses: 'A service of the appliance has stopped, or its machine lacks memory or disk space.',
    recommendedAction: `Look at the services and the resources of ${appliance.name}.`,
    creationTimeUtc: heard(appliance, 300),
    recoveryProviderErrorMessage: null,
    entityId: null,
    errorId: null,
    customerResolvability: 'Allowed',
  };
}
