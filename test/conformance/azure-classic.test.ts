import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Account, keepAccount, violationsOf } from '../support/azure-account.ts';
import { hasAzureSpec } from '../support/azure-spec.ts';
import { checkTrace } from '../support/azure-trace.ts';
import { classicVault } from '../support/classic-machine.ts';
import { quickly } from '../support/enabled-machine.ts';
import { endLife } from '../support/end-of-life.ts';
import { collect, credential, guestAddress, type LocalAzure, localAzure } from '../support/local-azure.ts';

/** The classic engine's whole way: server, policy, discovery, enable, points, test, failover, another point, commit, removal. */
async function liveOnce(local: LocalAzure): Promise<void> {
  const { subscription, resourceGroup, placement } = local.azure.details;
  local.azure.world({
    configurationServer: {
      machines: [{ ip: guestAddress, agent: 'installed' }],
      discovered: ['10.0.1.12', '10.0.1.13', '10.0.1.14'].map((ip) => ({ ip, name: `ip-${ip}` })),
    },
  });
  const classic = await classicVault(local);
  const { client, vault, container, item, policyId } = classic;
  const [, , fabric] = container;
  local.azure.world({ configurationServer: { health: 'Critical', load: 'Red', space: 'Yellow', processService: 'Stopped' } });
  await classic.server();
  local.azure.world({ configurationServer: { health: 'Normal', load: 'Green', space: 'Green', processService: 'Running' } });
  await client.replicationProtectionContainers.get(...container);
  await collect(client.replicationProtectionContainers.list(...vault));
  const [provider] = await collect(client.replicationRecoveryServicesProviders.listByReplicationFabrics(...vault, fabric));
  await client.replicationRecoveryServicesProviders.get(...vault, fabric, provider?.name ?? '');
  await collect(client.replicationPolicies.list(...vault));
  await collect(client.replicationProtectionContainerMappings.list(...vault));
  await collect(client.replicationProtectionContainerMappings.listByReplicationProtectionContainers(...container));

  await classic.discover();
  const machine = (await classic.protectable()).find((one) => one.properties?.friendlyName === 'web-07');
  await client.replicationProtectableItems.get(...container, machine?.name ?? '');
  const items = client.replicationProtectedItems;
  const properties = { policyId, protectableItemId: machine?.id ?? '', providerSpecificDetails: await classic.input() };
  await items.beginCreateAndWait(...item, { properties }, quickly);
  await classic.until((one) => one.protectionState === 'InitialReplicationInProgress');
  await classic.until((one) => one.allowedOperations?.includes('TestFailover') === true);
  const [newest, older] = await classic.points(2);
  await client.recoveryPoints.get(...item, newest?.name ?? '');
  await collect(items.list(...vault));
  await collect(items.listByReplicationProtectionContainers(...container));
  await items.beginUpdateAndWait(...item, { properties: { recoveryAzureVMSize: 'Standard_D2s_v5' } }, quickly);
  await items.beginUpdateMobilityServiceAndWait(...item, { properties: { runAsAccountId: '2' } }, quickly);
  await classic.until((one) => one.allowedOperations?.includes('TestFailover') === true);
  const providerSpecificDetails = { instanceType: 'InMageAzureV2' } as const;
  await items.beginTestFailoverAndWait(
    ...item,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        networkType: 'VmNetworkAsInput',
        networkId: placement.network,
        providerSpecificDetails: { ...providerSpecificDetails, recoveryPointId: newest?.id ?? '' },
      },
    },
    quickly,
  );
  await classic.until((one) => one.testFailoverState === 'WaitingForCompletion');
  await items.beginTestFailoverCleanupAndWait(...item, { properties: { comments: 'boots' } }, quickly);
  await classic.until((one) => one.allowedOperations?.includes('UnplannedFailover') === true);
  await items.beginUnplannedFailoverAndWait(
    ...item,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        sourceSiteOperations: 'NotRequired',
        providerSpecificDetails: { ...providerSpecificDetails, recoveryPointId: newest?.id ?? '' },
      },
    },
    quickly,
  );
  await items.beginApplyRecoveryPointAndWait(
    ...item,
    { properties: { recoveryPointId: older?.id ?? '', providerSpecificDetails } },
    quickly,
  );
  await items.beginFailoverCommitAndWait(...item, quickly);
  await classic.get();
  await endLife(client, container, 'web-07', 'ferry');
  await client.replicationPolicies.beginDeleteAndWait(...vault, 'ferry-24h', quickly);

  const vaults = new RecoveryServicesClient(credential(local), subscription, { httpClient: local.httpClient });
  await vaults.vaultExtendedInfo.get(resourceGroup, local.azure.details.classic.vault);
}

describe.skipIf(!hasAzureSpec)("the sandbox's classic engine as Microsoft describes it", () => {
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

  it('was checked in every described operation that a classic migration uses', () => {
    expect(Object.keys(summary.described).toSorted()).toEqual([
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
      'ReplicationProtectableItems_Get',
      'ReplicationProtectableItems_ListByReplicationProtectionContainers',
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
      'ReplicationProtectionContainers_DiscoverProtectableItem',
      'ReplicationProtectionContainers_Get',
      'ReplicationProtectionContainers_List',
      'ReplicationProtectionContainers_ListByReplicationFabrics',
      'ReplicationRecoveryServicesProviders_Get',
      'ReplicationRecoveryServicesProviders_ListByReplicationFabrics',
      'ReplicationVaultHealth_Get',
      'VaultExtendedInfo_Get',
    ]);
  });

  it('adds no name to a described answer', () => {
    expect(Object.values(summary.described).flatMap((operation) => operation.undescribedNames)).toEqual([]);
  });
});
