import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted, ip, mutating, prepare, type Stage, stage, theHost, until } from '../support/azure-adapter.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.azure.close());

describe('what is there before Ferry has done anything', () => {
  test('the vault, and nothing for a vault that is not there', async () => {
    expect(await on.replicator.vault()).toMatchObject({ name: 'rsv-migrate', location: 'westeurope', provisioningState: 'Succeeded' });
    on.azure.world({ gone: ['rsv-migrate'] });
    expect(await on.replicator.vault()).toBeUndefined();
  });

  test('a healthy appliance with six components, at the address of ferry.yml', async () => {
    const host = await theHost(on.replicator);
    expect(host.problems).toEqual([]);
    expect(host).toMatchObject({ engine: 'InMageRcm', name: 'asr-appliance' });
    expect(host.components).toHaveLength(6);
  });

  test('a silent or critical appliance is a problem that is said, and one that never registered is not there', async () => {
    on.azure.world({ appliance: { heartbeatAgeMinutes: 42 } });
    expect((await theHost(on.replicator)).problems[0]).toContain('has been silent for 42 min');
    on.azure.world({ appliance: { heartbeatAgeMinutes: 0, health: 'Critical' } });
    expect((await theHost(on.replicator)).problems[0]).toContain('is critical');
    on.azure.world({ appliance: { health: 'Normal', registered: false } });
    expect(await on.replicator.host()).toBeUndefined();
  });

  test('a complete target has no problem; what is gone, elsewhere or denied is named', async () => {
    expect(await on.replicator.targetProblems()).toEqual([]);
    on.azure.world({ deny: ['Microsoft.Network/virtualNetworks/read'], gone: ['stmigratecache'] });
    const problems = await on.replicator.targetProblems();
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).toMatch(/Reading the network vnet-migrated: .* lacks the right Microsoft\.Network\/virtualNetworks\/read/);
    expect(problems.join('\n')).toMatch(/cache storage account stmigratecache does not exist/);
  });

  test('every right is there; one that is missing is named, and where Ferry may not look it says so', async () => {
    expect(await on.replicator.rights()).toEqual({ problems: [], warnings: [] });
    on.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/*/failoverCommit/action'] });
    expect((await on.replicator.rights()).problems).toEqual([expect.stringMatching(/failoverCommit\/action on the vault rsv-migrate/)]);
    on.azure.world({ deny: ['Microsoft.OffAzure/*'] });
    expect((await on.replicator.rights()).problems).toEqual([expect.stringMatching(/on the appliance site rsvmigratephysicalsite/)]);
    on.azure.world({ deny: ['Microsoft.Authorization/*'] });
    expect(await on.replicator.rights()).toEqual({
      problems: [],
      warnings: [expect.stringMatching(/may not look which rights it has on the vault rsv-migrate, .* and the storage account/)],
    });
  });

  test('no policy, no association, no machine, no item, no job, no VM', async () => {
    const host = await theHost(on.replicator);
    expect(await on.replicator.policy('ferry-24h')).toBeUndefined();
    expect(await on.replicator.mappings(host)).toEqual([]);
    expect(await on.replicator.discover(host, ip)).toEqual([]);
    expect(await on.replicator.items(host)).toEqual([]);
    expect(await on.replicator.item(host, 'ferry-web-07')).toBeUndefined();
    expect(await on.replicator.job('9b2f7c11-0d5c-4f5a-8a3e-2f1f5b1d9c77')).toBeUndefined();
    expect(await on.replicator.jobsOf('ferry-web-07', 0)).toEqual([]);
    const vm = `/subscriptions/${on.config.subscription}/resourceGroups/rg-migrated/providers/Microsoft.Compute/virtualMachines/vm-web-07`;
    expect(await on.replicator.vm(vm)).toBeUndefined();
  });

  test('a Mobility service shows once it is installed and registered, and goes with the machine it is on', async () => {
    const host = await theHost(on.replicator);
    const agent = async () => (await on.replicator.discover(host, ip))[0]?.agent;
    on.azure.world({
      site: {
        machines: [
          { ip, name: 'web-07' },
          { ip: '10.0.2.1', agent: 'installed' },
        ],
      },
    });
    expect(await agent()).toBe('absent');
    on.azure.world({ site: { machines: [{ ip, agent: 'installed' }] } });
    expect(await agent()).toBe('installed');
  });

  test('every page of a site is read', async () => {
    const others = Array.from({ length: 9 }, (_, index) => ({ ip: `10.0.2.${index + 10}`, name: `other-${index}` }));
    on.azure.world({ site: { machines: [...others, { ip, name: 'web-07', agent: 'installed' }] } });
    const found = await on.replicator.discover(await theHost(on.replicator), ip);
    expect(found).toEqual([
      expect.objectContaining({ name: 'web-07', ips: [ip], runAsAccount: expect.stringContaining('/runAsAccounts/') }),
    ]);
  });
});

test('a machine goes all the way: policy, copy, failover at the pinned point, commit, completion', async () => {
  const { replicator } = on;
  const { host, request } = await prepare(on);
  expect(await replicator.policy('ferry-24h')).toMatchObject({
    engine: 'InMageRcm',
    recoveryPointHistoryMinutes: 1440,
    crashConsistentMinutes: 5,
    appConsistentMinutes: 0,
  });

  const enabling = await accepted(() => replicator.enable(request));
  const began = await replicator.job(enabling.job);
  expect(began).toMatchObject({ name: enabling.job, kind: 'EnableDr' });
  expect(began?.activityId?.startsWith(enabling.operation)).toBe(true);

  const read = () => replicator.item(host, request.item);
  const copied = await until(read, (item) => item?.protectionState === 'Protected');
  expect(copied).toMatchObject({
    friendlyName: 'web-07',
    discoveryMachineId: request.machine.id,
    replicationHealth: 'Normal',
    percent: 100,
  });
  expect(copied?.allowedOperations).toContain('UnplannedFailover');
  expect(copied?.targetVmId).toBeUndefined();
  expect((await replicator.items(host)).map(({ name }) => name)).toEqual([request.item]);

  const points = await until(
    () => replicator.recoveryPoints(host, request.item),
    (seen) => seen.length >= 2,
  );
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => b - a));
  const pinned = points[0];
  if (!pinned) throw new Error('no point');

  const failover = await accepted(() => replicator.failOver(host, request.item, pinned.id));
  const live = await until(read, (item) => item?.activeLocation === 'Recovery');
  expect(live?.failoverPointId?.split('/').at(-1)).toBe(pinned.name);
  expect(await replicator.job(failover.job)).toMatchObject({ kind: 'UnplannedFailover', state: 'succeeded', errors: [] });
  const jobs = await replicator.jobsOf(request.item, 0);
  expect(jobs.filter(({ activityId }) => activityId?.startsWith(failover.operation)).map(({ name }) => name)).toEqual([failover.job]);

  const vmId = live?.targetVmId ?? '';
  const vm = await until(
    () => replicator.vm(vmId),
    (seen) => seen?.agent === 'ready',
  );
  expect(vm).toMatchObject({
    name: 'vm-web-07',
    location: 'westeurope',
    power: 'running',
    disks: 1,
    privateIps: [expect.stringMatching(/^10\.20\.1\./)],
  });

  await accepted(() => replicator.applyRecoveryPoint(host, request.item, pinned.id));
  await until(read, (item) => item?.allowedOperations.includes('ChangePit') === true && item.currentJob === undefined);
  expect((await read())?.failoverPointId?.split('/').at(-1)).toBe(pinned.name);

  await accepted(() => replicator.commit(host, request.item));
  await until(read, (item) => item !== undefined && !item.allowedOperations.includes('Commit') && item.currentJob === undefined);
  await accepted(() => replicator.remove(host, request.item, 'MigrationComplete'));
  await until(read, (item) => item === undefined);
  expect(await replicator.vm(vmId)).toMatchObject({ power: 'running' });

  await accepted(() => replicator.deallocate(vmId));
  await until(
    () => replicator.vm(vmId),
    (seen) => seen?.power === 'deallocated',
  );
});

test('a VM that Azure renamed is found, though the item still tells the wanted name', async () => {
  const { replicator, faults } = on;
  const { host, request } = await prepare(on);
  await accepted(() => replicator.enable(request));
  const read = () => replicator.item(host, request.item);
  await until(read, (item) => item?.protectionState === 'Protected');
  const [point] = await until(
    () => replicator.recoveryPoints(host, request.item),
    (seen) => seen.length > 0,
  );
  faults.arm({ service: 'azure', match: 'ReplicationProtectedItems_UnplannedFailover', kind: 'warn-job', times: 1 });
  const { job } = await accepted(() => replicator.failOver(host, request.item, point?.id ?? ''));
  const live = await until(read, (item) => item?.activeLocation === 'Recovery');
  expect(live?.targetVmName).toBe('vm-web-07');
  expect(live?.targetVmId).toMatch(/\/vm-web-07-[0-9a-f-]{36}$/);
  const done = await replicator.job(job);
  expect(done).toMatchObject({ state: 'succeeded' });
  expect(done?.errors).toHaveLength(1);
});

test('a failed job tells its code, its causes and what to do', async () => {
  const { replicator, faults } = on;
  const { request } = await prepare(on);
  faults.arm({ service: 'azure', match: 'ReplicationProtectedItems_Create', kind: 'fail-job', times: 1 });
  const { job } = await accepted(() => replicator.enable(request));
  const failed = await until(
    () => replicator.job(job),
    (seen) => seen?.state !== 'running',
  );
  expect(failed).toMatchObject({ state: 'failed', rawState: 'Failed' });
  expect(failed?.errors[0]).toMatchObject({ code: expect.any(String), message: expect.any(String), recommendedAction: expect.any(String) });
});

describe('a call that changes Azure', () => {
  const creates = { service: 'azure', match: 'ReplicationPolicies_Create', times: 1 } as const;
  const counted = () => on.effects.all()['azure']?.['ReplicationPolicies_Create'];

  test('is not sent outside mutate', async () => {
    await expect(on.replicator.createPolicy('InMageRcm', 'ferry-24h')).rejects.toThrow('outside mutate');
    expect(await on.replicator.policy('ferry-24h')).toBeUndefined();
  });

  test('is accepted though Azure would answer its first poll with 404', async () => {
    on.faults.arm({ ...creates, kind: 'not-found-first-poll' });
    const { job } = await accepted(() => on.replicator.createPolicy('InMageRcm', 'ferry-24h'));
    expect(job).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('without a reply keeps no answer, though it had its effect', async () => {
    on.faults.arm({ ...creates, kind: 'reset-after' });
    const { answer, error } = await mutating(() => on.replicator.createPolicy('InMageRcm', 'ferry-24h'));
    expect(answer).toBeUndefined();
    expect(error).toMatchObject({
      code: 'azure-unavailable',
      message: expect.stringContaining('creating the replication policy ferry-24h'),
    });
    await until(
      () => on.replicator.policy('ferry-24h'),
      (seen) => seen !== undefined,
    );
    expect(Object.values(counted() ?? {})).toEqual([1]);
  });

  test('throttled is refused once, with the seconds Azure asks for, and not sent again', async () => {
    on.faults.arm({ ...creates, kind: 'throttle', retryAfter: 9 });
    const { answer, error } = await mutating(() => on.replicator.createPolicy('InMageRcm', 'ferry-24h'));
    expect(answer).toMatchObject({ status: 429, error: { code: 'TooManyRequests', throttled: true, retryAfterSeconds: 9 } });
    expect(error).toMatchObject({ code: 'azure-throttled', retryAfterSeconds: 9 });
    expect(counted()).toBeUndefined();
  });

  test('that the item does not allow is refused with Site Recovery’s own code', async () => {
    const { host, request } = await prepare(on);
    await accepted(() => on.replicator.enable(request));
    const { answer, error } = await mutating(() => on.replicator.commit(host, request.item));
    expect(answer).toMatchObject({ status: 400, error: { code: 'OperationNotAllowed', remedy: expect.any(String) } });
    expect(error).toMatchObject({ code: 'azure-refused', retryable: false });
  });
});

describe('a read that fails', () => {
  test.each([
    ['throttle', 'azure-throttled'],
    ['unavailable', 'azure-unavailable'],
    ['reset-before', 'azure-unavailable'],
  ])('by %s is %s, may work later, and was asked once', async (kind, code) => {
    on.faults.arm({ service: 'azure', match: 'ReplicationFabrics_List', kind, times: 1 });
    await expect(on.replicator.host()).rejects.toMatchObject({
      code,
      retryable: true,
      message: expect.stringContaining('reading the replication hosts of the vault rsv-migrate'),
    });
    expect(on.faults.armed()).toEqual([]);
    expect(await on.replicator.host()).toBeDefined();
  });

  test('for want of a right names the right', async () => {
    on.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/replicationFabrics/read'] });
    await expect(on.replicator.host()).rejects.toMatchObject({
      code: 'azure-denied',
      retryable: false,
      message: expect.stringContaining(
        'lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/read on the vault rsv-migrate',
      ),
    });
  });
});
