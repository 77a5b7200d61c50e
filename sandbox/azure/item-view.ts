import type { Kit } from '../kit/service.ts';
import { fabricId, itemId, lastSegment, pointId, resourceId, time, vaultId } from './arm.ts';
import type { ProtectedItem, ReplicatedDisk } from './machines.ts';
import { copyProgress, isSilent, mentionedPoint, type Phase, phaseOf } from './replication.ts';
import type { Appliance, Vault, World } from './world.ts';

const states: Record<Phase, readonly [state: string, description: string]> = {
  preparing: ['UnprotectedStatesBegin', 'Enabling protection'],
  copying: ['InitialReplicationInProgress', 'Initial replication is in progress'],
  'first-point-pending': ['InitialReplicationRecoveryCompletionPending', 'Waiting for first recovery point'],
  protected: ['Protected', 'Protected'],
  'failed-over': ['UnplannedFailoverCommitPendingStatesBegin', 'Failover completed'],
  committed: ['UnplannedFailoverCommitted', 'Failover committed'],
};

const verbs: Record<Phase, readonly string[]> = {
  preparing: ['DisableProtection'],
  copying: ['DisableProtection'],
  'first-point-pending': ['DisableProtection'],
  protected: ['UnplannedFailover', 'DisableProtection', 'TestFailover'],
  'failed-over': ['CompleteMigration', 'Commit', 'DisableProtection', 'ChangePit', 'SwitchProtection'],
  committed: ['CompleteMigration', 'DisableProtection', 'SwitchProtection'],
};

/** The verbs Site Recovery would accept now: none while a job runs, only the cleanup while a test waits. */
export function allowedOperations(world: World, kit: Kit, item: ProtectedItem, now: number): readonly string[] {
  const job = item.job ? world.operations.get(item.job) : undefined;
  if (job?.state === 'InProgress') return job.job?.scenario.name === 'EnableDr' ? ['DisableProtection'] : [];
  return item.test === 'WaitingForCompletion' ? ['TestFailoverCleanup'] : verbs[phaseOf(kit, item, now)];
}

/** A protected item as `GET` shows it. */
export function itemView(world: World, kit: Kit, vault: Vault, appliance: Appliance, item: ProtectedItem): object {
  const now = Date.now();
  const phase = phaseOf(kit, item, now);
  const [protectionState, protectionStateDescription] = states[phase];
  const failedOverPoint = item.failedOver ? pointId(world, vault, appliance, item.name, item.failedOver.point.name) : null;
  const ill = !item.failedOver && (isSilent(kit, item, now) || item.unhealthyUntil > now);
  const running = item.job ? world.operations.get(item.job) : undefined;
  return {
    id: itemId(world, vault, appliance, item.name),
    name: item.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    properties: {
      friendlyName: item.friendlyName,
      protectedItemType: '',
      protectableItemId: null,
      recoveryServicesProviderId: `${fabricId(world, vault, appliance)}/replicationRecoveryServicesProviders/${appliance.machineId}`,
      primaryFabricFriendlyName: appliance.fabric,
      primaryFabricProvider: 'InMageRcmFabric',
      recoveryFabricFriendlyName: 'Microsoft Azure',
      recoveryFabricId: 'Microsoft Azure',
      primaryProtectionContainerFriendlyName: appliance.container,
      recoveryProtectionContainerFriendlyName: 'Microsoft Azure',
      protectionState,
      protectionStateDescription,
      activeLocation: item.failedOver ? 'Recovery' : 'Primary',
      testFailoverState: item.test,
      testFailoverStateDescription: item.test === 'None' ? 'None' : 'Waiting for user input',
      switchProviderState: 'None',
      switchProviderStateDescription: null,
      allowedOperations: allowedOperations(world, kit, item, now),
      replicationHealth: ill ? 'Critical' : 'Normal',
      failoverHealth: 'Normal',
      healthErrors: ill ? [healthError(item)] : [],
      policyId: item.wanted.policyId,
      policyFriendlyName: lastSegment(item.wanted.policyId),
      ...(item.failedOver && { lastSuccessfulFailoverTime: time(item.failedOver.at) }),
      ...(item.lastTestAt !== undefined && { lastSuccessfulTestFailoverTime: time(item.lastTestAt) }),
      currentScenario:
        running?.state === 'InProgress'
          ? {
              scenarioName: running.job?.scenario.name ?? 'None',
              jobId: `${vaultId(world, vault)}/replicationJobs/${running.name}`,
              startTime: time(running.startedAt),
            }
          : { scenarioName: 'None', jobId: `${vaultId(world, vault)}/replicationJobs/None`, startTime: '1753-01-01T01:01:01Z' },
      failoverRecoveryPointId: failedOverPoint,
      providerSpecificDetails: details(world, kit, vault, appliance, item, failedOverPoint, now),
      recoveryContainerId: `${vaultId(world, vault)}/replicationFabrics/7f3c1d5b9a0e4826b1d7c35f80a2e94c/replicationProtectionContainers/0f9b6c2e-4a1d-4e38-9c75-2b8d1a6f3e50`,
      eventCorrelationId: item.correlation,
    },
  };
}

function details(
  world: World,
  kit: Kit,
  vault: Vault,
  appliance: Appliance,
  item: ProtectedItem,
  failoverPoint: string | null,
  now: number,
): object {
  const { wanted } = item;
  const guest = kit.guest(item.ip);
  const copy = copyProgress(kit, item, now);
  const phase = phaseOf(kit, item, now);
  const copying = (phase === 'copying' || phase === 'first-point-pending') && copy.percent !== null;
  const bytes = item.disks.reduce((sum, disk) => sum + disk.gib, 0) * 2 ** 30;
  const processed = copying ? Math.floor((bytes * (copy.percent ?? 0)) / 100) : null;
  const last = phase === 'protected' || item.failedOver ? mentionedPoint(kit, item, now) : undefined;
  return {
    instanceType: 'InMageRcm',
    internalIdentifier: item.internalId,
    fabricDiscoveryMachineId: wanted.machineId,
    multiVmGroupName: null,
    discoveryType: 'Physical',
    processServerId: wanted.processServerId,
    processorCoreCount: 2,
    allocatedMemoryInMB: 4096,
    processServerName: appliance.name,
    runAsAccountId: wanted.runAsAccountId,
    osType: item.os,
    firmwareType: 'BIOS',
    primaryNicIpAddress: item.ip,
    targetGeneration: 'V1',
    licenseType: wanted.licenseType,
    storageAccountId: null,
    targetVmName: wanted.vmName,
    targetVmSize: wanted.vmSize ?? 'Standard_F2s_v2',
    targetResourceGroupId: wanted.resourceGroupId,
    targetLocation: vault.location,
    targetAvailabilitySetId: '',
    targetAvailabilityZone: '',
    targetProximityPlacementGroupId: '',
    targetBootDiagnosticsStorageAccountId: '',
    targetNetworkId: wanted.networkId,
    testNetworkId: wanted.testNetworkId,
    failoverRecoveryPointId: failoverPoint,
    lastRecoveryPointId: last ? pointId(world, vault, appliance, item.name, last.name) : null,
    ...(last && {
      lastRecoveryPointReceived: time(last.at),
      lastRpoInSeconds: Math.max(0, Math.round((now - last.at) / 1000)),
      lastRpoCalculatedTime: time(now),
    }),
    initialReplicationProgressPercentage: copying ? copy.percent : null,
    initialReplicationProcessedBytes: processed,
    initialReplicationTransferredBytes: processed === null ? null : Math.floor(processed * 0.88),
    initialReplicationProgressHealth: copying ? progressHealth(item) : 'None',
    resyncProgressPercentage: null,
    resyncProcessedBytes: null,
    resyncTransferredBytes: null,
    resyncProgressHealth: 'None',
    resyncRequired: 'false',
    resyncState: 'None',
    agentUpgradeState: 'None',
    lastAgentUpgradeType: null,
    agentUpgradeJobId: null,
    agentUpgradeAttemptToVersion: null,
    protectedDisks: phase === 'preparing' ? [] : item.disks.map((disk) => diskView(world, kit, item, disk, phase, now)),
    isLastUpgradeSuccessful: 'false',
    isAgentRegistrationSuccessfulAfterFailover: item.failedOver ? false : null,
    mobilityAgentDetails: {
      version: '9.62.7172.1',
      latestVersion: null,
      latestAgentReleaseDate: null,
      driverVersion: '9.62.7172.1',
      latestUpgradableVersionWithoutReboot: null,
      lastHeartbeatUtc: time(item.lastHeartbeat),
      reasonsBlockingUpgrade: ['AlreadyOnLatestVersion'],
      isUpgradeable: 'false',
    },
    lastAgentUpgradeErrorDetails: [],
    agentUpgradeBlockingErrorDetails: [],
    vmNics: [
      {
        nicId: nicOf(item.ip),
        isPrimaryNic: 'true',
        isSelectedForFailover: 'true',
        sourceIPAddress: item.ip,
        sourceIPAddressType: 'Dynamic',
        sourceNetworkId: '',
        sourceSubnetName: null,
        targetIPAddress: '',
        targetIPAddressType: 'Dynamic',
        targetSubnetName: wanted.subnet,
        testSubnetName: null,
        testIPAddress: null,
        testIPAddressType: 'Dynamic',
      },
    ],
    discoveredVmDetails: {
      vCenterId: null,
      vCenterFqdn: null,
      datastores: [],
      ipAddresses: [item.ip],
      vmwareToolsStatus: null,
      powerStatus: guest?.running ? 'ON' : 'OFF',
      vmFqdn: item.friendlyName,
      osName: item.osName,
      createdTimestamp: time(item.enabledAt),
      updatedTimestamp: time(item.lastTick),
      isDeleted: false,
      lastDiscoveryTimeInUtc: time(item.lastTick),
    },
  };
}

/** A locally administered address made from the machine's own. */
export function nicOf(ip: string): string {
  return `06:00:${ip
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`.toUpperCase();
}

function progressHealth(item: ProtectedItem): string {
  return item.slowness > 1 ? 'SlowProgress' : 'InProgress';
}

function diskView(world: World, kit: Kit, item: ProtectedItem, disk: ReplicatedDisk, phase: Phase, now: number): object {
  const copy = copyProgress(kit, item, now);
  const complete = copy.complete || phase === 'protected' || item.failedOver !== undefined;
  const size = disk.gib * 2 ** 30;
  const processed = Math.floor((size * (copy.percent ?? 0)) / 100);
  const started = copy.startedAt !== null;
  return {
    diskId: disk.id,
    diskName: disk.name,
    isOSDisk: String(disk.root),
    capacityInBytes: size,
    logStorageAccountId: item.wanted.logStorageAccountId,
    diskEncryptionSetId: null,
    seedManagedDiskId: resourceId(
      world,
      lastSegment(item.wanted.resourceGroupId),
      'Microsoft.Compute/disks',
      `asrseeddisk-${item.wanted.vmName.slice(0, 8)}-${disk.id.slice(-8)}`,
    ),
    seedBlobUri: null,
    targetManagedDiskId: disk.targetDisk ?? null,
    targetBlobUri: null,
    diskType: item.wanted.diskType,
    dataPendingInLogDataStoreInMB: 0,
    dataPendingAtSourceAgentInMB: complete ? 0.0625 : 0,
    isInitialReplicationComplete: String(complete),
    irDetails: complete
      ? null
      : {
          progressHealth: started ? progressHealth(item) : 'Queued',
          transferredBytes: Math.floor(processed * 0.88),
          last15MinutesTransferredBytes: Math.floor(processed * 0.88),
          lastDataTransferTimeUtc: started ? '' : null,
          processedBytes: processed,
          startTime: copy.startedAt === null ? null : time(copy.startedAt),
          lastRefreshTime: copy.refreshedAt === null ? null : time(copy.refreshedAt),
          progressPercentage: copy.percent,
        },
  };
}

function healthError(item: ProtectedItem): object {
  return {
    innerHealthErrors: [],
    errorSource: 'InMageRcm',
    errorType: 'Replication',
    errorLevel: 'Error',
    errorCategory: 'Replication',
    errorCode: 'SandboxNoHeartbeat',
    summaryMessage: 'No heartbeat from the Mobility service.',
    errorMessage: `The Mobility service of ${item.friendlyName} has not sent a heartbeat since ${time(item.lastHeartbeat)}.`,
    possibleCauses: 'The machine does not run, or it cannot reach the replication appliance.',
    recommendedAction: 'Ensure that the machine runs and that it reaches the appliance on port 443.',
    creationTimeUtc: time(item.lastHeartbeat),
    recoveryProviderErrorMessage: null,
    entityId: item.internalId,
    errorId: null,
    customerResolvability: 'NotAllowed',
  };
}
