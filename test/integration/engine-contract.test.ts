import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted, discovered, ip, mutating, prepare, protect, type Stage, stage, theHost, until } from '../support/azure-adapter.ts';
import { engines } from '../support/engines.ts';

let on: Stage;

const item = 'ReplicationProtectedItems';
const counted = (operation: string) => Object.values(on.effects.all()['azure']?.[operation] ?? {});

describe.each(engines)('$engine', (under) => {
  beforeEach(async () => {
    on = await stage(under);
  });

  afterEach(() => on.azure.close());

  describe('the host', () => {
    test('is found by its fabric, whether ferry.yml names the engine or not, and is healthy', async () => {
      const host = await theHost(on.replicator);
      expect(host).toMatchObject({ engine: under.engine, problems: [], processServer: expect.stringMatching(/./) });
      expect(host.components.length).toBeGreaterThan(2);
      await on.azure.close();
      on = await stage(under, under.engine);
      expect(await theHost(on.replicator)).toMatchObject({ engine: under.engine, name: host.name });
    });

    test('is none, where ferry.yml names another engine', async () => {
      const other = engines.find(({ engine }) => engine !== under.engine)?.engine ?? 'auto';
      await on.azure.close();
      on = await stage(under, other);
      expect(await on.replicator.host()).toBeUndefined();
    });

    test('that is silent is a problem that is said; one that is not registered is not there', async () => {
      under.host(on.azure, { heartbeatAgeMinutes: 42 });
      expect((await theHost(on.replicator)).problems.join(' ')).toMatch(/been silent for 42 min/);
      under.host(on.azure, { registered: false, heartbeatAgeMinutes: 0 });
      expect(await on.replicator.host()).toBeUndefined();
    });
  });

  describe('the machine', () => {
    test('is found on whichever page it stands, with its agent, and nobody else’s', async () => {
      const host = await theHost(on.replicator);
      under.others(
        on.azure,
        Array.from({ length: 9 }, (_, n) => `10.0.2.${n + 1}`),
      );
      expect(await on.replicator.discover(host, ip)).toEqual([]);
      under.machine(on.azure, { ip, name: 'web-07', agent: 'absent' });
      expect(await discovered(on, host)).toMatchObject({ name: 'web-07', ips: [ip], agent: 'absent', errors: [] });
      under.machine(on.azure, { ip, name: 'web-07', agent: 'installed' });
      expect(await on.replicator.discover(host, ip)).toEqual([expect.objectContaining({ name: 'web-07', agent: 'installed' })]);
    });
  });

  test('from the policy to the completion: every state is read in the same words', async () => {
    const { replicator } = on;
    const ready = await prepare(on);
    const { host, request } = ready;
    expect(await replicator.policy('ferry-24h')).toMatchObject({
      engine: under.engine,
      recoveryPointHistoryMinutes: 1440,
      crashConsistentMinutes: 5,
      appConsistentMinutes: 0,
    });
    const read = () => replicator.item(host, request.item);

    const enabling = await accepted(() => replicator.enable(request));
    expect(await replicator.job(enabling.job)).toMatchObject({ name: enabling.job, kind: 'EnableDr' });
    const copying = await until(read, (seen) => seen !== undefined && seen.disks.length > 0);
    expect(copying?.allowedOperations).not.toContain('UnplannedFailover');
    const copied = await until(read, (seen) => seen?.protectionState === 'Protected');
    expect(copied).toMatchObject({ friendlyName: 'web-07', discoveryMachineId: request.machine.id, replicationHealth: 'Normal' });
    expect(copied?.disks).toEqual([expect.objectContaining({ initialReplicationComplete: true })]);
    expect(copied?.targetVmId).toBeUndefined();
    expect((await replicator.items(host)).map(({ name }) => name)).toEqual([request.item]);

    const points = await until(
      () => replicator.recoveryPoints(host, request.item),
      (seen) => seen.length >= 2,
    );
    expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => b - a));
    const pinned = points[1];
    const failover = await accepted(() => replicator.failOver(host, request.item, pinned?.id ?? ''));
    const live = await until(read, (seen) => seen?.activeLocation === 'Recovery' && seen.targetVmId !== undefined);
    expect(live?.failoverPointId?.split('/').at(-1)).toBe(pinned?.name);
    expect(await replicator.job(failover.job)).toMatchObject({ kind: 'UnplannedFailover', state: 'succeeded', errors: [] });
    const jobs = await replicator.jobsOf(request.item, 0);
    expect(jobs.find(({ activityId }) => activityId?.startsWith(failover.operation))?.name).toBe(failover.job);

    const vmId = live?.targetVmId ?? '';
    expect(
      await until(
        () => replicator.vm(vmId),
        (seen) => seen?.agent === 'ready',
      ),
    ).toMatchObject({
      location: 'westeurope',
      power: 'running',
      disks: 1,
      privateIps: [expect.stringMatching(/^10\.20\.1\./)],
    });
    expect(live?.allowedOperations).toContain('Commit');
    await accepted(() => replicator.commit(host, request.item));
    await until(read, (seen) => seen?.allowedOperations.includes('Commit') === false && seen.currentJob === undefined);
    await accepted(() => replicator.remove(host, request.item, 'MigrationComplete'));
    await until(read, (seen) => seen === undefined);
    expect(await replicator.vm(vmId)).toMatchObject({ power: 'running' });
    await accepted(() => replicator.deallocate(vmId));
    await until(
      () => replicator.vm(vmId),
      (seen) => seen?.power === 'deallocated',
    );
  });

  test('enabling twice is accepted, and its job says as a warning that it was there', async () => {
    const { host, request } = await prepare(on);
    await protect(on, { host, request });
    const { job } = await accepted(() => on.replicator.enable(request));
    const done = await until(
      () => on.replicator.job(job),
      (seen) => seen?.state !== 'running',
    );
    expect(done).toMatchObject({ state: 'succeeded', errors: [{ code: '45031' }] });
    expect(await on.replicator.items(host)).toHaveLength(1);
  });

  test('a failover that succeeded may warn that the VM has another name, which is found', async () => {
    const { host, request } = await prepare(on);
    const { id } = await protect(on, { host, request });
    on.faults.arm({ service: 'azure', match: `${item}_UnplannedFailover`, kind: 'warn-job', times: 1 });
    const { job } = await accepted(() => on.replicator.failOver(host, request.item, id));
    const live = await until(
      () => on.replicator.item(host, request.item),
      (seen) => seen?.activeLocation === 'Recovery' && seen.targetVmId !== undefined,
    );
    expect(live?.targetVmId).toMatch(/\/vm-web-07-[0-9a-f-]{36}$/);
    expect(await on.replicator.job(job)).toMatchObject({ state: 'succeeded', errors: [{ code: '28175' }] });
  });

  test('what the item does not allow is refused with Site Recovery’s own code, and an item that is gone is not there', async () => {
    const ready = await prepare(on);
    const { host, request } = ready;
    await accepted(() => on.replicator.enable(request));
    expect(await mutating(() => on.replicator.commit(host, request.item))).toMatchObject({
      answer: { status: 400, error: { code: 'OperationNotAllowed' } },
      error: { code: 'azure-refused', retryable: false },
    });
    await until(
      () => on.replicator.item(host, request.item),
      (seen) => seen?.protectionState === 'Protected',
    );
    await accepted(() => on.replicator.remove(host, request.item, 'NotSpecified'));
    expect(
      await until(
        () => on.replicator.item(host, request.item),
        (seen) => seen === undefined,
      ),
    ).toBeUndefined();
    expect(await on.replicator.items(host)).toEqual([]);
  });

  test('a call outside mutate reaches nobody', async () => {
    const host = await theHost(on.replicator);
    await expect(on.replicator.failOver(host, 'ferry-web-07', 'p')).rejects.toThrow('outside mutate');
    expect(counted(`${item}_UnplannedFailover`)).toEqual([]);
  });
});
