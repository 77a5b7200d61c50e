import type {
  InMageAzureV2ProtectedDiskDetails,
  InMageAzureV2ReplicationDetails,
  ReplicationProtectedItem,
} from '@azure/arm-recoveryservices-siterecovery';
import type { AgentFacts, ReplicatedDisk, Resync } from '../../../migration/replicator-port.ts';
import type { Millis } from '../../../migration/types.ts';
import { bytesOf, finite, isTrue, known, moment, text } from '../values.ts';
import type { ItemDetails } from './engine.ts';
import { partsOf } from './in-mage-azure-v2-name.ts';

/** While the first copy is made Azure speaks of it as a resynchronisation. */
const copying = /^(UnprotectedStatesBegin|InitialReplication)/;

/** Reads the provider's part of a protected item. */
export function readItemDetails(item: ReplicationProtectedItem): ItemDetails {
  const details = item.properties?.providerSpecificDetails as InMageAzureV2ReplicationDetails;
  const protectedDisks = details.protectedDisks ?? [];
  const first = copying.test(item.properties?.protectionState ?? '');
  const countedAt = moment(details.lastUpdateReceivedTime);
  const friendlyName = text(item.properties?.friendlyName);
  const percent = percentOf(protectedDisks) ?? finite(details.resyncProgressPercentage);
  return {
    disks: protectedDisks.map((disk) => readDisk(disk, first, countedAt)),
    internalIds: [details.vmId].flatMap((id) => text(id) ?? []),
    ...known({
      friendlyName: friendlyName && partsOf(friendlyName).machine,
      discoveryMachineId: text(item.properties?.protectableItemId),
      percent: first ? percent : undefined,
      resync: first ? undefined : readResync(details),
      progressHealth: text(details.totalProgressHealth),
      rpoSeconds: finite(details.rpoInSeconds),
      rpoAt: moment(details.lastRpoCalculatedTime),
      agent: readAgent(details),
      lastRecoveryPointAt: moment(details.lastRecoveryPointReceived),
      agentVersion: text(details.agentVersion),
      lastHeartbeat: moment(details.lastHeartbeat),
      targetVmName: text(details.recoveryAzureVMName),
      targetResourceGroupId: text(details.recoveryAzureResourceGroupId),
      targetVmId: vmId(details.targetVmId),
    }),
  };
}

function readDisk(disk: InMageAzureV2ProtectedDiskDetails, first: boolean, countedAt: Millis | undefined): ReplicatedDisk {
  const percent = finite(disk.resyncProgressPercentage);
  return {
    id: disk.diskId ?? '',
    name: disk.diskName ?? disk.diskId ?? '',
    initialReplicationComplete: first ? percent === 100 : true,
    ...known({
      percent: first ? percent : undefined,
      processedBytes: finite(disk.resyncProcessedBytes),
      totalBytes: finite(disk.diskCapacityInBytes),
      last15MinutesBytes: finite(disk.resyncLast15MinutesTransferredBytes),
      countedAt,
      health: text(disk.progressHealth),
      pendingAtSourceBytes: bytesOf(disk.sourceDataInMegaBytes),
      pendingAtHostBytes: bytesOf(disk.psDataInMegaBytes),
      pendingInCacheBytes: bytesOf(disk.targetDataInMegaBytes),
    }),
  };
}

/** A copied disk reads nought again (a recording), so a percentage between says that it is compared; no state does. */
function readResync({ protectedDisks, resyncProgressPercentage, totalProgressHealth }: InMageAzureV2ReplicationDetails): Resync {
  const disks = protectedDisks ?? [];
  const begun = disks.filter((disk) => (finite(disk.resyncProgressPercentage) ?? 0) > 0);
  const percent = underway(percentOf(begun)) ?? underway(resyncProgressPercentage);
  const processed = disks.flatMap(({ resyncProcessedBytes }) => finite(resyncProcessedBytes) ?? []);
  return {
    required: disks.some(({ resyncRequired }) => isRequired(resyncRequired)),
    ...(percent !== undefined && {
      state: 'StartedResynchronization',
      percent,
      ...known({
        processedBytes: processed.length > 0 ? processed.reduce((sum, bytes) => sum + bytes, 0) : undefined,
        health: text(totalProgressHealth),
      }),
    }),
  };
}

function underway(percent: number | null | undefined): number | undefined {
  const said = finite(percent);
  return said !== undefined && said > 0 && said < 100 ? said : undefined;
}

function readAgent(details: InMageAzureV2ReplicationDetails): AgentFacts {
  const outdated = isRequired(details.isAgentUpdateRequired);
  return {
    upgradeable: outdated,
    rebootRequired: isRequired(details.isRebootAfterUpdateRequired),
    ...known({
      version: text(details.agentVersion),
      versionStatus: outdated ? 'UpdateRequired' : undefined,
      versionExpires: moment(details.agentExpiryDate),
      lastHeartbeat: moment(details.lastHeartbeat),
    }),
  };
}

/** `NotRequired` is recorded, and `false` stands in Microsoft's examples; whatever does not say yes is no. */
function isRequired(said: string | null | undefined): boolean {
  return isTrue(said) || text(said)?.toLowerCase() === 'required';
}

/** Of all disks, by size. */
function percentOf(disks: readonly InMageAzureV2ProtectedDiskDetails[]): number | undefined {
  const parts = disks.map((disk) => ({ weight: disk.diskCapacityInBytes || 1, percent: finite(disk.resyncProgressPercentage) }));
  if (parts.every(({ percent }) => percent === undefined)) return undefined;
  const size = parts.reduce((sum, { weight }) => sum + weight, 0);
  return Math.floor(parts.reduce((sum, { weight, percent = 0 }) => sum + weight * percent, 0) / size);
}

/** Before the failover the id ends with an empty name. */
function vmId(id: string | undefined): string | undefined {
  const said = text(id);
  return said?.endsWith('/') ? undefined : said;
}
