import type {
  InMageAzureV2ProtectedDiskDetails,
  InMageAzureV2ReplicationDetails,
  ReplicationProtectedItem,
} from '@azure/arm-recoveryservices-siterecovery';
import type { ReplicatedDisk } from '../../../migration/replicator-port.ts';
import { finite, known, moment, text } from '../values.ts';
import type { ItemDetails } from './engine.ts';
import { partsOf } from './in-mage-azure-v2-name.ts';

/** While the first copy is made Azure speaks of it as a resynchronisation. */
const copying = /^(UnprotectedStatesBegin|InitialReplication)/;

/** Reads the provider's part of a protected item. */
export function readItemDetails(item: ReplicationProtectedItem): ItemDetails {
  const details = item.properties?.providerSpecificDetails as InMageAzureV2ReplicationDetails;
  const protectedDisks = details.protectedDisks ?? [];
  const first = copying.test(item.properties?.protectionState ?? '');
  const friendlyName = text(item.properties?.friendlyName);
  const percent = percentOf(protectedDisks) ?? finite(details.resyncProgressPercentage);
  return {
    disks: protectedDisks.map((disk) => readDisk(disk, first)),
    internalIds: [details.vmId].flatMap((id) => text(id) ?? []),
    ...known({
      friendlyName: friendlyName && partsOf(friendlyName).machine,
      discoveryMachineId: text(item.properties?.protectableItemId),
      percent: first ? percent : undefined,
      resyncPercent: first ? undefined : finite(details.resyncProgressPercentage),
      rpoSeconds: finite(details.rpoInSeconds),
      lastRecoveryPointAt: moment(details.lastRecoveryPointReceived),
      agentVersion: text(details.agentVersion),
      lastHeartbeat: moment(details.lastHeartbeat),
      targetVmName: text(details.recoveryAzureVMName),
      targetResourceGroupId: text(details.recoveryAzureResourceGroupId),
      targetVmId: vmId(details.targetVmId),
    }),
  };
}

function readDisk(disk: InMageAzureV2ProtectedDiskDetails, first: boolean): ReplicatedDisk {
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
      health: text(disk.progressHealth),
    }),
  };
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
