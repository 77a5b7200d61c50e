import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { azure, resourceId, time } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { beginPlain, span } from './operations.ts';
import { armError, ok, page, resourceNotFound } from './replies.ts';
import { find, type VirtualMachine, type World } from './world.ts';

const machine = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}';
const right = (verb: string) => `Microsoft.Compute/virtualMachines/${verb}`;

export const computeRoutes: readonly Route[] = [
  route(
    'GET',
    machine,
    'VirtualMachines_Get',
    right('read'),
    withVm((ask, vm) => ok(view(ask.world, vm, (ask.query.get('$expand') ?? '').toLowerCase() === 'instanceview'))),
  ),
  route(
    'GET',
    `${machine}/instanceView`,
    'VirtualMachines_InstanceView',
    right('instanceView/read'),
    withVm((_, vm) => ok(instanceView(vm))),
  ),
  route('PATCH', machine, 'VirtualMachines_Update', right('write'), withVm(update)),
  route(
    'POST',
    `${machine}/deallocate`,
    'VirtualMachines_Deallocate',
    right('deallocate/action'),
    withVm((ask, vm) => turn(ask, vm, 60, 'deallocating', 'deallocated')),
  ),
  route(
    'POST',
    `${machine}/start`,
    'VirtualMachines_Start',
    right('start/action'),
    withVm((ask, vm) => turn(ask, vm, 45, 'starting', 'running')),
  ),
  route(
    'GET',
    '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines',
    'VirtualMachines_List',
    right('read'),
    (ask) => {
      const group = ask.param('group').toLowerCase();
      return page(
        ask,
        [...ask.world.vms.values()].filter((vm) => vm.group.toLowerCase() === group).map((vm) => view(ask.world, vm, false)),
        2,
      );
    },
  ),
];

function withVm(answer: (ask: Ask, vm: VirtualMachine) => Reply): (ask: Ask) => Reply {
  return (ask) => {
    const vm = find(ask.world.vms, ask.param('vm'));
    const here = vm?.group.toLowerCase() === ask.param('group').toLowerCase();
    return vm && here ? answer(ask, vm) : resourceNotFound('Microsoft.Compute/virtualMachines', ask.param('vm'), ask.param('group'));
  };
}

const updating = z.strictObject({
  tags: z.record(z.string().max(512), z.string().max(256)).optional(),
  properties: z
    .strictObject({ licenseType: z.enum(['Windows_Server', 'Windows_Client', 'RHEL_BYOS', 'SLES_BYOS', 'None']).optional() })
    .optional(),
});

/** The tags given take the place of those there were, as compute has it; the answer comes at once with the machine. */
function update(ask: Ask, vm: VirtualMachine): Reply {
  const body = updating.safeParse(ask.body);
  if (!body.success) return armError(400, 'InvalidParameter', `The update was not understood: ${z.prettifyError(body.error)}`);
  const { tags, properties } = body.data;
  const windows = properties?.licenseType?.startsWith('Windows');
  if (windows !== undefined && properties?.licenseType !== 'None' && windows !== (vm.os === 'Windows'))
    return armError(
      409,
      'OperationNotAllowed',
      `The license type ${properties?.licenseType} does not fit the operating system of '${vm.name}'.`,
    );
  if (tags) vm.tags = tags;
  if (properties?.licenseType) vm.licenseType = properties.licenseType;
  ask.kit.effects.count('azure', ask.operation, ask.subject);
  return ok(view(ask.world, vm, false));
}

/** Compute answers 202 with its own kind of operation address; turning to the state it is in is accepted too. */
function turn(ask: Ask, vm: VirtualMachine, seconds: number, by: VirtualMachine['power'], to: VirtualMachine['power']): Reply {
  if (vm.power === 'starting' || vm.power === 'deallocating') {
    return armError(409, 'OperationNotAllowed', `The virtual machine '${vm.name}' is ${vm.power}; another operation runs on it.`);
  }
  vm.power = by;
  const operation = beginPlain(ask, seconds, (at) => {
    vm.power = to;
    if (to === 'running') vm.agentReadyAt = at + span(ask.kit, 120);
  });
  const address = `${azure}/subscriptions/${ask.world.subscription}/providers/Microsoft.Compute/locations/${vm.location}/operations/${operation}`;
  const signature = `p=sandbox&api-version=${ask.apiVersion}`;
  return { status: 202, headers: { 'Azure-AsyncOperation': `${address}?${signature}`, Location: `${address}?${signature}&monitor=true` } };
}

function view(world: World, vm: VirtualMachine, expanded: boolean): object {
  const [root, ...data] = vm.disks.toSorted((a, b) => Number(b.root) - Number(a.root));
  const disk = (one: { name: string; gib: number; type?: string }) => ({
    name: one.name,
    createOption: 'Attach',
    caching: 'None',
    diskSizeGB: one.gib,
    managedDisk: {
      id: resourceId(world, vm.group, 'Microsoft.Compute/disks', one.name),
      storageAccountType: one.type ?? 'StandardSSD_LRS',
    },
    deleteOption: 'Detach',
  });
  return {
    id: vm.id,
    name: vm.name,
    type: 'Microsoft.Compute/virtualMachines',
    location: vm.location,
    tags: vm.tags,
    ...(vm.zone && { zones: [vm.zone] }),
    properties: {
      vmId: vm.vmId,
      ...(vm.licenseType && { licenseType: vm.licenseType }),
      ...(vm.availabilitySet && { availabilitySet: { id: vm.availabilitySet } }),
      hardwareProfile: { vmSize: vm.size },
      provisioningState: vm.power === 'deallocating' || vm.power === 'starting' ? 'Updating' : 'Succeeded',
      storageProfile: {
        ...(root && { osDisk: { osType: vm.os, ...disk(root) } }),
        dataDisks: data.map((one, lun) => ({ lun, ...disk(one) })),
      },
      networkProfile: {
        networkInterfaces: [
          { id: resourceId(world, vm.group, 'Microsoft.Network/networkInterfaces', vm.nic), properties: { primary: true } },
        ],
      },
      timeCreated: time(vm.createdAt),
      ...(expanded && { instanceView: instanceView(vm) }),
    },
  };
}

const titles = { starting: 'VM starting', running: 'VM running', deallocating: 'VM deallocating', deallocated: 'VM deallocated' } as const;

function instanceView(vm: VirtualMachine): object {
  const ready = vm.power === 'running' && vm.agentReadyAt <= Date.now();
  return {
    vmAgent: {
      vmAgentVersion: ready ? '2.13.1.1' : 'Unknown',
      statuses: [
        ready
          ? {
              code: 'ProvisioningState/succeeded',
              level: 'Info',
              displayStatus: 'Ready',
              message: 'Guest Agent is running',
              time: time(Date.now()),
            }
          : {
              code: 'ProvisioningState/Unavailable',
              level: 'Warning',
              displayStatus: 'Not Ready',
              message: 'VM status blob is found but not yet populated.',
              time: time(Date.now()),
            },
      ],
    },
    disks: vm.disks.map((disk) => ({
      name: disk.name,
      statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time: time(vm.createdAt) }],
    })),
    statuses: [
      { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time: time(vm.createdAt) },
      { code: `PowerState/${vm.power}`, level: 'Info', displayStatus: titles[vm.power] },
    ],
  };
}
