import type { Reply } from '../kit/http.ts';
import { resourceId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { armError, ok, page, resourceNotFound } from './replies.ts';
import { find, type World } from './world.ts';

const group = '/subscriptions/{subscription}/resourceGroups/{group}';

/** What a migration lands in and reads but never changes: groups, interfaces, storage, rights. */
export const surroundingRoutes: readonly Route[] = [
  route('GET', '/subscriptions/{subscription}', 'Subscriptions_Get', 'Microsoft.Resources/subscriptions/read', (ask) =>
    ok({
      id: `/subscriptions/${ask.world.subscription}`,
      subscriptionId: ask.world.subscription,
      tenantId: ask.world.tenantId,
      displayName: 'Sandbox',
      state: 'Enabled',
    }),
  ),
  route(
    'GET',
    '/subscriptions/{subscription}/resourceGroups',
    'ResourceGroups_List',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    (ask) =>
      page(
        ask,
        [...ask.world.groups.values()].map((one) => groupView(ask.world, one)),
        10,
      ),
  ),
  route('GET', group, 'ResourceGroups_Get', 'Microsoft.Resources/subscriptions/resourceGroups/read', (ask) => {
    const known = find(ask.world.groups, ask.param('group'));
    return known
      ? ok(groupView(ask.world, known))
      : armError(404, 'ResourceGroupNotFound', `Resource group '${ask.param('group')}' could not be found.`);
  }),
  route(
    'GET',
    `${group}/providers/Microsoft.Network/networkInterfaces/{nic}`,
    'NetworkInterfaces_Get',
    'Microsoft.Network/networkInterfaces/read',
    nic,
  ),
  route(
    'GET',
    `${group}/providers/Microsoft.Storage/storageAccounts/{account}`,
    'StorageAccounts_GetProperties',
    'Microsoft.Storage/storageAccounts/read',
    storageAccount,
  ),
  route(
    'GET',
    '/{scope}/providers/Microsoft.Authorization/permissions',
    'Permissions_ListForResourceGroup',
    'Microsoft.Authorization/permissions/read',
    (ask) => page(ask, [{ actions: ask.world.allow ?? ['*'], notActions: ask.world.deny, dataActions: [], notDataActions: [] }], 10),
  ),
];

function groupView(world: World, one: { name: string; location: string }): object {
  return {
    id: `/subscriptions/${world.subscription}/resourceGroups/${one.name}`,
    name: one.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: one.location,
    properties: { provisioningState: 'Succeeded' },
  };
}

function nic(ask: Ask): Reply {
  const vm = [...ask.world.vms.values()].find((one) => one.nic.toLowerCase() === ask.param('nic').toLowerCase());
  if (!vm || vm.group.toLowerCase() !== ask.param('group').toLowerCase())
    return resourceNotFound('Microsoft.Network/networkInterfaces', ask.param('nic'), ask.param('group'));
  const id = resourceId(ask.world, vm.group, 'Microsoft.Network/networkInterfaces', vm.nic);
  return ok({
    id,
    name: vm.nic,
    type: 'Microsoft.Network/networkInterfaces',
    location: vm.location,
    properties: {
      provisioningState: 'Succeeded',
      primary: true,
      virtualMachine: { id: vm.id },
      ipConfigurations: [
        {
          id: `${id}/ipConfigurations/ipconfig1`,
          name: 'ipconfig1',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: vm.ip,
            privateIPAllocationMethod: 'Dynamic',
            primary: true,
            subnet: { id: vm.subnetId },
          },
        },
      ],
    },
  });
}

function storageAccount(ask: Ask): Reply {
  const one = find(ask.world.storageAccounts, ask.param('account'));
  if (!one || one.group.toLowerCase() !== ask.param('group').toLowerCase())
    return resourceNotFound('Microsoft.Storage/storageAccounts', ask.param('account'), ask.param('group'));
  return ok({
    id: resourceId(ask.world, one.group, 'Microsoft.Storage/storageAccounts', one.name),
    name: one.name,
    type: 'Microsoft.Storage/storageAccounts',
    location: one.location,
    kind: 'StorageV2',
    sku: { name: one.sku, tier: 'Standard' },
    properties: { provisioningState: 'Succeeded', statusOfPrimary: 'available', primaryLocation: one.location },
  });
}
