import { setTimeout as sleep } from 'node:timers/promises';
import type {
  InMageAzureV2EnableProtectionInput,
  ProtectableItem,
  ReplicationProtectedItem,
  SiteRecoveryManagementClient,
  VMwareDetails,
} from '@azure/arm-recoveryservices-siterecovery';
import { quickly, readUntil } from './enabled-machine.ts';
import { collect, guestAddress, type LocalAzure, siteRecovery } from './local-azure.ts';

type Item = NonNullable<ReplicationProtectedItem['properties']>;

/** A vault with a configuration server, its policy associated, one machine added by address. */
export interface ClassicVault {
  readonly client: SiteRecoveryManagementClient;
  readonly vault: readonly [vault: string, group: string];
  readonly container: readonly [vault: string, group: string, fabric: string, container: string];
  readonly item: readonly [vault: string, group: string, fabric: string, container: string, item: string];
  readonly policyId: string;
  server(): Promise<VMwareDetails>;
  protectable(): Promise<ProtectableItem[]>;
  discover(friendlyName?: string, ipAddress?: string): Promise<void>;
  input(more?: Partial<InMageAzureV2EnableProtectionInput>): Promise<InMageAzureV2EnableProtectionInput>;
  enable(more?: Partial<InMageAzureV2EnableProtectionInput>): Promise<void>;
  get(): Promise<Item>;
  until(test: (item: Item) => boolean): Promise<Item>;
  points(count: number): Promise<{ readonly id: string; readonly name: string; readonly at: number }[]>;
}

export async function classicVault(local: LocalAzure): Promise<ClassicVault> {
  const { subscription, resourceGroup, classic, placement } = local.azure.details;
  const client = siteRecovery(local);
  const vault = [classic.vault, resourceGroup] as const;
  const [fabric] = await collect(client.replicationFabrics.list(...vault));
  const [found] = await collect(client.replicationProtectionContainers.listByReplicationFabrics(...vault, fabric?.name ?? ''));
  const container = [...vault, fabric?.name ?? '', found?.name ?? ''] as const;
  const item = [...container, 'web-07'] as const;
  await client.replicationPolicies.beginCreateAndWait(
    ...vault,
    'ferry-24h',
    {
      properties: {
        providerSpecificInput: {
          instanceType: 'InMageAzureV2',
          recoveryPointThresholdInMinutes: 10,
          recoveryPointHistory: 2880,
          crashConsistentFrequencyInMinutes: 5,
          appConsistentFrequencyInMinutes: 0,
          multiVmSyncStatus: 'Enable',
        },
      },
    },
    quickly,
  );
  const policyId = (await client.replicationPolicies.get(...vault, 'ferry-24h')).id ?? '';
  await client.replicationProtectionContainerMappings.beginCreateAndWait(
    ...container,
    'ferry',
    { properties: { policyId, targetProtectionContainerId: 'Microsoft Azure' } },
    quickly,
  );
  const server = async () => {
    const details = (await client.replicationFabrics.get(...vault, fabric?.name ?? '')).properties?.customDetails;
    if (details?.instanceType !== 'VMware') throw new Error(`the fabric is of the kind ${details?.instanceType}`);
    return details as VMwareDetails;
  };
  const protectable = () => collect(client.replicationProtectableItems.listByReplicationProtectionContainers(...container));
  const input: ClassicVault['input'] = async (more) => {
    const { processServers, masterTargetServers, runAsAccounts } = await server();
    return {
      instanceType: 'InMageAzureV2',
      processServerId: processServers?.[0]?.id ?? '',
      masterTargetId: masterTargetServers?.[0]?.id ?? '',
      runAsAccountId: runAsAccounts?.[1]?.accountId ?? '',
      logStorageAccountId: placement.cacheStorageAccount,
      diskType: 'StandardSSD_LRS',
      targetAzureV2ResourceGroupId: `/subscriptions/${subscription}/resourceGroups/${placement.resourceGroup}`,
      targetAzureNetworkId: placement.network,
      targetAzureSubnetId: placement.subnet,
      targetAzureVmName: 'vm-web-07',
      enableRdpOnTargetOption: 'Never',
      ...more,
    };
  };
  const get = async () => (await client.replicationProtectedItems.get(...item)).properties ?? {};
  return {
    client,
    vault,
    container,
    item,
    policyId,
    server,
    protectable,
    input,
    get,
    discover: async (friendlyName = 'web-07', ipAddress = guestAddress) => {
      const properties = { friendlyName, ipAddress, osType: 'Linux' };
      await client.replicationProtectionContainers.beginDiscoverProtectableItemAndWait(...container, { properties }, quickly);
    },
    enable: async (more) => {
      const [machine] = await protectable();
      const properties = { policyId, protectableItemId: machine?.id ?? '', providerSpecificDetails: await input(more) };
      await client.replicationProtectedItems.beginCreateAndWait(...item, { properties }, quickly);
    },
    until: readUntil(get),
    points: async (count) => {
      for (;;) {
        const points = await collect(client.recoveryPoints.listByReplicationProtectedItems(...item));
        if (points.length >= count)
          return points.map(({ id = '', name = '', properties }) => ({ id, name, at: properties?.recoveryPointTime?.getTime() ?? 0 }));
        await sleep(15);
      }
    },
  };
}
