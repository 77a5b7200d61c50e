import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type PreparedVault, prepareVault, quickly } from '../support/enabled-machine.ts';
import { collect, guestAddress, type LocalAzure, localAzure } from '../support/local-azure.ts';
import { raw } from '../support/raw-azure.ts';

let local: LocalAzure;
let prepared: PreparedVault;

beforeEach(async () => {
  local = await localAzure({ speed: 3000 });
  prepared = await prepareVault(local);
});

afterEach(() => local.close());

const details = z.looseObject({
  instanceType: z.literal('InMageRcm'),
  initialReplicationProgressPercentage: z.number().nullish(),
  lastRecoveryPointId: z.string().nullish(),
  failoverRecoveryPointId: z.string().nullish(),
  protectedDisks: z.array(z.looseObject({ isInitialReplicationComplete: z.string(), targetManagedDiskId: z.string().nullish() })),
});

const isProtected = (item: { protectionState?: string }) => item.protectionState === 'Protected';

function stopGuest(): void {
  const guest = local.guests.get(guestAddress);
  if (guest) local.guests.set(guestAddress, { ...guest, running: false });
}

async function protectedWith(count: number) {
  await prepared.enable();
  await prepared.until(isProtected);
  for (;;) {
    const points = await prepared.points();
    if (points.length >= count) return points;
    await sleep(20);
  }
}

async function vm(name: string, tail = '') {
  const path = `/subscriptions/${local.azure.details.subscription}/resourceGroups/rg-migrated/providers/Microsoft.Compute/virtualMachines/${name}${tail}?api-version=2024-07-01`;
  return raw(local).send('GET', path);
}

describe('replication', () => {
  it('goes through the recorded states with the recorded verbs, its percentage frozen and then gone', async () => {
    const seen: string[] = [];
    const percents: (number | null)[] = [];
    const enabling = prepared.enable();
    for (let state = ''; state !== 'Protected'; await sleep(10)) {
      const item = await prepared.get().catch(() => undefined);
      if (!item) continue;
      state = item.protectionState ?? '';
      const line = `${state}: ${item.allowedOperations?.join(', ')}`;
      if (seen.at(-1) !== line) seen.push(line);
      const percent = details.parse(item.providerSpecificDetails).initialReplicationProgressPercentage ?? null;
      if (percents.at(-1) !== percent) percents.push(percent);
    }
    await enabling;
    expect(seen).toEqual([
      'UnprotectedStatesBegin: DisableProtection',
      'InitialReplicationInProgress: DisableProtection',
      'InitialReplicationRecoveryCompletionPending: DisableProtection',
      'Protected: UnplannedFailover, DisableProtection, TestFailover',
    ]);
    expect([percents[0], percents.at(-1)]).toEqual([null, null]);
    const copied = percents.filter((percent) => percent !== null);
    expect(copied.length).toBeGreaterThan(1);
    expect(copied).toEqual(copied.toSorted((a, b) => a - b));
    expect(copied.at(-1)).toBeLessThan(100);
    const disks = details.parse((await prepared.get()).providerSpecificDetails).protectedDisks;
    expect(disks.map((disk) => disk.isInitialReplicationComplete)).toEqual(['true', 'true']);
  });

  it('lists recovery points some time after they were taken, and the item mentions an older one', async () => {
    const points = await protectedWith(4);
    const item = await prepared.get();
    expect(points.map((point) => point.at)).toEqual(points.map((point) => point.at).toSorted((a, b) => b - a));
    const mentioned = details.parse(item.providerSpecificDetails).lastRecoveryPointId ?? '';
    expect(mentioned).toContain('/replicationProtectionContainers/cloud_');
    expect(points.slice(1).map((point) => point.name)).toContain(mentioned.split('/').at(-1));
  });

  it('turns critical and takes no more points when its guest stands still, yet allows the failover', async () => {
    await protectedWith(2);
    stopGuest();
    const stoppedAt = Date.now();
    const item = await prepared.until((one) => one.replicationHealth === 'Critical');
    expect(item.healthErrors?.length).toBe(1);
    expect(item.allowedOperations).toContain('UnplannedFailover');
    await sleep(700);
    for (const point of await prepared.points()) expect(point.at).toBeLessThanOrEqual(stoppedAt);
  });

  it('answers a second enabling with success and the warning 45031', async () => {
    await prepared.enable();
    await prepared.enable();
    // Under another name the operation succeeds too, but there is no such item to read afterwards.
    await expect(prepared.enable({ item: 'another-name' })).rejects.toMatchObject({ statusCode: 404 });
    const jobs = await collect(prepared.client.replicationJobs.list(...prepared.vault));
    const warned = jobs.filter((job) => job.properties?.errors?.[0]?.serviceErrorDetails?.code === '45031');
    expect(warned.map((job) => job.properties?.state)).toEqual(['Succeeded', 'Succeeded']);
    expect(await collect(prepared.client.replicationProtectedItems.list(...prepared.vault))).toHaveLength(1);
  });

  it('refuses to enable what the appliance has not discovered', async () => {
    await expect(prepared.enable({ machine: '/x/machines/none' })).rejects.toThrow(/has not discovered none/);
    expect(local.kit.effects.all()['azure']?.['ReplicationProtectedItems_Create']).toBeUndefined();
  });
});

describe('failover', () => {
  it('uses the pinned point, makes a running VM and leaves the verbs of the recording', async () => {
    const [, pinned] = await protectedWith(2);
    await prepared.failOver(pinned?.id ?? '');
    const item = await prepared.get();
    expect(item.protectionState).toBe('UnplannedFailoverCommitPendingStatesBegin');
    expect(item.activeLocation).toBe('Recovery');
    expect(item.allowedOperations).toEqual(['CompleteMigration', 'Commit', 'DisableProtection', 'ChangePit', 'SwitchProtection']);
    const said = details.parse(item.providerSpecificDetails);
    expect(said.failoverRecoveryPointId?.split('/').at(-1)).toBe(pinned?.name);
    expect(said.protectedDisks.every((disk) => disk.targetManagedDiskId?.includes('/disks/'))).toBe(true);
    const machine = await vm('vm-web-07', '/instanceView');
    expect(machine.text).toContain('PowerState/running');
    expect(local.kit.effects.all()['azure']?.['ReplicationProtectedItems_UnplannedFailover']).toEqual({ 'web-07': 1 });
  });

  it('allows nothing while it runs, then ends with commit and a removal that keeps the VM', async () => {
    const [newest] = await protectedWith(1);
    const { client, item } = prepared;
    const failing = prepared.failOver(newest?.id ?? '');
    const during = await prepared.until((one) => one.currentScenario?.scenarioName === 'UnplannedFailover');
    expect(during.allowedOperations).toEqual([]);
    expect(during.activeLocation).toBe('Primary');
    await failing;
    await client.replicationProtectedItems.beginFailoverCommitAndWait(...item, quickly);
    expect((await prepared.get()).allowedOperations).toEqual(['CompleteMigration', 'DisableProtection', 'SwitchProtection']);
    expect(await prepared.points()).toEqual([]);
    await client.replicationProtectedItems.beginDeleteAndWait(
      ...item,
      { properties: { disableProtectionReason: 'MigrationComplete' } },
      quickly,
    );
    await expect(prepared.get()).rejects.toMatchObject({ statusCode: 404 });
    expect((await vm('vm-web-07')).status).toBe(200);
  });

  it('never takes the name of a VM that exists: it warns at enabling, and gives the new VM a longer name', async () => {
    const { client, item } = prepared;
    const [first] = await protectedWith(1);
    await prepared.failOver(first?.id ?? '');
    await client.replicationProtectedItems.beginDeleteAndWait(...item, { properties: {} }, quickly);
    const before = (await vm('vm-web-07')).text;
    const [second] = await protectedWith(1);
    await prepared.failOver(second?.id ?? '');
    expect((await vm('vm-web-07')).text).toBe(before);
    const jobs = await collect(client.replicationJobs.list(...prepared.vault));
    const warnings = jobs.flatMap((job) => job.properties?.errors?.map((error) => error.serviceErrorDetails?.code) ?? []);
    expect(warnings).toEqual(['28175', '310024']);
    const message = jobs.flatMap((job) => job.properties?.errors ?? [])[0]?.serviceErrorDetails?.message ?? '';
    expect((await vm(/modified to '([^']+)'/.exec(message)?.[1] ?? '')).status).toBe(200);
  });

  it('refuses a verb that the item does not allow, and does nothing', async () => {
    const { client, item } = prepared;
    await prepared.enable();
    const early = prepared.failOver('none');
    await expect(early).rejects.toMatchObject({ statusCode: 400 });
    await expect(client.replicationProtectedItems.beginFailoverCommit(...item)).rejects.toMatchObject({ statusCode: 400 });
    await expect(
      client.replicationProtectedItems.beginDelete(...item, { properties: { disableProtectionReason: 'MigrationComplete' } }),
    ).rejects.toThrow(/CompleteMigration is not allowed/);
    expect(Object.keys(local.kit.effects.all()['azure'] ?? {})).toEqual([
      'ReplicationPolicies_Create',
      'ReplicationProtectionContainerMappings_Create',
      'ReplicationProtectedItems_Create',
    ]);
  });

  it('removes replication before a failover on request', async () => {
    await prepared.enable();
    await prepared.client.replicationProtectedItems.beginDeleteAndWait(...prepared.item, { properties: {} }, quickly);
    await expect(prepared.get()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('keeps a test failover apart: only its cleanup is allowed, and that deletes the test VM', async () => {
    await protectedWith(1);
    const { client, item } = prepared;
    const network = local.azure.details.placement.network;
    const input = {
      properties: { networkType: 'VmNetworkAsInput', networkId: network, providerSpecificDetails: { instanceType: 'InMageRcm' as const } },
    };
    await client.replicationProtectedItems.beginTestFailoverAndWait(...item, input, quickly);
    expect((await prepared.get()).allowedOperations).toEqual(['TestFailoverCleanup']);
    expect((await vm('vm-web-07-test')).status).toBe(200);
    await client.replicationProtectedItems.beginTestFailoverCleanupAndWait(...item, { properties: {} }, quickly);
    expect((await prepared.get()).allowedOperations).toContain('UnplannedFailover');
    expect((await vm('vm-web-07-test')).status).toBe(404);
  });
});

describe('jobs', () => {
  it('carry the caller request id at the head of their activity id, which listing hides', async () => {
    const id = randomUUID();
    const { subscription } = local.azure.details;
    const address = `https://management.azure.com/subscriptions/${subscription}/resourceGroups/rg-migrate/providers/Microsoft.RecoveryServices/vaults/rsv-migrate`;
    const request = createPipelineRequest({
      method: 'PUT',
      url: `${address}/replicationPolicies/mine?api-version=2023-06-01`,
      body: JSON.stringify({ properties: { providerSpecificInput: { instanceType: 'InMageRcm' } } }),
    });
    request.requestId = id;
    const reply = await prepared.client.sendRequest(request);
    const name = new URL(reply.headers.get('azure-asyncoperation') ?? '').pathname.split('/').at(-1) ?? '';
    const job = await prepared.client.replicationJobs.get(...prepared.vault, name);
    expect(job.properties?.activityId).toMatch(new RegExp(`^${id} ActivityId: [0-9a-f-]{36}$`));
    const listed = await collect(prepared.client.replicationJobs.list(...prepared.vault));
    expect(listed.map((one) => one.name)).toContain(name);
    for (const one of listed) expect(one.properties?.activityId ?? undefined).toBeUndefined();
  });

  it('can be listed from a moment on', async () => {
    await sleep(5);
    const from = new Date();
    await prepared.enable();
    const listed = await collect(
      prepared.client.replicationJobs.list(...prepared.vault, { filter: `StartTime ge '${from.toISOString()}'` }),
    );
    expect(listed.map((job) => job.properties?.scenarioName)).toContain('EnableDr');
    expect(listed.map((job) => job.properties?.scenarioName)).not.toContain('AddProtectionProfile');
  });
});

describe('the Azure VM', () => {
  it('reports its agent ready after a while, can be deallocated, and shows its address', async () => {
    const [newest] = await protectedWith(1);
    await prepared.failOver(newest?.id ?? '');
    for (; !(await vm('vm-web-07', '/instanceView')).text.includes('"Ready"'); ) await sleep(20);
    const path = (await vm('vm-web-07')).json;
    const { id, properties } = z
      .object({
        id: z.string(),
        properties: z.object({ networkProfile: z.object({ networkInterfaces: z.array(z.object({ id: z.string() })) }) }),
      })
      .parse(path);
    const nic = await raw(local).send('GET', `${properties.networkProfile.networkInterfaces[0]?.id}?api-version=2024-05-01`);
    expect(nic.text).toMatch(/"privateIPAddress":"10\.20\.1\.\d+"/);
    const off = await raw(local).send('POST', `${id}/deallocate?api-version=2024-07-01`);
    expect(off.status).toBe(202);
    expect(off.headers.get('azure-asyncoperation')).toMatch(
      /^https:\/\/management\.azure\.com\/subscriptions\/.+\/locations\/westeurope\/operations\//,
    );
    for (; !(await vm('vm-web-07', '/instanceView')).text.includes('PowerState/deallocated'); ) await sleep(20);
    expect(local.kit.effects.all()['azure']?.['VirtualMachines_Deallocate']).toEqual({ 'vm-web-07': 1 });
  });
});
