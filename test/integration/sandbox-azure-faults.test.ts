import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/kit/faults.ts';
import { type PreparedVault, prepareVault, quickly } from '../support/enabled-machine.ts';
import { collect, type LocalAzure, localAzure } from '../support/local-azure.ts';

let local: LocalAzure;
let prepared: PreparedVault;

beforeEach(async () => {
  local = await localAzure({ speed: 3000 });
  prepared = await prepareVault(local);
});

afterEach(() => local.close());

const failover = 'ReplicationProtectedItems_UnplannedFailover';
const arm = (match: string, kind: string, more: Partial<Fault> = {}) =>
  local.kit.faults.arm({ service: 'azure', match, kind, times: 1, ...more });
const jobsNamed = async (scenario: string) => {
  const jobs = await collect(prepared.client.replicationJobs.list(...prepared.vault));
  return jobs.filter((job) => job.properties?.scenarioName === scenario);
};

async function pinned(count = 1): Promise<{ id: string; name: string }[]> {
  await prepared.enable();
  await prepared.until((item) => item.protectionState === 'Protected');
  for (;;) {
    const points = await prepared.points();
    if (points.length >= count) return points;
    await sleep(20);
  }
}

describe('a fault of the sandbox', () => {
  it('fail-job: the failover fails with the given code, and the item is as before', async () => {
    const [point] = await pinned();
    arm(failover, 'fail-job', {
      code: 170010,
      message: 'Virtual machine could not be created in Azure.',
      recommendedAction: 'Check the drivers.',
    });
    await expect(prepared.failOver(point?.id ?? '')).rejects.toThrow(/170010/);
    const [job] = await jobsNamed('UnplannedFailover');
    expect(job?.properties?.state).toBe('Failed');
    expect(job?.properties?.errors?.[0]?.serviceErrorDetails).toMatchObject({ code: '170010', recommendedAction: 'Check the drivers.' });
    const item = await prepared.get();
    expect([item.protectionState, item.activeLocation]).toEqual(['Protected', 'Primary']);
    expect(item.allowedOperations).toContain('UnplannedFailover');
  });

  it('fail-job: the failed job may be restarted, and then does its work', async () => {
    const [point] = await pinned();
    arm(failover, 'fail-job');
    await expect(prepared.failOver(point?.id ?? '')).rejects.toThrow(/499/);
    const [job] = await jobsNamed('UnplannedFailover');
    expect(job?.properties?.allowedActions).toEqual(['Restart']);
    await prepared.client.replicationJobs.beginRestart(...prepared.vault, job?.name ?? '', quickly);
    await prepared.until((item) => item.activeLocation === 'Recovery');
    expect(await jobsNamed('UnplannedFailover')).toHaveLength(2);
  });

  it('a job that runs may be cancelled, and one that has ended may not', async () => {
    const enabling = prepared.enable();
    const cancelled = expect(enabling).rejects.toThrow(/cancel/i);
    await prepared.until((item) => item.currentScenario?.scenarioName === 'EnableDr');
    const [job] = await jobsNamed('EnableDr');
    await prepared.client.replicationJobs.beginCancel(...prepared.vault, job?.name ?? '', quickly);
    await cancelled;
    expect((await jobsNamed('EnableDr'))[0]?.properties?.state).toBe('Cancelled');
    await expect(prepared.client.replicationJobs.beginCancel(...prepared.vault, job?.name ?? '')).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  it('not-found-first-poll: the caller hears 404 although the failover was accepted and goes on', async () => {
    const [point] = await pinned();
    arm(failover, 'not-found-first-poll');
    await expect(prepared.failOver(point?.id ?? '')).rejects.toMatchObject({ statusCode: 404 });
    await prepared.until((item) => item.activeLocation === 'Recovery');
  });

  it('warn-job: the failover succeeds with 28175, and only the warning knows the name of the VM', async () => {
    const [point] = await pinned();
    arm(failover, 'warn-job');
    await prepared.failOver(point?.id ?? '');
    const [job] = await jobsNamed('UnplannedFailover');
    expect(job?.properties?.state).toBe('Succeeded');
    const warning = job?.properties?.errors?.[0]?.serviceErrorDetails;
    expect(warning?.code).toBe('28175');
    expect(warning?.message).toMatch(/^The VM name 'vm-web-07' was modified to 'vm-web-07-[0-9a-f-]{36}'/);
    expect(JSON.stringify((await prepared.get()).providerSpecificDetails)).toContain('"targetVmName":"vm-web-07"');
  });

  it('old-point: the failover really uses an older point than the pinned one', async () => {
    const [newest] = await pinned(2);
    arm(failover, 'old-point');
    await prepared.failOver(newest?.id ?? '');
    const used = (await prepared.get()).failoverRecoveryPointId?.split('/').at(-1);
    expect(used).not.toBe(newest?.name);
    expect((await prepared.points()).map((point) => point.name)).toContain(used);
  });

  it('no-points: no recovery point is taken for the given minutes', async () => {
    arm('ReplicationProtectedItems_Create', 'no-points', { minutes: 100_000 });
    await prepared.enable();
    await prepared.until((item) => item.protectionState === 'InitialReplicationRecoveryCompletionPending');
    await sleep(1500);
    expect(await prepared.points()).toEqual([]);
    expect((await prepared.get()).protectionState).toBe('InitialReplicationRecoveryCompletionPending');
  });

  it('unhealthy: a protected item turns critical, and is well again afterwards', async () => {
    await pinned();
    arm('ReplicationProtectedItems_Get', 'unhealthy', { minutes: 30 });
    expect((await prepared.get()).replicationHealth).toBe('Critical');
    await prepared.until((item) => item.replicationHealth === 'Normal');
  });

  it('slow-disks: the copy goes on slowly and says so', async () => {
    arm('ReplicationProtectedItems_Create', 'slow-disks');
    await prepared.enable();
    const item = await prepared.until((one) => JSON.stringify(one.providerSpecificDetails).includes('SlowProgress'));
    expect(item.protectionState).toBe('InitialReplicationInProgress');
  });

  it('conflict: a change is refused with 409 and has no effect', async () => {
    const [point] = await pinned();
    arm(failover, 'conflict');
    await expect(prepared.failOver(point?.id ?? '')).rejects.toMatchObject({ statusCode: 409 });
    expect(local.kit.effects.all()['azure']?.[failover]).toBeUndefined();
  });

  it('reset-after: the reply is lost, the effect is not', async () => {
    const [point] = await pinned();
    arm(failover, 'reset-after');
    await expect(prepared.failOver(point?.id ?? '')).rejects.toThrow();
    expect(local.kit.effects.all()['azure']?.[failover]).toEqual({ 'web-07': 1 });
    await prepared.until((item) => item.activeLocation === 'Recovery');
  });

  it('reset-before: neither reply nor effect', async () => {
    const [point] = await pinned();
    arm(failover, 'reset-before');
    await expect(prepared.failOver(point?.id ?? '')).rejects.toThrow();
    expect(local.kit.effects.all()['azure']?.[failover]).toBeUndefined();
    expect(await jobsNamed('UnplannedFailover')).toEqual([]);
  });

  it('without an agent and without an account, enabling fails with the code of the push, and works once it is there', async () => {
    local.azure.world({ site: { machines: [{ ip: '10.0.1.11', agent: 'absent' }] } });
    await expect(prepared.enable()).rejects.toThrow(/95108/);
    expect((await prepared.get()).protectionState).toBe('UnprotectedStatesBegin');
    local.azure.world({ site: { machines: [{ ip: '10.0.1.11', agent: 'installed' }] } });
    await prepared.enable();
    await prepared.until((item) => item.protectionState === 'Protected');
  });
});
