import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parseFerryFile } from '../../src/config.ts';
import { CloudError } from '../../src/errors.ts';
import type { Migration } from '../../src/migration/types.ts';
import { ferryFile } from '../support/ferry-file.ts';
import { answerOf, useStore } from '../support/local-store.ts';
import { asks, ended, type Playing, playing } from '../support/playing.ts';
import { approver, requester } from '../support/situations.ts';

const { open } = useStore({ appendfsync: 'no' });

const lost = { effect: false, answer: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) };
const stuck = (m: Migration) => m.status.is === 'stuck';

/** Turns until it rests in this state; nobody presses anything. */
async function turnsUntil(play: Playing, reached: (m: Migration) => boolean): Promise<Migration> {
  for (let n = 0; n < 60; n += 1) {
    const m = await play.record();
    if (reached(m)) return m;
    await play.turn();
    await pause(5);
  }
  throw new Error(`never reached: ${JSON.stringify((await play.record()).status)}`);
}

async function authorised(play: Playing): Promise<void> {
  await play.until(asks('authorise-failover'));
  await play.press({ kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
}

describe('a look-up that cannot be made', () => {
  test('stops at a person once, and is tried again later rather than at once', async () => {
    const play = await playing(await open());
    play.clouds.fate = (verb) => {
      if (verb !== 'failOver') return undefined;
      Object.assign(play.clouds.replicator, { jobsOf: async () => Promise.reject(new TypeError('a defect')) });
      return lost;
    };
    await authorised(play);
    const { asks: before } = await turnsUntil(play, stuck);
    for (let n = 0; n < 5; n += 1) await play.turn();
    expect(await play.record()).toMatchObject({ status: { is: 'stuck', step: 'fail-over' }, asks: before });
  });

  test('tells people when the cloud refuses it, and what was sent is still adopted once it can be seen', async () => {
    const play = await playing(await open());
    const { jobsOf } = play.clouds.replicator;
    play.clouds.fate = (verb) => {
      if (verb !== 'failOver') return undefined;
      const denied = new CloudError('listing the jobs: no right', { code: 'azure-denied', retryable: false, remedy: 'Give it back.' });
      Object.assign(play.clouds.replicator, { jobsOf: async () => Promise.reject(denied) });
      return { effect: true, answer: lost.answer };
    };
    await authorised(play);
    expect((await turnsUntil(play, stuck)).status).toMatchObject({ step: 'fail-over', remedy: 'Give it back.' });
    Object.assign(play.clouds.replicator, { jobsOf });
    await turnsUntil(play, asks('accept-target'));
    expect(play.clouds.effects['failOver']).toBe(1);
  });
});

describe('the recovery point', () => {
  test('is chosen anew when what held up the stop took longer than the drain budget', async () => {
    const play = await playing(await open(), { drainBudget: 0.5 });
    play.clouds.fate = (verb) =>
      verb === 'stop'
        ? { effect: false, answer: { status: 403, handle: { status: 403 }, error: { code: 'Denied', message: 'no' } } }
        : undefined;
    await authorised(play);
    await turnsUntil(play, stuck);
    await pause(700);
    delete play.clouds.fate;
    const retriedAt = Date.now();
    await play.press({ kind: 'retry' });
    const m = await turnsUntil(play, (seen) => seen.steps.some((step) => step.id === 'stop-source' && step.state === 'done'));
    const result = m.steps.find((step) => step.id === 'stop-source')?.result as { quiescedAt: number } | undefined;
    expect(result?.quiescedAt).toBeGreaterThan(retriedAt - 100);
  });

  test('keeps to the rule that was approved: with another one nothing is stopped, and approvers are asked anew', async () => {
    const play = await playing(await open());
    await authorised(play);
    const quiet = parseFerryFile(ferryFile({ poll: 0.001, hold: 0.001, lease: 60, lock: 90 }));
    const [[alias, target] = []] = Object.entries(quiet.targets);
    const config = { ...quiet, targets: { [String(alias)]: { ...target, recoveryPoint: 'app-consistent' as const } } } as typeof quiet;
    const { asks: before } = await play.record();
    const m = await turnsUntil({ ...play, turn: () => play.turn(undefined, { config }) }, (seen) => seen.asks > before);
    expect(m.status).toMatchObject({ is: 'asking', gate: 'authorise-failover', votes: [] });
    expect(play.clouds.effects['stop']).toBeUndefined();
  });

  test('is not failed over to when EC2 ran in between', async () => {
    const play = await playing(await open(), { hold: 0.3 });
    await authorised(play);
    await turnsUntil(play, (m) => /is DOWN/.test(m.progress?.note ?? ''));
    const { machine } = play.clouds.source;
    Object.assign(play.clouds.source, { machine: async (id: string) => ({ ...(await machine(id)), launchedAt: 2 }) });
    await pause(400);
    for (let n = 0; n < 10; n += 1) {
      const m = await play.record();
      if (m.status.is === 'asking') await play.press({ kind: 'answer', gate: m.status.gate, yes: true }, approver);
      await play.turn();
      await pause(50);
    }
    expect(play.clouds.effects['failOver']).toBeUndefined();
    expect((await play.record()).status).toMatchObject({ is: 'stuck', problem: expect.stringContaining('started again') });
  });
});

describe('snapshots', () => {
  test('are expected of the volumes that are attached when EC2 is stopped', async () => {
    const play = await playing(await open());
    const { machine } = play.clouds.source;
    const extra = { volumeId: 'vol-9', device: '/dev/sdb', gib: 1, root: false, encrypted: false };
    let attached = true;
    Object.assign(play.clouds.source, {
      machine: async (id: string) => {
        const found = await machine(id);
        return found && attached ? { ...found, volumes: [...found.volumes, extra] } : found;
      },
    });
    await play.until(asks('confirm-plan'));
    attached = false;
    play.clouds.world.disks = 2;
    await authorised(play);
    await turnsUntil(play, (m) => m.steps.some((step) => step.id === 'snapshot-source' && step.state === 'done'));
    expect(play.clouds.effects['createSnapshots']).toBe(1);
  });
});

describe('a machine that is down is not left waiting in silence', () => {
  test('when Azure does not allow the failover', async () => {
    const play = await playing(await open(), { settle: 0.2 });
    const { world } = play.clouds;
    play.clouds.fate = (verb) => {
      if (verb === 'createSnapshots' && world.item) world.item = { ...world.item, allowedOperations: ['DisableProtection'] };
      return undefined;
    };
    await authorised(play);
    await turnsUntil(play, (m) => /does not allow/.test(m.progress?.note ?? ''));
    await pause(300);
    expect((await turnsUntil(play, stuck)).status).toMatchObject({ step: 'fail-over', problem: expect.stringContaining('does not allow') });
  });

  test('when EC2 never finishes stopping', async () => {
    const play = await playing(await open(), { settle: 0.2 });
    await authorised(play);
    Object.assign(play.clouds.source, { power: async () => ({ state: play.clouds.effects['stop'] ? 'stopping' : 'running' }) });
    await turnsUntil(play, (m) => m.operations.some((op) => op.kind === 'stop-instance' && op.state === 'accepted'));
    await pause(300);
    expect((await turnsUntil(play, stuck)).status).toMatchObject({ step: 'stop-source', problem: expect.stringContaining('stopping') });
  });
});

describe('a failover that shows late', () => {
  /** Azure accepted it, and for long nothing is to be seen. */
  async function unseen(): Promise<{ play: Playing; happens: () => void }> {
    const play = await playing(await open(), { settle: 0.05 });
    play.clouds.fate = (verb) => (verb === 'failOver' ? { effect: false, answer: { status: 202, handle: { status: 202 } } } : undefined);
    await authorised(play);
    await turnsUntil(play, (m) => stuck(m) && m.operations.some((op) => op.kind === 'unplanned-failover'));
    return { play, happens: () => failedOver(play) };
  }

  test('is still our own after Retry', async () => {
    const { play, happens } = await unseen();
    happens();
    await play.press({ kind: 'retry' }, approver);
    await turnsUntil(play, asks('accept-target'));
    expect(play.clouds.sent.filter(({ verb }) => verb === 'failOver')).toHaveLength(1);
  });

  test('does not keep EC2 down for ever once somebody has stopped the Azure machine', async () => {
    const { play, happens } = await denied();
    await play.press({ kind: 'cancel', replication: 'keep' }, requester);
    happens();
    await turnsUntil(play, stuck);
    expect(play.clouds.effects['start']).toBeUndefined();
    play.clouds.world.vm = 'deallocated';
    await play.press({ kind: 'retry' }, requester);
    const m = await turnsUntil(play, ended);
    expect(m.status).toMatchObject({ how: 'cancelled' });
    expect(play.clouds.world.power).toBe('running');
  });

  test('keeps EC2 from being started while Azure is still at it', async () => {
    const { play, operation } = await denied();
    await play.press({ kind: 'cancel', replication: 'keep' }, requester);
    const job = { name: 'job-late', kind: 'UnplannedFailover', rawState: 'InProgress', state: 'running' as const, errors: [] };
    play.clouds.world.jobs.push(job);
    await play.keep(answerOf(operation, { is: 'accepted', handle: { status: 202, job: job.name } }));
    for (let n = 0; n < 5; n += 1) await play.turn();
    expect(play.clouds.effects['start']).toBeUndefined();
    expect((await play.record()).progress?.note).toMatch(/failover/);
    play.clouds.world.jobs.splice(0, Number.POSITIVE_INFINITY, { ...job, state: 'failed' as never, rawState: 'Failed' });
    await turnsUntil(play, ended);
    expect(play.clouds.world.power).toBe('running');
  });

  /** An approver has looked and said that it did not happen. */
  async function denied() {
    const local = await open();
    const play = await playing(local);
    play.clouds.fate = (verb) => (verb === 'failOver' ? lost : undefined);
    await authorised(play);
    const m = await turnsUntil(play, (seen) => seen.status.is === 'unknown');
    const operation = m.status.is === 'unknown' ? m.status.operation : '';
    delete play.clouds.fate;
    await play.press({ kind: 'did-not-happen' }, approver);
    await turnsUntil(play, stuck);
    const keep = (entry: Parameters<typeof local.store.keep>[1]) => local.store.keep(play.id, entry);
    return { play: { ...play, keep }, operation, happens: () => failedOver(play) };
  }

  function failedOver({ clouds: { world } }: Playing): void {
    if (!world.item) throw new Error('the item is there');
    world.vm = 'running';
    world.item = {
      ...world.item,
      activeLocation: 'Recovery',
      allowedOperations: ['Commit'],
      failoverPointId: `${world.item.id}/recoveryPoints/newest`,
      targetVmId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-07',
    };
  }
});

describe('the commit', () => {
  test('is done when its job is, not when Azure no longer offers it', async () => {
    const play = await playing(await open());
    await play.until(asks('accept-target'));
    const { jobsOf, job } = play.clouds.replicator;
    let state: 'running' | 'failed' = 'running';
    Object.assign(play.clouds.replicator, {
      jobsOf,
      job: async (name: string) => {
        const found = await job(name);
        return found?.kind === 'CommitFailover' ? { ...found, state, rawState: state } : found;
      },
    });
    await play.press({ kind: 'answer', gate: 'accept-target', yes: true }, requester);
    for (let n = 0; n < 5; n += 1) await play.turn();
    const underWay = await play.record();
    expect(underWay.steps.find((step) => step.id === 'commit-failover')?.state).toBe('running');
    state = 'failed';
    expect((await turnsUntil(play, stuck)).status).toMatchObject({ step: 'commit-failover' });
  });
});

describe('an authorisation', () => {
  test('that runs out while Ferry looks around before the failover lets nothing out', async () => {
    const play = await playing(await open(), { authorityValid: 3, drainBudget: 1 });
    const { jobsOf } = play.clouds.replicator;
    let slow = true;
    Object.assign(play.clouds.replicator, {
      jobsOf: async (item: string, since: number) => {
        // The look just before the failover, not the one before the test.
        if (slow && play.clouds.world.power === 'stopped') await pause(3_200);
        if (play.clouds.world.power === 'stopped') slow = false;
        return jobsOf(item, since);
      },
    });
    await authorised(play);
    await turnsUntil(play, () => !slow);
    const { status } = await turnsUntil(play, asks('authorise-failover'));
    expect(JSON.stringify(status)).toContain('from before Ferry stopped EC2');
    expect(play.clouds.sent.filter(({ verb }) => verb === 'failOver')).toEqual([]);
  });
});
