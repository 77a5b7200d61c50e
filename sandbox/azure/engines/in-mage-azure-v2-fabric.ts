import { time } from '../arm.ts';
import type { ConfigurationServer } from '../configuration-server.ts';
import { heard } from '../heard.ts';
import type { Vault } from '../world.ts';

const version = '9.62.7172.1';
const never = '9999-12-31T23:59:59.9999999Z';
const gib = 2 ** 30;
const day = 86_400_000;
const freeSpace = { Green: 580, Yellow: 140, Red: 20 } as const;

/** What a provider of the classic kind says of itself: no machine, no identities. */
export function configurationServerProvider({ versionStatus }: ConfigurationServer): object {
  return {
    providerVersion: '5.1.8103.0',
    serverVersion: version,
    providerVersionState: versionStatus === 'Supported' ? 'Latest' : 'UpdateRequired',
    providerVersionExpiryDate: never,
    providerVersionDetails: { version: '5.1.8103.0', expiryDate: never, status: versionStatus },
  };
}

/** The parts of a configuration server as its fabric tells of them, name for name as recorded. */
export function configurationServerView(vault: Vault, server: ConfigurationServer): object {
  const items = [...vault.items.values()].filter((item) => item.fabric === server.fabric);
  const pairs = String(items.reduce((sum, item) => sum + item.disks.length, 0));
  return {
    instanceType: 'VMware',
    processServers: [processServer(server, String(items.length), pairs)],
    masterTargetServers: server.masterTarget ? [masterTarget(server)] : [],
    runAsAccounts: server.accounts.map(({ id, name }) => ({ accountId: id, accountName: name })),
    replicationPairCount: pairs,
    processServerCount: '1',
    agentCount: String(items.length),
    protectedServers: String(items.length),
    ...resources(server),
    webLoad: '0',
    webLoadStatus: server.load,
    databaseServerLoad: '0.25',
    databaseServerLoadStatus: server.load,
    csServiceStatus: server.configurationService,
    ipAddress: server.address,
    agentVersion: version,
    hostName: server.name,
    lastHeartbeat: heard(server, 30),
    versionStatus: server.versionStatus,
    ...certificate(server),
    psTemplateVersion: '202102.14.00',
    ...agent(server),
  };
}

function processServer(server: ConfigurationServer, machines: string, pairs: string): object {
  const ill = server.health === 'Warning' || server.health === 'Critical';
  return {
    friendlyName: server.name,
    id: server.machineId,
    ipAddress: server.address,
    osType: 'Windows',
    agentVersion: version,
    lastHeartbeat: heard(server, 45),
    versionStatus: server.versionStatus,
    mobilityServiceUpdates: ['Windows', 'Linux'].map((osType) => ({ version, rebootStatus: 'NotRequired', osType })),
    hostId: server.machineId,
    machineCount: machines,
    replicationPairCount: pairs,
    ...resources(server),
    psServiceStatus: server.processService,
    ...certificate(server),
    osVersion: null,
    healthErrors: ill ? [healthError(server)] : [],
    ...agent(server),
    health: server.health,
    psStatsRefreshTime: heard(server, 60),
    throughputUploadPendingDataInBytes: 0,
    throughputInMBps: 0,
    throughputInBytes: 0,
    throughputStatus: server.load,
    marsCommunicationStatus: '1',
    marsRegistrationStatus: '1',
  };
}

function masterTarget(server: ConfigurationServer): object {
  return {
    id: server.machineId,
    ipAddress: server.address,
    name: server.name,
    osType: 'Windows',
    agentVersion: version,
    lastHeartbeat: heard(server, 50),
    versionStatus: server.versionStatus,
    retentionVolumes: [
      { volumeName: 'R', capacityInBytes: 600 * gib, freeSpaceInBytes: freeSpace[server.space] * gib, thresholdPercentage: null },
    ],
    dataStores: [],
    validationErrors: [],
    healthErrors: [],
    diskCount: 0,
    osVersion: 'Microsoft Windows Server 2016 Datacenter',
    marsAgentVersion: '2.0.9938.0',
    marsAgentExpiryDate: never,
    ...agent(server),
    marsAgentVersionDetails: { version: '2.0.9938.0', expiryDate: never, status: 'Supported' },
  };
}

function resources({ load, space }: ConfigurationServer): object {
  return {
    systemLoad: '0',
    systemLoadStatus: load,
    cpuLoad: load === 'Green' ? '4%' : '93%',
    cpuLoadStatus: load,
    totalMemoryInBytes: 16 * gib,
    availableMemoryInBytes: (load === 'Green' ? 11 : 1) * gib,
    memoryUsageStatus: load,
    totalSpaceInBytes: 600 * gib,
    availableSpaceInBytes: freeSpace[space] * gib,
    spaceUsageStatus: space,
  };
}

function certificate({ certificateDays }: ConfigurationServer): object {
  return { sslCertExpiryDate: time(Date.now() + certificateDays * day), sslCertExpiryRemainingDays: certificateDays };
}

function agent({ versionStatus }: ConfigurationServer): object {
  return { agentExpiryDate: never, agentVersionDetails: { version, expiryDate: never, status: versionStatus } };
}

function healthError(server: ConfigurationServer): object {
  return {
    innerHealthErrors: [],
    errorSource: 'InMageAzureV2',
    errorType: 'FabricInfrastructure',
    errorLevel: server.health === 'Critical' ? 'Error' : 'Warning',
    errorCategory: 'FabricInfrastructure',
    errorCode: 'SandboxProcessServerUnhealthy',
    summaryMessage: `The process server ${server.name} is not healthy.`,
    errorMessage: `The process server ${server.name} reports ${server.health}.`,
    possibleCauses: 'A service of the process server has stopped, or its machine lacks memory or disk space.',
    recommendedAction: `Look at the services and the resources of ${server.name}.`,
    creationTimeUtc: heard(server, 300),
    recoveryProviderErrorMessage: null,
    entityId: server.machineId,
    errorId: null,
    customerResolvability: 'Allowed',
  };
}
