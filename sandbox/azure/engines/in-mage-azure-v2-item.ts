import type { Kit } from '../../kit/service.ts';
import { lastSegment, resourceId, time } from '../arm.ts';
import type { ConfigurationServer } from '../configuration-server.ts';
import type { ProtectedItem, ReplicatedDisk } from '../machines.ts';
import { nicOf } from '../nic.ts';
import { copyProgress, mentionedPoint, type Phase, phaseOf, sentLately } from '../replication.ts';
import { find, type World } from '../world.ts';
import type { ItemAsked } from './engine.ts';

const never = '9999-12-31T23:59:59.9999999Z';

/** The machine's own state beside the item's; the first and the last two are recorded. */
const states: Record<Phase, readonly [state: string, description: string]> = {
  preparing: ['ReplicaConfigurationInProgress', 'Enabling protection'],
  copying: ['InitialReplicationInProgress', 'Initial replication is in progress'],
  'first-point-pending': ['InitialReplicationRecoveryCompletionPending', 'Waiting for first recovery point'],
  protected: ['Protected', 'Protected'],
  'failed-over': ['UnplannedFailoverCommitPendingStatesBegin', 'Failover completed'],
  committed: ['UnplannedFailoverCommitted', 'Failover committed'],
};

/** What only the classic engine tells of an item, name for name as recorded of one that is protected. */
export function inMageAzureV2Item(server: ConfigurationServer, { world, kit, vault, item, now }: ItemAsked): object {
  const { wanted, ailments: { agent, resync, rpoMinutes } = {} } = item;
  const phase = phaseOf(kit, item, now);
  const [vmProtectionState, vmProtectionStateDescription] = states[phase];
  const copy = copyProgress(kit, item, now);
  const stage = stageOf(phase);
  const last = phase === 'protected' || item.failedOver ? mentionedPoint(kit, item, now) : undefined;
  const lastAt = rpoMinutes === undefined ? last?.at : now - rpoMinutes * 60_000;
  const rpo = lastAt === undefined ? 0 : Math.max(0, Math.round((now - lastAt) / 1000));
  const policy = find(vault.policies, lastSegment(wanted.policyId));
  const vms = resourceId(world, lastSegment(wanted.resourceGroupId), 'Microsoft.Compute/virtualMachines', '');
  return {
    instanceType: 'InMageAzureV2',
    infrastructureVmId: item.internalId,
    vCenterInfrastructureId: '6',
    protectionStage: stage,
    vmId: item.internalId,
    vmProtectionState,
    vmProtectionStateDescription,
    resyncProgressPercentage: isCopying(phase) ? (copy.percent ?? 0) : (resync?.percent ?? 0),
    rpoInSeconds: rpo,
    compressedDataRateInMB: 0,
    uncompressedDataRateInMB: 0,
    ipAddress: item.ip,
    agentVersion: phase === 'preparing' ? '' : '9.62.7172.1',
    agentExpiryDate: agent?.expiresInDays === undefined ? never : time(now + agent.expiresInDays * 86_400_000),
    isAgentUpdateRequired: agent?.latestVersion === undefined ? 'NotRequired' : 'Required',
    isRebootAfterUpdateRequired: 'NotRequired',
    lastHeartbeat: time(item.lastHeartbeat),
    processServerId: wanted.processServerId,
    processServerName: server.name,
    multiVmGroupId: item.correlation,
    multiVmGroupName: item.correlation,
    multiVmSyncStatus: policy?.instanceType === 'InMageAzureV2' ? `${policy.multiVmSyncStatus}d` : 'Disabled',
    protectedDisks: phase === 'preparing' ? [] : item.disks.map((disk, index) => diskView(kit, item, disk, index, phase, rpo, now)),
    diskResized: 'NotResized',
    masterTargetId: wanted.masterTargetId ?? null,
    sourceVmCpuCount: 2,
    sourceVmRamSizeInMB: 4096,
    osType: item.os,
    vhdName: item.disks.find((disk) => disk.root)?.name ?? '',
    osDiskId: item.disks.find((disk) => disk.root)?.id ?? '',
    azureVMDiskDetails: [],
    recoveryAzureVMName: wanted.vmName,
    recoveryAzureVMSize: wanted.vmSize ?? 'Standard_F2s_v2',
    recoveryAzureStorageAccount: null,
    recoveryAzureLogStorageAccountId: wanted.logStorageAccountId,
    vmNics: [nicView(item)],
    selectedRecoveryAzureNetworkId: wanted.networkId,
    selectedTfoAzureNetworkId: wanted.testNetworkId || null,
    selectedSourceNicId: nicOf(item.ip),
    discoveryType: 'Physical',
    enableRdpOnTargetOption: 'Never',
    datastores: [],
    // Recorded before a failover: the collection, and no name in it.
    targetVmId: item.failedOver?.vmId ?? vms,
    recoveryAzureResourceGroupId: wanted.resourceGroupId,
    recoveryAvailabilitySetId: wanted.availabilitySetId ?? null,
    targetAvailabilityZone: wanted.zone ?? null,
    targetProximityPlacementGroupId: null,
    useManagedDisks: 'true',
    licenseType: wanted.licenseType,
    sqlServerLicenseType: 'NotSpecified',
    validationErrors: [],
    ...(lastAt !== undefined && { lastRpoCalculatedTime: time(now), lastRecoveryPointReceived: time(lastAt) }),
    lastUpdateReceivedTime: time(item.lastTick),
    replicaId: `${item.internalId}_replica_${server.container}`,
    osVersion: item.osName,
    protectedManagedDisks: phase === 'preparing' ? [] : item.disks.map((disk) => managedDisk(world, item, disk)),
    firmwareType: 'BIOS',
    azureVmGeneration: 'V1',
    isAdditionalStatsAvailable: false,
    totalDataTransferred: -1,
    totalProgressHealth: progressHealth(item, phase),
    targetVmTags: {},
    seedManagedDiskTags: null,
    targetManagedDiskTags: null,
    targetNicTags: {},
  };
}

function isCopying(phase: Phase): boolean {
  return phase === 'copying' || phase === 'first-point-pending';
}

function stageOf(phase: Phase): string | null {
  if (phase === 'preparing') return null;
  return phase === 'copying' ? 'InitialSync' : 'DifferentialSync';
}

function progressHealth(item: ProtectedItem, phase: Phase): string {
  const { slowDisks = [], standingDisks = [], resync } = item.ailments ?? {};
  if (phase === 'preparing') return 'None';
  if (!isCopying(phase)) return resync?.percent === undefined ? 'Completed' : 'InProgress';
  if (standingDisks.length > 0) return 'NoProgress';
  return item.slowness > 1 || slowDisks.length > 0 ? 'SlowProgress' : 'InProgress';
}

/** The words of every engine, and the classic one's own for a disk that is through. */
function diskHealth(item: ProtectedItem, index: number, copying: boolean): string {
  const { slowDisks = [], standingDisks = [], resync } = item.ailments ?? {};
  if (!copying) return resync?.percent === undefined ? 'Completed' : 'InProgress';
  if (standingDisks.includes(index)) return 'NoProgress';
  return item.slowness > 1 || slowDisks.includes(index) ? 'SlowProgress' : 'InProgress';
}

/** Once a disk has been copied its resynchronisation reads nought again, as recorded. */
function diskView(kit: Kit, item: ProtectedItem, disk: ReplicatedDisk, index: number, phase: Phase, rpo: number, now: number): object {
  const copy = copyProgress(kit, item, now);
  const size = disk.gib * 2 ** 30;
  const copying = phase === 'copying';
  const { resync, pendingGib } = item.ailments ?? {};
  const percent = (copying ? copy.percent : resync?.percent) ?? 0;
  const processed = Math.floor((size * percent) / 100);
  const sent = copying ? processed * 0.88 : processed * 0.1;
  return {
    diskId: disk.id,
    diskName: `Disk${index}`,
    protectionStage: stageOf(phase),
    healthErrorCode: null,
    rpoInSeconds: rpo,
    resyncRequired: resync?.required ? 'Required' : 'NotRequired',
    resyncProgressPercentage: percent,
    resyncDurationInSeconds: copy.startedAt === null ? 0 : Math.round((now - copy.startedAt) / 1000),
    diskCapacityInBytes: size,
    fileSystemCapacityInBytes: size,
    sourceDataInMegaBytes: pendingGib ? pendingGib.source * 1024 : 0.41,
    psDataInMegaBytes: pendingGib ? pendingGib.host * 1024 : 0.44,
    targetDataInMegaBytes: (pendingGib?.cache ?? 0) * 1024,
    diskResized: 'NotResized',
    lastRpoCalculatedTime: time(now),
    resyncProcessedBytes: processed,
    resyncTotalTransferredBytes: Math.floor(sent),
    resyncLast15MinutesTransferredBytes: Math.floor(copying ? size * sentLately(kit, item, now) * 0.88 : sent),
    resyncLastDataTransferTimeUTC: copying && copy.refreshedAt !== null ? time(copy.refreshedAt) : null,
    resyncStartTime: copying && copy.startedAt !== null ? time(copy.startedAt) : null,
    progressHealth: diskHealth(item, index, copying),
    progressStatus: copying ? 'Green' : 'Grey',
  };
}

function managedDisk(world: World, item: ProtectedItem, disk: ReplicatedDisk): object {
  const name = `asrseeddisk-${item.wanted.vmName.slice(0, 8)}-${disk.id.slice(-8)}`;
  return {
    diskId: disk.id,
    seedManagedDiskId: resourceId(world, lastSegment(item.wanted.resourceGroupId), 'Microsoft.Compute/disks', name),
    replicaDiskType: disk.type,
    diskEncryptionSetId: null,
  };
}

function nicView({ ip, wanted }: ProtectedItem): object {
  return {
    nicId: nicOf(ip),
    replicaNicId: null,
    sourceNicArmId: null,
    vMNetworkName: 'Elastic Network Adapter',
    recoveryVMNetworkId: wanted.networkId,
    ipConfigs: [
      {
        name: null,
        isPrimary: true,
        subnetName: 'Subnet-1',
        staticIPAddress: null,
        ipAddressType: 'Dynamic',
        isSeletedForFailover: true,
        recoverySubnetName: wanted.subnet,
        recoveryStaticIPAddress: null,
        recoveryIPAddressType: 'Dynamic',
        tfoSubnetName: null,
        tfoStaticIPAddress: null,
      },
    ],
    selectionType: 'SelectedByUser',
    reuseExistingNic: false,
    tfoReuseExistingNic: false,
  };
}
