import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loginOperations } from '../../sandbox/azure/login.ts';
import { routes } from '../../sandbox/azure/routes.ts';
import { type Account, keepAccount, violationsOf } from '../support/azure-account.ts';
import { describedAs, hasAzureSpec } from '../support/azure-spec.ts';
import { checkTrace } from '../support/azure-trace.ts';
import { quickly } from '../support/enabled-machine.ts';
import { endLife } from '../support/end-of-life.ts';
import { collect, credential, guestAddress, type LocalAzure, localAzure, siteRecovery } from '../support/local-azure.ts';
import { listedAsUndescribed } from '../support/undescribed-page.ts';

const site = z.object({ physicalSiteId: z.string() });

/** Policy, association, enable, points, test, failover, another point, commit, removal; and every list on the way. */
async function liveOnce(local: LocalAzure): Promise<void> {
  const { subscription, vault, resourceGroup, placement } = local.azure.details;
  const client = siteRecovery(local);
  local.azure.world({
    site: { machines: [{ ip: guestAddress, agent: 'installed' }, { ip: '10.0.1.12' }, { ip: '10.0.1.13' }, { ip: '10.0.1.14' }] },
  });

  const [fabric] = await collect(client.replicationFabrics.list(vault, resourceGroup));
  const fabricName = fabric?.name ?? '';
  const { physicalSiteId } = site.parse(fabric?.properties?.customDetails);
  await client.replicationFabrics.get(vault, resourceGroup, fabricName);
  const [container] = await collect(client.replicationProtectionContainers.listByReplicationFabrics(vault, resourceGroup, fabricName));
  const containerName = container?.name ?? '';
  await collect(client.replicationProtectionContainers.list(vault, resourceGroup));
  await client.replicationProtectionContainers.get(vault, resourceGroup, fabricName, containerName);
  const [provider] = await collect(client.replicationRecoveryServicesProviders.listByReplicationFabrics(vault, resourceGroup, fabricName));
  await collect(client.replicationRecoveryServicesProviders.list(vault, resourceGroup));
  await client.replicationRecoveryServicesProviders.get(vault, resourceGroup, fabricName, provider?.name ?? '');

  for (const name of ['ferry-24h', 'other-1', 'other-2']) {
    await client.replicationPolicies.beginCreateAndWait(
      vault,
      resourceGroup,
      name,
      {
        properties: {
          providerSpecificInput: {
            instanceType: 'InMageRcm',
            recoveryPointHistoryInMinutes: 1440,
            crashConsistentFrequencyInMinutes: 5,
            appConsistentFrequencyInMinutes: 0,
            enableMultiVmSync: 'true',
          },
        },
      },
      quickly,
    );
  }
  await collect(client.replicationPolicies.list(vault, resourceGroup));
  await client.replicationPolicies.beginDeleteAndWait(vault, resourceGroup, 'other-2', quickly);
  const policy = await client.replicationPolicies.get(vault, resourceGroup, 'ferry-24h');
  const policyId = policy.id ?? '';

  await client.replicationProtectionContainerMappings.beginCreateAndWait(
    vault,
    resourceGroup,
    fabricName,
    containerName,
    'ferry-24h-association',
    { properties: { policyId, targetProtectionContainerId: 'Microsoft Azure' } },
    quickly,
  );
  await collect(client.replicationProtectionContainerMappings.list(vault, resourceGroup));
  await collect(
    client.replicationProtectionContainerMappings.listByReplicationProtectionContainers(vault, resourceGroup, fabricName, containerName),
  );

  const machines = z
    .object({ value: z.array(z.object({ id: z.string(), properties: z.object({ runAsAccountId: z.string() }) })) })
    .parse(await getJson(client, `${physicalSiteId}/machines?api-version=2023-06-06`)).value;
  const machine = machines[0] ?? { id: '', properties: { runAsAccountId: '' } };
  const items = client.replicationProtectedItems;
  const on = [vault, resourceGroup, fabricName, containerName, 'web-07'] as const;
  await items.beginCreateAndWait(
    ...on,
    {
      properties: {
        policyId,
        providerSpecificDetails: {
          instanceType: 'InMageRcm',
          fabricDiscoveryMachineId: machine.id,
          processServerId: provider?.properties?.machineId ?? '',
          runAsAccountId: machine.properties.runAsAccountId,
          targetResourceGroupId: `/subscriptions/${subscription}/resourceGroups/${placement.resourceGroup}`,
          targetNetworkId: placement.network,
          targetSubnetName: placement.subnet,
          targetVmName: 'vm-web-07',
          disksDefault: { diskType: 'StandardSSD_LRS', logStorageAccountId: placement.cacheStorageAccount },
        },
      },
    },
    quickly,
  );
  await allows('UnplannedFailover');
  const ids = await points(2);
  await client.recoveryPoints.get(...on, ids[0]?.name ?? '');
  await collect(items.list(vault, resourceGroup));
  await collect(items.listByReplicationProtectionContainers(vault, resourceGroup, fabricName, containerName));
  await items.beginUpdateAndWait(
    ...on,
    { properties: { providerSpecificDetails: { instanceType: 'InMageRcm', targetVmSize: 'Standard_D2s_v5' } } },
    quickly,
  );
  await items.beginUpdateMobilityServiceAndWait(...on, { properties: { runAsAccountId: machine.properties.runAsAccountId } }, quickly);
  await allows('TestFailover');
  await items.beginTestFailoverAndWait(
    ...on,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        networkType: 'VmNetworkAsInput',
        networkId: placement.network,
        providerSpecificDetails: { instanceType: 'InMageRcm' },
      },
    },
    quickly,
  );
  await allows('TestFailoverCleanup');
  await items.beginTestFailoverCleanupAndWait(...on, { properties: { comments: 'boots' } }, quickly);
  await allows('UnplannedFailover');
  await items.beginUnplannedFailoverAndWait(
    ...on,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        sourceSiteOperations: 'NotRequired',
        providerSpecificDetails: { instanceType: 'InMageRcm', performShutdown: 'false', recoveryPointId: ids[0]?.id ?? '' },
      },
    },
    quickly,
  );
  await allows('ChangePit');
  const older = ids[1]?.id ?? '';
  await items.beginApplyRecoveryPointAndWait(
    ...on,
    { properties: { recoveryPointId: older, providerSpecificDetails: { instanceType: 'InMageRcm', recoveryPointId: older } } },
    quickly,
  );
  await allows('Commit');
  await items.beginFailoverCommitAndWait(...on, quickly);
  await items.get(...on);
  await endLife(client, [vault, resourceGroup, fabricName, containerName], 'web-07', 'ferry-24h-association');

  const vaults = new RecoveryServicesClient(credential(local), subscription, {
    httpClient: local.httpClient,
    retryOptions: { maxRetries: 0 },
  });
  const created = { location: 'westeurope', sku: { name: 'Standard' }, properties: { publicNetworkAccess: 'Enabled' } };
  await vaults.vaults.createOrUpdate(resourceGroup, 'rsv-fresh', created, quickly);
  await vaults.vaults.get(resourceGroup, vault);
  await collect(vaults.vaults.listByResourceGroup(resourceGroup));

  async function allows(verb: string): Promise<void> {
    for (;;) {
      const item = await items.get(...on);
      if (item.properties?.allowedOperations?.includes(verb)) return;
      await sleep(20);
    }
  }

  async function points(count: number) {
    for (;;) {
      const found = await collect(client.recoveryPoints.listByReplicationProtectedItems(...on));
      if (found.length >= count) return found;
      await sleep(20);
    }
  }
}

async function getJson(client: ReturnType<typeof siteRecovery>, path: string): Promise<unknown> {
  const reply = await client.sendRequest(createPipelineRequest({ url: `https://management.azure.com${path}` }));
  return JSON.parse(reply.bodyAsText ?? 'null');
}

describe.skipIf(!hasAzureSpec)('the sandbox as Microsoft describes Azure', () => {
  let summary: Account;

  beforeAll(async () => {
    const trace = join(mkdtempSync(join(tmpdir(), 'ferry-azure-')), 'trace.jsonl');
    const local = await localAzure({ trace });
    try {
      await liveOnce(local);
    } finally {
      await local.close();
    }
    summary = checkTrace(readFileSync(trace, 'utf8').split('\n'));
    keepAccount('the SDK', summary);
  });

  it('lets the real SDK lead a machine through its whole life without one violation of the description', () => {
    expect(violationsOf(summary)).toEqual([]);
  });

  it('was checked in every described operation that a migration uses', () => {
    expect(Object.keys(summary.described).toSorted()).toEqual([
      'GetOperationStatus',
      'RecoveryPoints_Get',
      'RecoveryPoints_ListByReplicationProtectedItems',
      'ReplicationEvents_Get',
      'ReplicationEvents_List',
      'ReplicationFabrics_Get',
      'ReplicationFabrics_List',
      'ReplicationJobs_Get',
      'ReplicationJobs_List',
      'ReplicationPolicies_Create',
      'ReplicationPolicies_Delete',
      'ReplicationPolicies_Get',
      'ReplicationPolicies_List',
      'ReplicationProtectedItems_ApplyRecoveryPoint',
      'ReplicationProtectedItems_Create',
      'ReplicationProtectedItems_Delete',
      'ReplicationProtectedItems_FailoverCommit',
      'ReplicationProtectedItems_Get',
      'ReplicationProtectedItems_List',
      'ReplicationProtectedItems_ListByReplicationProtectionContainers',
      'ReplicationProtectedItems_TestFailover',
      'ReplicationProtectedItems_TestFailoverCleanup',
      'ReplicationProtectedItems_UnplannedFailover',
      'ReplicationProtectedItems_Update',
      'ReplicationProtectedItems_UpdateMobilityService',
      'ReplicationProtectionContainerMappings_Create',
      'ReplicationProtectionContainerMappings_Get',
      'ReplicationProtectionContainerMappings_List',
      'ReplicationProtectionContainerMappings_ListByReplicationProtectionContainers',
      'ReplicationProtectionContainerMappings_Purge',
      'ReplicationProtectionContainers_Get',
      'ReplicationProtectionContainers_List',
      'ReplicationProtectionContainers_ListByReplicationFabrics',
      'ReplicationRecoveryServicesProviders_Get',
      'ReplicationRecoveryServicesProviders_List',
      'ReplicationRecoveryServicesProviders_ListByReplicationFabrics',
      'ReplicationVaultHealth_Get',
      'Vaults_CreateOrUpdate',
      'Vaults_Get',
      'Vaults_ListByResourceGroup',
    ]);
  });

  it('adds no name to a described answer that the recordings do not add', () => {
    const added = Object.values(summary.described).flatMap((operation) => operation.undescribedNames);
    const names = new Set(added.map((path) => path.replace(/^\/(value\/\d+\/)?/, '')));
    expect([...names].toSorted()).toEqual([
      'properties/providerSpecificDetails/associatedItemsCount',
      'properties/providerSpecificDetails/dataSourceType',
      'properties/providerSpecificDetails/status',
    ]);
  });

  it('speaks beyond the descriptions in exactly the operations that undescribed.md lists', () => {
    const beyond = routes.filter(({ method, template }) => !describedAs(method, template.replaceAll(/\{\w+\}/g, 'x')));
    expect([...listedAsUndescribed()].toSorted()).toEqual(
      [...new Set([...loginOperations, ...beyond.map(({ operation }) => operation)])].toSorted(),
    );
  });

  it('calls what it does by the names that Microsoft gave it', () => {
    const misnamed = routes.flatMap(({ method, template, operation }) => {
      const known = describedAs(method, template.replaceAll(/\{\w+\}/g, 'x'));
      return known && known !== operation ? [`${operation} is ${known}`] : [];
    });
    expect(misnamed).toEqual([]);
  });
});
