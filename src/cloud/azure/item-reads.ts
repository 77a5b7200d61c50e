import type { ReplicationProtectedItem } from '@azure/arm-recoveryservices-siterecovery';
import type { ProtectedItem, Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { itemDetails } from './engines/index.ts';
import { reading, readingIfFound } from './errors.ts';
import { readItem, readRecoveryPoints } from './items.ts';
import { entries } from './pages.ts';
import { lastSegment } from './resource-id.ts';
import { listVms, pickFailedOver } from './virtual-machines.ts';

/** Protected items and their recovery points. */
export function itemReads(context: TargetContext): Pick<Replicator, 'items' | 'item' | 'recoveryPoints'> {
  const { config, arm, inVault } = context;
  const { recovery } = context.clients;

  /** Not every engine says which VM its failover made; then it is found by name. */
  async function withVm(item: ReplicationProtectedItem): Promise<ProtectedItem> {
    const read = readItem(item);
    const { targetResourceGroupId, targetVmName } = itemDetails(item);
    const group = lastSegment(targetResourceGroupId);
    if (read.targetVmId || read.activeLocation !== 'Recovery' || !targetVmName || !group) return read;
    const vms = await reading(`looking for the VM of ${read.friendlyName} in ${group}`, () => listVms(arm, config.subscription, group));
    const targetVmId = pickFailedOver(vms, targetVmName);
    return targetVmId ? { ...read, targetVmId } : read;
  }

  return {
    items: (host) =>
      reading(`listing the protected items of the vault ${config.vault}`, async () => {
        const found = await entries(
          recovery.replicationProtectedItems.listByReplicationProtectionContainers(...inVault, host.fabric, host.container),
        );
        return found.map(readItem);
      }),

    async item(host, name) {
      const found = await readingIfFound(`reading the protected item ${name}`, () =>
        recovery.replicationProtectedItems.get(...inVault, host.fabric, host.container, name),
      );
      return found && withVm(found);
    },

    recoveryPoints: (host, item) =>
      reading(`listing the recovery points of ${item}`, async () =>
        readRecoveryPoints(
          await entries(recovery.recoveryPoints.listByReplicationProtectedItems(...inVault, host.fabric, host.container, item)),
        ),
      ),
  };
}
