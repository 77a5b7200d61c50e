import { randomUUID } from 'node:crypto';
import type { Kit } from '../kit/service.ts';
import { lastSegment, resourceId, segmentAfter } from './arm.ts';
import { landingSubnet } from './isolated-network.ts';
import type { ProtectedItem } from './machines.ts';
import { span } from './operations.ts';
import { find, put, type VirtualMachine, type World } from './world.ts';

const agentAnswersAfter = 120;

/** Makes the Azure VM of a failover or of its test, as running, with its disks and one network interface. */
export function launchVm(
  world: World,
  kit: Kit,
  item: ProtectedItem,
  name: string,
  networkId: string,
  wishedSubnet = item.wanted.subnet,
): VirtualMachine {
  const group = segmentAfter(item.wanted.resourceGroupId, 'resourceGroups') ?? lastSegment(item.wanted.resourceGroupId);
  const network = find(world.networks, lastSegment(networkId));
  const subnet = landingSubnet(network, wishedSubnet);
  const now = Date.now();
  const host = 10 + world.vms.size;
  return put(world.vms, {
    name,
    id: resourceId(world, group, 'Microsoft.Compute/virtualMachines', name),
    vmId: randomUUID(),
    group,
    location: network?.location ?? find(world.groups, group)?.location ?? 'westeurope',
    size: item.wanted.vmSize ?? 'Standard_F2s_v2',
    os: item.os,
    disks: item.disks.map((disk, index) => ({ name: `${name}-disk-${index}`, gib: disk.gib, root: disk.root, type: disk.type })),
    nic: `${name}-nic-0`,
    ip: subnet ? subnet.prefix.replace(/\.\d+\/\d+$/, `.${host}`) : `10.20.1.${host}`,
    subnetId: `${networkId}/subnets/${subnet?.name ?? wishedSubnet}`,
    createdAt: now,
    power: 'running',
    agentReadyAt: world.mute.includes(item.friendlyName) ? Number.POSITIVE_INFINITY : now + span(kit, agentAnswersAfter),
    tags: {},
    ...(item.wanted.zone && { zone: item.wanted.zone }),
    ...(item.wanted.availabilitySetId && { availabilitySet: item.wanted.availabilitySetId }),
  });
}

/** Deletes the VM of a test failover. */
export function removeTestVm(world: World, item: ProtectedItem): void {
  if (item.testVmId === undefined) return;
  world.vms.delete(lastSegment(item.testVmId).toLowerCase());
  delete item.testVmId;
}
