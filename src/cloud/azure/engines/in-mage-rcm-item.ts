import type {
  InMageRcmProtectedDiskDetails,
  InMageRcmReplicationDetails,
  ReplicationProtectedItem,
} from '@azure/arm-recoveryservices-siterecovery';
import type { AgentFacts, ReplicatedDisk, Resync } from '../../../migration/replicator-port.ts';
import { readHealthErrors } from '../health-errors.ts';
import { bytesOf, finite, isTrue, known, moment, text, writtenMoment } from '../values.ts';
import type { ItemDetails } from './engine.ts';

/** Reads the provider's part of a protected item. */
export function readItemDetails(item: ReplicationProtectedItem): ItemDetails {
  const details = item.properties?.providerSpecificDetails as InMageRcmReplicationDetails;
  const protectedDisks = details.protectedDisks ?? [];
  return {
    disks: protectedDisks.map(readDisk),
    internalIds: [details.internalIdentifier].flatMap((id) => text(id) ?? []),
    ...known({
      discoveryMachineId: text(details.fabricDiscoveryMachineId),
      percent: percentOf(protectedDisks) ?? finite(details.initialReplicationProgressPercentage),
      resync: readResync(details),
      progressHealth: text(details.initialReplicationProgressHealth),
      rpoSeconds: finite(details.lastRpoInSeconds),
      rpoAt: moment(details.lastRpoCalculatedTime),
      agent: readAgent(details),
      lastRecoveryPointAt: moment(details.lastRecoveryPointReceived),
      lastRecoveryPointId: text(details.lastRecoveryPointId),
      failoverPointId: text(details.failoverRecoveryPointId),
      agentVersion: text(details.mobilityAgentDetails?.version),
      lastHeartbeat: moment(details.mobilityAgentDetails?.lastHeartbeatUtc),
      targetVmName: text(details.targetVmName),
      targetResourceGroupId: text(details.targetResourceGroupId),
    }),
  };
}

function readDisk(disk: InMageRcmProtectedDiskDetails): ReplicatedDisk {
  const complete = isTrue(disk.isInitialReplicationComplete);
  return {
    id: disk.diskId ?? '',
    name: disk.diskName ?? disk.diskId ?? '',
    initialReplicationComplete: complete,
    ...known({
      percent: diskPercent(disk),
      processedBytes: finite(disk.irDetails?.processedBytes),
      totalBytes: finite(disk.capacityInBytes),
      last15MinutesBytes: finite(disk.irDetails?.last15MinutesTransferredBytes),
      countedAt: writtenMoment(disk.irDetails?.lastRefreshTime),
      health: text(disk.irDetails?.progressHealth),
      pendingAtSourceBytes: bytesOf(disk.dataPendingAtSourceAgentInMB),
      pendingInCacheBytes: bytesOf(disk.dataPendingInLogDataStoreInMB),
    }),
  };
}

function readResync(details: InMageRcmReplicationDetails): Resync {
  return {
    required: isTrue(details.resyncRequired),
    ...known({
      state: text(details.resyncState),
      percent: finite(details.resyncProgressPercentage),
      processedBytes: finite(details.resyncProcessedBytes),
      health: text(details.resyncProgressHealth),
    }),
  };
}

function readAgent({
  mobilityAgentDetails: agent,
  agentUpgradeState,
  lastAgentUpgradeErrorDetails,
}: InMageRcmReplicationDetails): AgentFacts {
  return {
    upgradeErrors: readHealthErrors(lastAgentUpgradeErrorDetails),
    ...known({
      version: text(agent?.version),
      latestVersion: text(agent?.latestVersion),
      versionExpires: moment(agent?.agentVersionExpiryDate),
      upgradeable: text(agent?.isUpgradeable) === undefined ? undefined : isTrue(agent?.isUpgradeable),
      upgradeState: text(agentUpgradeState),
      lastHeartbeat: moment(agent?.lastHeartbeatUtc),
    }),
  };
}

function diskPercent(disk: InMageRcmProtectedDiskDetails): number | undefined {
  return isTrue(disk.isInitialReplicationComplete) ? 100 : finite(disk.irDetails?.progressPercentage);
}

/** The machine's own percentage freezes before the end (64 in a recording), so it is made from the disks, by size. */
function percentOf(disks: readonly InMageRcmProtectedDiskDetails[]): number | undefined {
  if (disks.every((disk) => diskPercent(disk) === undefined)) return undefined;
  let size = 0;
  let done = 0;
  for (const disk of disks) {
    const weight = disk.capacityInBytes || 1;
    size += weight;
    done += weight * (diskPercent(disk) ?? 0);
  }
  return Math.floor(done / size);
}
