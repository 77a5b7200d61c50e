import type { Reply } from '../kit/http.ts';
import { time } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { polled } from './operations.ts';
import { armError, childNotFound, ok } from './replies.ts';
import { underVault } from './vault-routes.ts';

/** Reading where a long-running operation stands. No description covers these addresses; their shape is the recordings'. */
export const pollingRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/replicationOperationStatus/{operation}'),
    'ReplicationOperationStatus_Get',
    'Microsoft.RecoveryServices/vaults/replicationOperationStatus/read',
    siteRecoveryStatus,
  ),
  ...[
    '/replicationPolicies/{name}/operationresults/{operation}',
    '/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/discoverProtectableItem/operationresults/{operation}',
    '/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/replicationProtectionContainerMappings/{name}/operationresults/{operation}',
    '/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/replicationProtectionContainerMappings/{name}/remove/operationresults/{operation}',
    '/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/replicationProtectedItems/{name}/operationresults/{operation}',
    '/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/replicationProtectedItems/{name}/{verb}/operationresults/{operation}',
    '/replicationJobs/{name}/{verb}/operationresults/{operation}',
  ].map((path) =>
    route(
      'GET',
      underVault(path),
      'ReplicationOperationResults_Get',
      'Microsoft.RecoveryServices/vaults/replicationOperationStatus/read',
      siteRecoveryResult,
    ),
  ),
  route('GET', underVault('/operationStatus/{operation}'), 'GetOperationStatus', 'Microsoft.RecoveryServices/Vaults/read', vaultStatus),
  route(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}',
    'ComputeOperations_Get',
    'Microsoft.Compute/locations/operations/read',
    computeStatus,
  ),
];

function siteRecoveryStatus(ask: Ask): Reply {
  const one = polled(ask, ask.param('operation'));
  if (!one) return childNotFound(ask, ask.param('operation'));
  const said =
    one.state === 'Failed' ? one.fails : Date.now() - one.startedAt > (one.endsAt - one.startedAt) * 0.7 ? one.warning : undefined;
  return ok({
    error: said ? { code: said.code, message: said.message, details: null } : null,
    id: null,
    name: one.name,
    properties: null,
    status: one.state,
    startTime: time(one.startedAt),
    endTime: one.state === 'InProgress' ? null : time(one.endsAt),
    percentComplete: null,
  });
}

function siteRecoveryResult(ask: Ask): Reply {
  const one = polled(ask, ask.param('operation'));
  if (!one) return childNotFound(ask, ask.param('operation'));
  if (one.state === 'InProgress') return { status: 202 };
  return one.state === 'Succeeded' ? one.result() : { status: 204 };
}

function vaultStatus(ask: Ask): Reply {
  const one = polled(ask, ask.param('operation'));
  if (!one) return armError(404, 'ResourceNotFound', `The operation ${ask.param('operation')} was not found.`);
  return ok({ id: ask.path, name: one.name, status: one.state });
}

function computeStatus(ask: Ask): Reply {
  const one = polled(ask, ask.param('operation'));
  if (!one) return armError(404, 'NotFound', `The entity was not found: ${ask.param('operation')}`);
  return ok({
    startTime: time(one.startedAt),
    ...(one.state !== 'InProgress' && { endTime: time(one.endsAt) }),
    status: one.state,
    name: one.name,
  });
}
