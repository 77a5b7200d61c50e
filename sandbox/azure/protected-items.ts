import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { type Ask, type Route, route } from './ask.ts';
import { enable } from './enabling.ts';
import { engineOf } from './engines/index.ts';
import { itemView } from './item-view.ts';
import { type On, refuseUnless, view, withItem, work } from './items.ts';
import { page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { removeTestVm } from './target-vms.ts';
import { hostsOf, underContainer, underVault, withHost, withVault } from './vault-routes.ts';
import type { ReplicationHost, Vault } from './world.ts';

const collection = '/replicationProtectedItems';
const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/${verb}`;

export const protectedItemRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(collection),
    'ReplicationProtectedItems_List',
    'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read',
    withVault((ask, vault) =>
      page(
        ask,
        hostsOf(vault).flatMap((host) => itemsOf(ask, vault, host)),
        2,
      ),
    ),
  ),
  route(
    'GET',
    underContainer(collection),
    'ReplicationProtectedItems_ListByReplicationProtectionContainers',
    right('read'),
    withHost(list),
  ),
  route(
    'GET',
    underContainer(`${collection}/{item}`),
    'ReplicationProtectedItems_Get',
    right('read'),
    withItem((ask, on) => view(ask, on)),
  ),
  route('PUT', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Create', right('write'), withHost(enable)),
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

function list(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  return page(ask, itemsOf(ask, vault, host), 2);
}

function itemsOf(ask: Ask, vault: Vault, host: ReplicationHost): object[] {
  const items = [...vault.items.values()].filter((item) => item.fabric === host.fabric);
  return items.map((item) => itemView(ask.world, ask.kit, vault, host, item));
}

function update(ask: Ask, on: On): Reply {
  const { item, host } = on;
  const wanted = engineOf(host).readUpdate(ask.body, item.wanted);
  if (wanted instanceof z.ZodError)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The update was not understood: ${z.prettifyError(wanted)}`,
      'Correct the input and try again.',
    );
  return work(ask, on, {
    scenario: scenarios.update,
    done: () => {
      item.wanted = wanted;
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
  const { remove: seconds } = engineOf(on.host).seconds;
  return work(ask, on, { scenario: scenarios.remove, seconds, done: () => forget(ask, on), result: () => ({ status: 204 }) });
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
