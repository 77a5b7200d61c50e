import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { azure, vaultId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { beginPlain } from './operations.ts';
import { armError, ok, page } from './replies.ts';
import { underVault, withVault } from './vault-routes.ts';
import { emptyVault, find, put, type Vault, type World } from './world.ts';

const wanted = z.looseObject({
  location: z.string().min(1),
  sku: z.looseObject({ name: z.string() }),
  properties: z.looseObject({}).optional(),
});

export const vaultRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(),
    'Vaults_Get',
    'Microsoft.RecoveryServices/Vaults/read',
    withVault((ask, vault) => ok(view(ask.world, vault))),
  ),
  route('PUT', underVault(), 'Vaults_CreateOrUpdate', 'Microsoft.RecoveryServices/Vaults/write', create),
  route(
    'GET',
    '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults',
    'Vaults_ListByResourceGroup',
    'Microsoft.RecoveryServices/Vaults/read',
    list,
  ),
  route(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.RecoveryServices/vaults',
    'Vaults_ListBySubscriptionId',
    'Microsoft.RecoveryServices/Vaults/read',
    list,
  ),
];

function list(ask: Ask): Reply {
  const group = ask.param('group').toLowerCase();
  const vaults = [...ask.world.vaults.values()].filter((vault) => group === '' || vault.group.toLowerCase() === group);
  return page(
    ask,
    vaults.map((vault) => view(ask.world, vault)),
    1,
  );
}

function create(ask: Ask): Reply {
  const { world } = ask;
  const body = wanted.safeParse(ask.body);
  if (!body.success) return armError(400, 'InvalidRequestContent', `The request content was invalid: ${z.prettifyError(body.error)}`);
  const group = find(world.groups, ask.param('group'));
  if (!group) return armError(404, 'ResourceGroupNotFound', `Resource group '${ask.param('group')}' could not be found.`);
  const known = find(world.vaults, ask.param('vault'));
  if (known) {
    if (known.group.toLowerCase() !== group.name.toLowerCase()) {
      return armError(409, 'Conflict', `A vault named ${known.name} exists in another resource group of this subscription.`);
    }
    ask.kit.effects.count('azure', ask.operation, ask.subject);
    return ok(view(world, known));
  }
  const vault = put(world.vaults, { ...emptyVault(ask.param('vault'), group.name, body.data.location), provisioned: false });
  const operation = beginPlain(ask, 60, () => {
    vault.provisioned = true;
  });
  return {
    status: 201,
    headers: {
      'Azure-AsyncOperation': `${azure}${vaultId(world, vault, 'subscriptions')}/operationStatus/${operation}?api-version=${ask.apiVersion}`,
    },
    body: view(world, vault),
  };
}

function view(world: World, vault: Vault): object {
  return {
    location: vault.location,
    name: vault.name,
    etag: `W/"datetime'${encodeURIComponent(new Date(vault.createdAt).toISOString())}'"`,
    properties: {
      provisioningState: vault.provisioned ? 'Succeeded' : 'Provisioning',
      privateEndpointStateForBackup: 'None',
      privateEndpointStateForSiteRecovery: 'None',
      publicNetworkAccess: 'Enabled',
      monitoringSettings: {
        azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' },
        classicAlertSettings: { alertsForCriticalOperations: 'Enabled' },
      },
      restoreSettings: { crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState: 'Enabled' } },
    },
    id: vaultId(world, vault, 'subscriptions'),
    type: 'Microsoft.RecoveryServices/vaults',
    sku: { name: 'Standard' },
  };
}
