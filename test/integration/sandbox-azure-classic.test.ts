import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EnableProtectionProviderSpecificInputUnion,
  InMageAzureV2ReplicationDetails,
  Job,
  ProtectableItem,
  VMwareVirtualMachineDetails,
} from '@azure/arm-recoveryservices-siterecovery';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alertsOf } from '../../jobs/replication/alerts.ts';
import { readItem } from '../../src/cloud/azure/items.ts';
import { agentAuthentication } from '../support/agent-authentication.ts';
import { type ClassicVault, classicVault } from '../support/classic-machine.ts';
import { prepareVault, quickly } from '../support/enabled-machine.ts';
import { collect, guestAddress, type LocalAzure, localAzure } from '../support/local-azure.ts';
import { raw } from '../support/raw-azure.ts';

let local: LocalAzure;
let classic: ClassicVault;

beforeEach(async () => {
  local = await localAzure({ speed: 3000 });
  classic = await classicVault(local);
});

afterEach(() => local.close());

const ours = { instanceType: 'InMageAzureV2' } as const;
const server = (configurationServer: object) => local.azure.world({ configurationServer });
const withAgent = () => server({ machines: [{ ip: guestAddress, agent: 'installed' }] });
const machineOf = (item: ProtectableItem | undefined) => item?.properties?.customDetails as VMwareVirtualMachineDetails;
const details = async () => (await classic.get()).providerSpecificDetails as InMageAzureV2ReplicationDetails;
const jobs = async () => {
  const listed = await collect(classic.client.replicationJobs.list(...classic.vault));
  return Promise.all(listed.map(({ name = '' }) => classic.client.replicationJobs.get(...classic.vault, name)));
};
const jobOf = async (scenario: string) => (await jobs()).find(({ properties }) => properties?.scenarioName === scenario) as Job;
const codesOf = ({ properties }: Job) => properties?.errors?.map(({ serviceErrorDetails }) => serviceErrorDetails?.code);

async function protectedWith(points: number) {
  withAgent();
  await classic.discover();
  await classic.enable();
  await classic.until(({ protectionState }) => protectionState === 'Protected');
  return classic.points(points);
}

async function failOver(recoveryPointId?: string) {
  await classic.client.replicationProtectedItems.beginUnplannedFailoverAndWait(
    ...classic.item,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        sourceSiteOperations: 'NotRequired',
        providerSpecificDetails: { ...ours, ...(recoveryPointId !== undefined && { recoveryPointId }) },
      },
    },
    quickly,
  );
}

async function vm(name: string) {
  const { subscription } = local.azure.details;
  const path = `/subscriptions/${subscription}/resourceGroups/rg-migrated/providers/Microsoft.Compute/virtualMachines/${name}`;
  return (await raw(local).send('GET', `${path}?api-version=2024-07-01`)).status;
}

describe('the configuration server', () => {
  it('stands in its fabric with process server, master target and accounts, and its container is named after the fabric', async () => {
    const { processServers, masterTargetServers, runAsAccounts, ...itself } = await classic.server();
    expect(itself).toMatchObject({ csServiceStatus: 'Running', versionStatus: 'Supported', ipAddress: '10.0.0.20' });
    expect(processServers).toMatchObject([{ psServiceStatus: 'Running', health: 'Normal', healthErrors: [] }]);
    expect(masterTargetServers).toMatchObject([{ id: processServers?.[0]?.id }]);
    expect(runAsAccounts).toEqual([
      { accountId: '1', accountName: 'windows-admin' },
      { accountId: '2', accountName: 'linux-root' },
    ]);
    const [, , fabric, container] = classic.container;
    expect(fabric).toMatch(/^[0-9a-f]{64}$/);
    expect(container).toMatch(/^cloud_[0-9a-f-]{36}$/);
  });

  it('tells of a service that stopped, a certificate, versions, load, silence and accounts as the world has them', async () => {
    server({
      processService: 'Stopped',
      configurationService: 'Stopped',
      health: 'Critical',
      certificateDays: 12,
      versionStatus: 'Deprecated',
    });
    server({ load: 'Red', space: 'Yellow', masterTarget: false, accounts: [{ id: '7', name: 'root' }], heartbeatAgeMinutes: 40 });
    const seen = await classic.server();
    expect(seen).toMatchObject({
      csServiceStatus: 'Stopped',
      sslCertExpiryRemainingDays: 12,
      versionStatus: 'Deprecated',
      databaseServerLoadStatus: 'Red',
      spaceUsageStatus: 'Yellow',
      masterTargetServers: [],
      runAsAccounts: [{ accountId: '7', accountName: 'root' }],
      processServers: [{ psServiceStatus: 'Stopped', health: 'Critical', healthErrors: [{ errorLevel: 'Error' }] }],
    });
    expect(Date.now() - (seen.lastHeartbeat?.getTime() ?? 0)).toBeGreaterThan(39 * 60_000);
    const [provider] = await collect(
      classic.client.replicationRecoveryServicesProviders.listByReplicationFabrics(...classic.vault, classic.container[2]),
    );
    expect(provider?.properties?.connectionStatus).toBe('Disconnected');
  });

  it('is not there before it has registered', async () => {
    server({ registered: false });
    expect(await collect(classic.client.replicationFabrics.list(...classic.vault))).toEqual([]);
  });
});

describe('policy and association', () => {
  it('reads back as Enabled what was sent as Enable, and nothing more than was recorded', async () => {
    const policy = await classic.client.replicationPolicies.get(...classic.vault, 'ferry-24h');
    expect(policy.properties?.providerSpecificDetails).toEqual({
      instanceType: 'InMageAzureV2',
      crashConsistentFrequencyInMinutes: 5,
      recoveryPointThresholdInMinutes: 10,
      recoveryPointHistory: 2880,
      appConsistentFrequencyInMinutes: 0,
      multiVmSyncStatus: 'Enabled',
    });
  });

  it('refuses a policy of the other engine, and the meaningless input that an empty object becomes', async () => {
    const { client, vault, container, policyId } = classic;
    const modern = { properties: { providerSpecificInput: { instanceType: 'InMageRcm' as const } } };
    await client.replicationPolicies.beginCreateAndWait(...vault, 'modern', modern, quickly);
    const other = (await client.replicationPolicies.get(...vault, 'modern')).id ?? '';
    const associate = (input: object) =>
      client.replicationProtectionContainerMappings.beginCreate(...container, 'wrong', {
        properties: { targetProtectionContainerId: 'Microsoft Azure', ...input },
      });
    await expect(associate({ policyId: other })).rejects.toMatchObject({ statusCode: 400, code: '78253' });
    await expect(associate({ policyId, providerSpecificInput: {} })).rejects.toThrow(/association was not understood/);
  });
});

describe('discovery', () => {
  it('makes an item whether anything answers at the address or not, and another one each time', async () => {
    await classic.discover('nobody', '10.10.10.10');
    await classic.discover('nobody', '10.10.10.10');
    const items = await classic.protectable();
    expect(items.map(({ properties }) => properties?.friendlyName)).toEqual(['nobody', 'nobody']);
    expect(new Set(items.map(({ name }) => name)).size).toBe(2);
    expect(machineOf(items[0])).toMatchObject({
      discoveryType: 'Physical',
      ipAddress: '10.10.10.10',
      agentInstalled: 'NotInstalled',
      poweredOn: 'Off',
      diskDetails: [],
    });
  });

  it('names the new item in its job, which succeeds while its task is still in progress', async () => {
    await classic.discover();
    const [item] = await classic.protectable();
    const job = await jobOf('DiscoverPhysicalMachine');
    expect(job.properties).toMatchObject({ state: 'Succeeded', targetObjectId: item?.name, targetObjectName: 'web-07' });
    expect(job.properties?.tasks).toMatchObject([{ name: 'DiscoverPhysicalMachineTask', state: 'InProgress' }]);
    expect(job.properties?.tasks?.[0]?.endTime?.getUTCFullYear()).toBe(1);
  });

  it('shows agent and disks of a machine once the agent is there', async () => {
    await classic.discover();
    withAgent();
    const [item] = await classic.protectable();
    expect(machineOf(item)).toMatchObject({ agentInstalled: 'Installed', poweredOn: 'On', osType: 'LINUX' });
    expect(machineOf(item).diskDetails?.map(({ diskId, diskSizeInMB }) => [diskId, diskSizeInMB])).toEqual([
      ['{vol-0a1}', '40960'],
      ['{vol-0b2}', '102400'],
    ]);
  });

  it('is not for an appliance, nor for a name instead of an address', async () => {
    const modern = await prepareVault(local);
    const properties = { friendlyName: 'web-07', ipAddress: guestAddress, osType: 'Linux' };
    await expect(
      modern.client.replicationProtectionContainers.beginDiscoverProtectableItem(...modern.container, { properties }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(classic.discover('web-07', 'web-07.internal')).rejects.toThrow(/ipAddress/);
  });
});

describe('enabling', () => {
  it.each([
    ['an account that nobody stored', { runAsAccountId: '99' }, /no run-as account 99/],
    ['a process server that is not there', { processServerId: 'ABC' }, /no process server ABC/],
    ['a master target that is not there', { masterTargetId: 'ABC' }, /no master target ABC/],
    ['a cache account that is not there', { logStorageAccountId: '/x/storageAccounts/gone' }, /no storage account gone/],
    ['a group that is not there', { targetAzureV2ResourceGroupId: '/x/resourceGroups/gone' }, /no resource group gone/],
  ])('is refused for %s', async (_, input, problem) => {
    await classic.discover();
    await expect(classic.enable(input)).rejects.toThrow(problem);
    expect(local.kit.effects.all()['azure']?.['ReplicationProtectedItems_Create']).toBeUndefined();
  });

  it("is refused with the other engine's input, either way", async () => {
    await classic.discover();
    const [machine] = await classic.protectable();
    const { client, item, policyId } = classic;
    const modern = await prepareVault(local);
    const wrong = (providerSpecificDetails: EnableProtectionProviderSpecificInputUnion, on: typeof item) =>
      client.replicationProtectedItems.beginCreate(...on, {
        properties: { policyId, protectableItemId: machine?.id ?? '', providerSpecificDetails },
      });
    const rcm = { instanceType: 'InMageRcm', fabricDiscoveryMachineId: 'x', processServerId: 'x', targetResourceGroupId: 'x' } as const;
    await expect(wrong(rcm, item)).rejects.toThrow(/not understood/);
    await expect(wrong(await classic.input(), modern.item)).rejects.toThrow(/not understood/);
  });

  it('pushes the agent where it may log in, and fails with the documented code where it may not', async () => {
    await classic.discover();
    await expect(classic.enable()).rejects.toThrow(/could not log in/);
    expect(codesOf(await jobOf('EnableDr'))).toEqual(['95108']);
    expect((await classic.get()).protectionState).toBe('UnprotectedStatesBegin');
    server({ machines: [{ ip: guestAddress, push: 'works' }] });
    await classic.enable();
    expect(machineOf((await classic.protectable())[0]).agentInstalled).toBe('Installed');
    await classic.until(({ protectionState }) => protectionState === 'Protected');
  });

  it('replicates only the disks that are named', async () => {
    withAgent();
    await classic.discover();
    await classic.enable({ disksToInclude: [{ diskId: '{vol-0a1}', diskType: 'Standard_LRS' }] });
    await classic.until(({ protectionState }) => protectionState === 'InitialReplicationInProgress');
    expect((await details()).protectedDisks?.map(({ diskId }) => diskId)).toEqual(['{vol-0a1}']);
  });
});

describe('replication', () => {
  it('counts the copy as a resynchronisation that reads nought again when it is done', async () => {
    withAgent();
    await classic.discover();
    const percents: number[] = [];
    const states: string[] = [];
    const enabling = classic.enable();
    for (let state = ''; state !== 'Protected'; await sleep(10)) {
      const item = await classic.get().catch(() => undefined);
      if (!item) continue;
      const said = item.providerSpecificDetails as InMageAzureV2ReplicationDetails;
      state = item.protectionState ?? '';
      if (states.at(-1) !== said.vmProtectionState) states.push(said.vmProtectionState ?? '');
      if (percents.at(-1) !== said.resyncProgressPercentage) percents.push(said.resyncProgressPercentage ?? -1);
    }
    await enabling;
    expect(states).toEqual([
      'ReplicaConfigurationInProgress',
      'InitialReplicationInProgress',
      'InitialReplicationRecoveryCompletionPending',
      'Protected',
    ]);
    expect([percents[0], percents.at(-1)]).toEqual([0, 0]);
    expect(Math.max(...percents)).toBeGreaterThan(0);
    const [machine] = await classic.protectable();
    expect(machine?.properties).toMatchObject({
      protectionStatus: 'Protected',
      replicationProtectedItemId: expect.stringContaining('web-07'),
    });
    expect(await details()).toMatchObject({
      vmId: machine?.name,
      discoveryType: 'Physical',
      totalProgressHealth: 'Completed',
      targetVmId: expect.stringMatching(/\/virtualMachines\/$/),
      protectedDisks: [
        { protectionStage: 'DifferentialSync', progressHealth: 'Completed', resyncProcessedBytes: 0 },
        { protectionStage: 'DifferentialSync', progressHealth: 'Completed', resyncProcessedBytes: 0 },
      ],
    });
  });

  it('tells, in the fields that Microsoft describes, what ails a machine, and Ferry speaks of all of it', async () => {
    await protectedWith(1);
    local.azure.world({
      replication: [
        {
          ip: guestAddress,
          resync: { percent: 40 },
          rpoMinutes: 90,
          pendingGib: { source: 1, host: 2, cache: 3 },
          agent: { latestVersion: '9.63', expiresInDays: 10 },
        },
      ],
    });
    const item = readItem(await classic.client.replicationProtectedItems.get(...classic.item));
    const size = item.disks.reduce((sum, { totalBytes = 0 }) => sum + totalBytes, 0);
    expect(item.resync).toEqual({
      required: true,
      state: 'StartedResynchronization',
      percent: 40,
      processedBytes: size * 0.4,
      health: 'InProgress',
    });
    expect(item.disks[0]).toMatchObject({
      health: 'InProgress',
      pendingAtSourceBytes: 2 ** 30,
      pendingAtHostBytes: 2 * 2 ** 30,
      pendingInCacheBytes: 3 * 2 ** 30,
    });
    expect(Math.round((item.rpoSeconds ?? 0) / 60)).toBe(90);
    expect(alertsOf('web-07', item, [], Date.now()).map(({ key }) => key)).toEqual(['resync', 'agent version', 'agent expiry']);
    local.azure.world({ replication: [{ ip: guestAddress }] });
    const well = readItem(await classic.client.replicationProtectedItems.get(...classic.item));
    expect(alertsOf('web-07', well, [], Date.now())).toEqual([]);
  });
});

describe('failover', () => {
  it('uses the pinned point, then another one; commits; and leaves the VM when replication ends', async () => {
    const [newest, older] = await protectedWith(2);
    const { client, item } = classic;
    await failOver(newest?.id);
    expect(await classic.get()).toMatchObject({ activeLocation: 'Recovery', protectionState: 'UnplannedFailoverCommitPendingStatesBegin' });
    expect((await classic.get()).failoverRecoveryPointId).toContain(newest?.name);
    expect((await details()).targetVmId).toMatch(/\/virtualMachines\/vm-web-07$/);
    const job = await jobOf('UnplannedFailover');
    expect(job.properties?.tasks?.map(({ name, stateDescription }) => [name, stateDescription])).toEqual([
      ['VmUfoPrerequisitesCheck', 'Completed'],
      ['VmShutdownVmOnPrimary', 'Skipped'],
      ['VmPrepareForUnPlannedFailover', 'Skipped'],
      ['VmFailover', 'Completed'],
      ['VmFoStartVmOnSecondary', 'Completed'],
    ]);
    await client.replicationProtectedItems.beginApplyRecoveryPointAndWait(
      ...item,
      { properties: { recoveryPointId: older?.id ?? '', providerSpecificDetails: ours } },
      quickly,
    );
    expect((await classic.get()).failoverRecoveryPointId).toContain(older?.name);
    await client.replicationProtectedItems.beginFailoverCommitAndWait(...item, quickly);
    expect((await classic.get()).allowedOperations).toEqual(['CompleteMigration', 'DisableProtection', 'SwitchProtection']);
    await client.replicationProtectedItems.beginDeleteAndWait(
      ...item,
      { properties: { disableProtectionReason: 'MigrationComplete' } },
      quickly,
    );
    await expect(classic.get()).rejects.toMatchObject({ statusCode: 404 });
    expect(await vm('vm-web-07')).toBe(200);
    expect((await classic.protectable())[0]?.properties?.protectionStatus).toBe('Unprotected');
  });

  it('takes the newest point when none is named', async () => {
    const before = await protectedWith(2);
    await failOver();
    const used = (await classic.get()).failoverRecoveryPointId?.split('/').at(-1);
    expect(before.slice(1).map(({ name }) => name)).not.toContain(used);
  });

  it("refuses the other engine's input, and changes nothing", async () => {
    await protectedWith(1);
    const properties = {
      failoverDirection: 'PrimaryToRecovery',
      providerSpecificDetails: { instanceType: 'InMageRcm' as const, performShutdown: 'false' },
    };
    await expect(classic.client.replicationProtectedItems.beginUnplannedFailover(...classic.item, { properties })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect((await classic.get()).activeLocation).toBe('Primary');
  });

  it('keeps a test apart in a VM of its own name, until its cleanup', async () => {
    await protectedWith(1);
    const { client, item } = classic;
    const properties = { networkType: 'VmNetworkAsInput', networkId: local.azure.details.placement.network, providerSpecificDetails: ours };
    await client.replicationProtectedItems.beginTestFailoverAndWait(...item, { properties }, quickly);
    expect((await classic.get()).allowedOperations).toEqual(['TestFailoverCleanup']);
    expect(await vm('vm-web-07-Test')).toBe(200);
    await client.replicationProtectedItems.beginTestFailoverCleanupAndWait(...item, { properties: {} }, quickly);
    expect(await vm('vm-web-07-Test')).toBe(404);
  });
});

describe('a vault that demands a signature', () => {
  const address = '/extendedInformation/vaultExtendedInfo?api-version=2023-06-01';
  const vaultPath = (vault: string) =>
    `/subscriptions/${local.azure.details.subscription}/resourceGroups/rg-migrate/providers/Microsoft.RecoveryServices/vaults/${vault}`;
  const key = async () => {
    const { json } = await raw(local).send('GET', `${vaultPath('rsv-classic')}${address}`);
    return z.object({ properties: z.object({ integrityKey: z.string() }) }).parse(json).properties.integrityKey;
  };
  const hour = 3_600_000;
  const enableWith = async (header: string | undefined) => {
    const [machine] = await classic.protectable();
    const { client, item, policyId } = classic;
    const [vault, , fabric, container, name] = item;
    const request = createPipelineRequest({
      method: 'PUT',
      url: `https://management.azure.com${vaultPath(vault)}/replicationFabrics/${fabric}/replicationProtectionContainers/${container}/replicationProtectedItems/${name}?api-version=2023-06-01`,
      body: JSON.stringify({ properties: { policyId, protectableItemId: machine?.id, providerSpecificDetails: await classic.input() } }),
    });
    if (header !== undefined) request.headers.set('Agent-Authentication', header);
    const accepted = await client.sendRequest(request);
    expect(accepted.status).toBe(202);
    const job = new URL(accepted.headers.get('azure-asyncoperation') ?? '').pathname.split('/').at(-1) ?? '';
    for (;;) {
      const seen = await client.replicationJobs.get(...classic.vault, job);
      if (seen.properties?.state !== 'InProgress') return seen;
      await sleep(10);
    }
  };

  beforeEach(async () => {
    withAgent();
    await classic.discover();
    server({ demandsSignature: true });
  });

  it('lets the job of an enabling end well only when the header is signed with its key, and in its time', async () => {
    const signing = { key: await key(), requestId: randomUUID(), from: Date.now() - hour, until: Date.now() + hour };
    const bad = [
      undefined,
      'no token',
      agentAuthentication({ ...signing, key: 'another' }),
      agentAuthentication({ ...signing, until: Date.now() - 1 }),
      agentAuthentication({ ...signing, from: Date.now() + hour }),
    ];
    for (const header of bad) {
      const failed = await enableWith(header);
      expect([failed.properties?.state, ...(codesOf(failed) ?? [])]).toEqual(['Failed', 'InvalidChannelIntegrityKeyToken']);
    }
    expect((await enableWith(agentAuthentication(signing))).properties?.state).toBe('Succeeded');
  });

  it('fails an unsigned failover, and the machine stays where it is', async () => {
    server({ demandsSignature: false });
    await classic.enable();
    await classic.until(({ protectionState }) => protectionState === 'Protected');
    server({ demandsSignature: true });
    await expect(failOver()).rejects.toThrow(/InvalidChannelIntegrityKeyToken/);
    expect(await classic.get()).toMatchObject({ activeLocation: 'Primary', protectionState: 'Protected' });
  });

  it('has a key only after somebody wrote one', async () => {
    expect((await raw(local).send('GET', `${vaultPath('rsv-new')}${address}`)).json).toMatchObject({
      error: { code: 'ResourceExtendedInfoNotFound' },
    });
  });
});
