import type { VirtualMachine } from '@azure/arm-compute';
import type { NetworkManagementClient } from '@azure/arm-network';
import { z } from 'zod';
import { CloudError } from '../../errors.ts';
import type { TargetVm } from '../../migration/replicator-port.ts';
import type { ArmReader } from './arm.ts';
import { lastSegment, parseResourceId, type ResourceId, resourceGroupId } from './resource-id.ts';
import { known, text } from './values.ts';

const powers: Readonly<Record<string, TargetVm['power']>> = {
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  deallocating: 'deallocating',
  deallocated: 'deallocated',
};

export function readVm(vm: VirtualMachine, id: string): TargetVm {
  const view = vm.instanceView;
  const power = view?.statuses?.find(({ code }) => code?.startsWith('PowerState/'))?.code?.slice('PowerState/'.length);
  const said = view?.vmAgent?.statuses?.at(0);
  const storage = vm.storageProfile;
  return {
    id: vm.id ?? id,
    name: vm.name ?? '',
    location: vm.location,
    power: powers[power ?? ''] ?? 'unknown',
    agent: !view?.vmAgent ? 'absent' : said?.displayStatus === 'Ready' ? 'ready' : 'not-ready',
    disks: (storage?.osDisk ? 1 : 0) + (storage?.dataDisks?.length ?? 0),
    ...known({
      size: text(vm.hardwareProfile?.vmSize),
      provisioningState: text(vm.provisioningState),
      agentMessage: text(said?.message) ?? text(said?.displayStatus),
      tags: vm.tags,
      licenseType: text(vm.licenseType),
    }),
  };
}

/** What tells the VM of a failover from others of that name. */
type MadeVm = Pick<VirtualMachine, 'id' | 'name' | 'timeCreated'>;

const listedVm = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({ timeCreated: z.string().nullish() }).nullish(),
});

/** The VMs of a group. The SDK's own listing forgets what Azure says when it refuses; a single read does not. */
export async function listVms(arm: ArmReader, subscription: string, group: string): Promise<readonly MadeVm[]> {
  const path = `${resourceGroupId(subscription, group)}/providers/Microsoft.Compute/virtualMachines`;
  return (await arm.list(path, '2026-04-01', listedVm)).map(({ id, name, properties }) => ({
    id,
    name,
    ...(properties?.timeCreated && { timeCreated: new Date(properties.timeCreated) }),
  }));
}

/**
 * The VM a failover made. Azure keeps the wanted name in the item and calls the VM `<name>-<guid>` when that name
 * was taken, so the wanted name alone may be somebody else's VM: the newest of both kinds is the one.
 */
export function pickFailedOver(vms: readonly MadeVm[], wanted: string): string | undefined {
  const stem = wanted.toLowerCase();
  const guid = /^-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const made = vms.filter(({ name }) => {
    const lower = name?.toLowerCase() ?? '';
    return lower === stem || (lower.startsWith(stem) && guid.test(lower.slice(stem.length)));
  });
  const created = (vm: MadeVm) => vm.timeCreated?.getTime() ?? 0;
  return made.toSorted((a, b) => created(b) - created(a))[0]?.id;
}

/** The VM an id names; one client serves one subscription, so an id of another is refused. */
export function vmIn(subscription: string, id: string, action: string): ResourceId {
  const parts = parseResourceId(id);
  if (parts && parts.subscription.toLowerCase() === subscription.toLowerCase()) return parts;
  throw new CloudError(`${action}: not a VM of the subscription ${subscription}`, {
    code: 'azure-refused',
    retryable: false,
    remedy: 'Check the subscription of the target in ferry.yml.',
  });
}

/** Where a VM's network interfaces are, in the VM's order. */
export async function whereabouts(
  network: NetworkManagementClient,
  vm: VirtualMachine,
): Promise<Required<Pick<TargetVm, 'privateIps' | 'networks' | 'publicAddresses'>>> {
  const found = [];
  for (const { id } of vm.networkProfile?.networkInterfaces ?? []) {
    const nic = id === undefined ? undefined : parseResourceId(id);
    if (!nic) continue;
    found.push(...((await network.networkInterfaces.get(nic.resourceGroup, nic.name)).ipConfigurations ?? []));
  }
  return {
    privateIps: found.flatMap((entry) => text(entry.privateIPAddress) ?? []),
    networks: [...new Set(found.flatMap((entry) => text(entry.subnet?.id?.replace(/\/subnets\/[^/]+$/i, '')) ?? []))],
    publicAddresses: found.flatMap((entry) => lastSegment(entry.publicIPAddress?.id) ?? []),
  };
}
