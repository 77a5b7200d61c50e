import type { Kit } from '../../kit/service.ts';
import { lastSegment, pointId, resourceId, time } from '../arm.ts';
import type { ProtectedItem, ReplicatedDisk } from '../machines.ts';
import { nicOf } from '../nic.ts';
import { copyProgress, mentionedPoint, type Phase, phaseOf, sentLately } from '../replication.ts';
import type { Appliance, World } from '../world.ts';
import type { ItemAsked } from './engine.ts';

/** What only the modern engine tells of an item, name for name as recorded. */
export function inMageRcmItem(appliance: Appliance, { world, kit, vault, item, failoverPoint, now }: ItemAsked): object {
  const { wanted, ailments: { agent } = {} } = item;
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
    targetAvailabilitySetId: wanted.availabilitySetId ?? '',
    targetAvailabilityZone: wanted.zone ?? '',
    targetProximityPlacementGroupId: '',
    targetBootDiagnosticsStorageAccountId: '',
    targetNetworkId: wanted.networkId,
    testNetworkId: wanted.testNetworkId,
    failoverRecoveryPointId: failoverPoint,
    lastRecoveryPointId: last ? pointId(world, vault, appliance, item.name, last.name) : null,
    ...lagOf(last?.at, item.ailments?.rpoMinutes, now),
    initialReplicationProgressPercentage: copying ? copy.percent : null,
    initialReplicationProcessedBytes: processed,
    initialReplicationTransferredBytes: processed === null ? null : Math.floor(processed * 0.88),
    initialReplicationProgressHealth: copying ? progressHealth(item) : 'None',
    ...resyncView(item),
    agentUpgradeState: agent?.upgradeState ?? 'None',
    lastAgentUpgradeType: null,
    agentUpgradeJobId: null,
    agentUpgradeAttemptToVersion: null,
    protectedDisks: phase === 'preparing' ? [] : item.disks.map((disk, index) => diskView(world, kit, item, disk, index, phase, now)),
    isLastUpgradeSuccessful: 'false',
    isAgentRegistrationSuccessfulAfterFailover: item.failedOver ? false : null,
    mobilityAgentDetails: {
      version: '9.62.7172.1',
      latestVersion: agent?.latestVersion ?? null,
      latestAgentReleaseDate: null,
      driverVersion: '9.62.7172.1',
      latestUpgradableVersionWithoutReboot: null,
      lastHeartbeatUtc: time(item.lastHeartbeat),
      ...(agent?.expiresInDays !== undefined && { agentVersionExpiryDate: time(now + agent.expiresInDays * 86_400_000) }),
      reasonsBlockingUpgrade: agent?.latestVersion === undefined ? ['AlreadyOnLatestVersion'] : [],
      isUpgradeable: String(agent?.latestVersion !== undefined),
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
        testSubnetName: wanted.testSubnet || null,
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

function progressHealth({ slowness, ailments: { slowDisks = [], standingDisks = [] } = {} }: ProtectedItem): string {
  if (standingDisks.length > 0) return 'NoProgress';
  return slowness > 1 || slowDisks.length > 0 ? 'SlowProgress' : 'InProgress';
}

function diskHealth(item: ProtectedItem, index: number): string {
  const { slowDisks = [], standingDisks = [] } = item.ailments ?? {};
  if (standingDisks.includes(index)) return 'NoProgress';
  return item.slowness > 1 || slowDisks.includes(index) ? 'SlowProgress' : 'InProgress';
}

/** The newest point the item mentions, and how old Azure calls it. */
function lagOf(lastPointAt: number | undefined, wished: number | undefined, now: number): object {
  const at = wished === undefined ? lastPointAt : now - wished * 60_000;
  if (at === undefined) return {};
  return {
    lastRecoveryPointReceived: time(at),
    lastRpoInSeconds: Math.max(0, Math.round((now - at) / 1000)),
    lastRpoCalculatedTime: time(now),
  };
}

function resyncView({ ailments, disks }: ProtectedItem): object {
  const resync = ailments?.resync;
  const begun = resync?.percent !== undefined;
  const bytes = disks.reduce((sum, disk) => sum + disk.gib, 0) * 2 ** 30;
  const processed = begun ? Math.floor((bytes * (resync.percent ?? 0)) / 100) : null;
  return {
    resyncProgressPercentage: begun ? resync.percent : null,
    resyncProcessedBytes: processed,
    resyncTransferredBytes: processed === null ? null : Math.floor(processed * 0.1),
    resyncProgressHealth: begun ? 'InProgress' : 'None',
    resyncRequired: String(resync?.required ?? false),
    resyncState: begun ? 'StartedResynchronization' : 'None',
  };
}

function diskView(world: World, kit: Kit, item: ProtectedItem, disk: ReplicatedDisk, index: number, phase: Phase, now: number): object {
  const copy = copyProgress(kit, item, now);
  const complete = copy.complete || phase === 'protected' || item.failedOver !== undefined;
  const { pendingGib } = item.ailments ?? {};
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
    diskType: disk.type,
    dataPendingInLogDataStoreInMB: (pendingGib?.cache ?? 0) * 1024,
    dataPendingAtSourceAgentInMB: pendingGib ? pendingGib.source * 1024 : complete ? 0.0625 : 0,
    isInitialReplicationComplete: String(complete),
    irDetails: complete
      ? null
      : {
          progressHealth: started ? diskHealth(item, index) : 'Queued',
          transferredBytes: Math.floor(processed * 0.88),
          last15MinutesTransferredBytes: Math.floor(size * sentLately(kit, item, now) * 0.88),
          lastDataTransferTimeUtc: started ? '' : null,
          processedBytes: processed,
          startTime: copy.startedAt === null ? null : time(copy.startedAt),
          lastRefreshTime: copy.refreshedAt === null ? null : time(copy.refreshedAt),
          progressPercentage: copy.percent,
        },
  };
}
