import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplicationProtectedItem, SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { RestError } from '@azure/core-rest-pipeline';
import { collect, guestAddress, type LocalAzure, siteRecovery } from './local-azure.ts';
import { raw } from './raw-azure.ts';

export const quickly = { updateIntervalInMs: 20 };

/** A vault whose policy is associated and whose machine is discovered; `enable` begins its replication. */
export interface PreparedVault {
  readonly client: SiteRecoveryManagementClient;
  readonly vault: readonly [vault: string, group: string];
  readonly container: readonly [vault: string, group: string, fabric: string, container: string];
  readonly item: readonly [vault: string, group: string, fabric: string, container: string, item: string];
  enable(more?: { readonly item?: string; readonly machine?: string }): Promise<void>;
  get(): Promise<NonNullable<ReplicationProtectedItem['properties']>>;
  until(
    test: (item: NonNullable<ReplicationProtectedItem['properties']>) => boolean,
  ): Promise<NonNullable<ReplicationProtectedItem['properties']>>;
  points(): Promise<{ readonly id: string; readonly name: string; readonly at: number }[]>;
  failOver(recoveryPointId: string): Promise<void>;
}

export async function prepareVault(local: LocalAzure, agent: 'installed' | 'absent' = 'installed'): Promise<PreparedVault> {
  const { details } = local.azure;
  const client = siteRecovery(local);
  const vault = [details.vault, details.resourceGroup] as const;
  local.azure.world({ site: { machines: [{ ip: guestAddress, agent }] } });
  const [fabric] = await collect(client.replicationFabrics.list(...vault));
  const fabricName = fabric?.name ?? '';
  const [found] = await collect(client.replicationProtectionContainers.listByReplicationFabrics(...vault, fabricName));
  const [provider] = await collect(client.replicationRecoveryServicesProviders.listByReplicationFabrics(...vault, fabricName));
  const container = [...vault, fabricName, found?.name ?? ''] as const;
  const item = [...container, 'web-07'] as const;
  await client.replicationPolicies.beginCreateAndWait(
    ...vault,
    'ferry-24h',
    { properties: { providerSpecificInput: { instanceType: 'InMageRcm', crashConsistentFrequencyInMinutes: 5 } } },
    quickly,
  );
  const policyId = (await client.replicationPolicies.get(...vault, 'ferry-24h')).id ?? '';
  await client.replicationProtectionContainerMappings.beginCreateAndWait(
    ...container,
    'ferry',
    { properties: { policyId, targetProtectionContainerId: 'Microsoft Azure' } },
    quickly,
  );
  const site = `/subscriptions/${details.subscription}/resourceGroups/${details.resourceGroup}/providers/Microsoft.OffAzure/ServerSites/rsvmigratephysicalsite`;
  const machines = await raw(local).list(`${site}/machines?api-version=2023-06-06`);
  const machine = machines.find((one) => JSON.stringify(one).includes(`"${guestAddress}"`));
  const get = async () => (await client.replicationProtectedItems.get(...item)).properties ?? {};
  return {
    client,
    vault,
    container,
    item,
    get,
    until: readUntil(get),
    points: async () => {
      const points = await collect(client.recoveryPoints.listByReplicationProtectedItems(...item));
      return points.map((point) => ({
        id: point.id ?? '',
        name: point.name ?? '',
        at: point.properties?.recoveryPointTime?.getTime() ?? 0,
      }));
    },
    enable: async (more) => {
      await client.replicationProtectedItems.beginCreateAndWait(
        ...container,
        more?.item ?? 'web-07',
        {
          properties: {
            policyId,
            providerSpecificDetails: {
              instanceType: 'InMageRcm',
              fabricDiscoveryMachineId: more?.machine ?? String(machine?.['id']),
              processServerId: provider?.properties?.machineId ?? '',
              targetResourceGroupId: `/subscriptions/${details.subscription}/resourceGroups/${details.placement.resourceGroup}`,
              targetNetworkId: details.placement.network,
              targetSubnetName: details.placement.subnet,
              targetVmName: 'vm-web-07',
              disksDefault: { diskType: 'StandardSSD_LRS', logStorageAccountId: details.placement.cacheStorageAccount },
            },
          },
        },
        quickly,
      );
    },
    failOver: async (recoveryPointId) => {
      await client.replicationProtectedItems.beginUnplannedFailoverAndWait(
        ...item,
        {
          properties: {
            failoverDirection: 'PrimaryToRecovery',
            sourceSiteOperations: 'NotRequired',
            providerSpecificDetails: { instanceType: 'InMageRcm', performShutdown: 'false', recoveryPointId },
          },
        },
        quickly,
      );
    },
  };
}

/** Reads an item until it is so; right after enabling there may be none yet. */
export function readUntil<T>(get: () => Promise<T>): (so: (item: T) => boolean) => Promise<T> {
  return async (so) => {
    for (;;) {
      const seen = await get().catch((error: unknown) => {
        if (error instanceof RestError && error.statusCode === 404) return undefined;
        throw error;
      });
      if (seen && so(seen)) return seen;
      await sleep(15);
    }
  };
}
