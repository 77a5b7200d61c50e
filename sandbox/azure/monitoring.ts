import type { Reply } from '../kit/http.ts';
import { fabricId, time, vaultId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { isSilent } from './replication.ts';
import { childNotFound, ok, page } from './replies.ts';
import { hostsOf, underVault, withVault } from './vault-routes.ts';
import type { Vault, VaultEvent, World } from './world.ts';

/** Events of a vault, newest first, and its health in summary. */
export const monitoringRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/replicationEvents'),
    'ReplicationEvents_List',
    'Microsoft.RecoveryServices/vaults/replicationEvents/read',
    withVault((ask, vault) =>
      page(
        ask,
        vault.events.toReversed().map((event) => view(ask.world, vault, event)),
        5,
      ),
    ),
  ),
  route(
    'GET',
    underVault('/replicationEvents/{event}'),
    'ReplicationEvents_Get',
    'Microsoft.RecoveryServices/vaults/replicationEvents/read',
    withVault((ask, vault) => {
      const event = vault.events.find((one) => one.name === ask.param('event'));
      return event ? ok(view(ask.world, vault, event)) : childNotFound(ask, ask.param('event'));
    }),
  ),
  route(
    'GET',
    underVault('/replicationVaultHealth'),
    'ReplicationVaultHealth_Get',
    'Microsoft.RecoveryServices/vaults/replicationVaultHealth/read',
    withVault(health),
  ),
];

function view(world: World, vault: Vault, event: VaultEvent): object {
  const [host] = hostsOf(vault);
  return {
    id: `${vaultId(world, vault)}/replicationEvents/${event.name}`,
    name: event.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationEvents',
    properties: {
      eventCode: event.type === 'JobStatus' ? 'd32574f6-f59e-4545-b5ac-bc88d545f089' : 'd9a07b07-c7b5-49ca-ab6c-6926596dfe47',
      description: event.description,
      eventType: event.type,
      affectedObjectFriendlyName: event.about,
      severity: event.severity,
      timeOfOccurrence: time(event.at),
      fabricId: host ? fabricId(world, vault, host) : null,
      providerSpecificDetails: { instanceType: host?.engine ?? 'InMageRcm' },
      ...(event.job && {
        eventSpecificDetails: {
          instanceType: 'JobStatus',
          jobId: event.job.id,
          jobFriendlyName: event.job.title,
          jobStatus: event.job.status,
          affectedObjectType: 'ProtectionEntity',
        },
      }),
      healthErrors: [],
    },
  };
}

function health(ask: Ask, vault: Vault): Reply {
  const now = Date.now();
  const ill = [...vault.items.values()].filter((item) => !item.failedOver && isSilent(ask.kit, item, now));
  return ok({
    id: `${vaultId(ask.world, vault)}/replicationVaultHealth/Default`,
    name: 'Default',
    type: 'Microsoft.RecoveryServices/vaults/replicationVaultHealth',
    properties: {
      vaultErrors: [],
      protectedItemsHealth: {
        resourceCount: vault.items.size,
        issues: ill.map((item) => ({
          summaryCode: 'SandboxNoHeartbeat',
          category: 'Replication',
          severity: 'Error',
          summaryMessage: 'No heartbeat from the Mobility service.',
          affectedResourceType: 'replicationProtectedItems',
          affectedResourceSubtype: '',
          affectedResourceCorrelationIds: [item.internalId],
        })),
      },
      fabricsHealth: { resourceCount: hostsOf(vault).length, issues: [], categorizedResourceCounts: null },
      containersHealth: { resourceCount: hostsOf(vault).length, issues: [], categorizedResourceCounts: null },
    },
  });
}
