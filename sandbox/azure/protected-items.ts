import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { type Ask, type Route, route } from './ask.ts';
import { enable } from './enabling.ts';
import { itemView } from './item-view.ts';
import { type On, refuseUnless, view, withItem, work } from './items.ts';
import { ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { removeTestVm } from './target-vms.ts';
import { registered, underContainer, underVault, withAppliance, withVault } from './vault-routes.ts';
import type { Appliance, Vault } from './world.ts';

const collection = '/replicationProtectedItems';
const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/${verb}`;

export const protectedItemRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(collection),
    'ReplicationProtectedItems_List',
    'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read',
    withVault((ask, vault) => {
      const appliance = registered(vault);
      return appliance ? list(ask, vault, appliance) : ok({ value: [], nextLink: null });
    }),
  ),
  route(
    'GET',
    underContainer(collection),
    'ReplicationProtectedItems_ListByReplicationProtectionContainers',
    right('read'),
    withAppliance(list),
  ),
  route(
    'GET',
    underContainer(`${collection}/{item}`),
    'ReplicationProtectedItems_Get',
    right('read'),
    withItem((ask, on) => view(ask, on)),
  ),
  route('PUT', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Create', right('write'), withAppliance(enable)),
  route('PATCH', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Update', right('write'), withItem(update)),
  route(
    'POST',
    underContainer(`${collection}/{item}/remove`),
    'ReplicationProtectedItems_Delete',
    right('remove/action'),
    withItem(remove),
  ),
  route('DELETE', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Purge', right('delete'), withItem(purge)),
  route(
    'POST',
    underContainer(`${collection}/{item}/updateMobilityService`),
    'ReplicationProtectedItems_UpdateMobilityService',
    right('updateMobilityService/action'),
    withItem(updateAgent),
  ),
];

function list(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  return page(
    ask,
    [...vault.items.values()].map((item) => itemView(ask.world, ask.kit, vault, appliance, item)),
    2,
  );
}

const text = z.string().min(1);
const updating = z.looseObject({
  properties: z.looseObject({
    providerSpecificDetails: z.looseObject({
      instanceType: z.literal('InMageRcm'),
      targetVmName: text.optional(),
      targetVmSize: text.optional(),
      targetResourceGroupId: text.optional(),
      targetNetworkId: text.optional(),
      testNetworkId: text.optional(),
    }),
  }),
});

function update(ask: Ask, on: On): Reply {
  const body = updating.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The update was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { targetVmName, targetVmSize, targetResourceGroupId, targetNetworkId, testNetworkId } =
    body.data.properties.providerSpecificDetails;
  return work(ask, on, {
    scenario: scenarios.update,
    done: () => {
      const { wanted } = on.item;
      on.item.wanted = {
        ...wanted,
        vmName: targetVmName ?? wanted.vmName,
        vmSize: targetVmSize ?? wanted.vmSize,
        resourceGroupId: targetResourceGroupId ?? wanted.resourceGroupId,
        networkId: targetNetworkId ?? wanted.networkId,
        testNetworkId: testNetworkId ?? wanted.testNetworkId,
      };
    },
  });
}

const removing = z.looseObject({
  properties: z.looseObject({ disableProtectionReason: z.enum(['NotSpecified', 'MigrationComplete']).default('NotSpecified') }),
});

function remove(ask: Ask, on: On): Reply {
  const body = removing.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The removal was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const verb = body.data.properties.disableProtectionReason === 'MigrationComplete' ? 'CompleteMigration' : 'DisableProtection';
  const refused = refuseUnless(ask, on, verb);
  if (refused) return refused;
  return work(ask, on, { scenario: scenarios.remove, done: () => forget(ask, on), result: () => ({ status: 204 }) });
}

/** The forced way: no cleanup on the machine, whatever the item allows. */
function purge(ask: Ask, on: On): Reply {
  return work(ask, on, { scenario: scenarios.remove, seconds: 5, done: () => forget(ask, on), result: () => ({ status: 204 }) });
}

function forget(ask: Ask, { vault, item }: On): void {
  removeTestVm(ask.world, item);
  vault.items.delete(item.name.toLowerCase());
}

function updateAgent(ask: Ask, on: On): Reply {
  return work(ask, on, { scenario: scenarios.updateAgent, done: () => undefined });
}
