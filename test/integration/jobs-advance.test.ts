import { describe, expect, test } from 'vitest';
import { CloudError } from '../../src/errors.ts';
import { keys } from '../../src/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { useStore } from '../support/local-store.ts';
import { mortalStore } from '../support/mortal-store.ts';
import { asks, ended, playing } from '../support/playing.ts';
import { approver, requester } from '../support/situations.ts';

const { open } = useStore({ appendfsync: 'no' });

describe('a turn', () => {
  test('ends where people are awaited, with no timer but the expiry', async () => {
    const local = await open();
    const { turn, record, id } = await playing(local, { planExpires: 3600 });
    await turn();
    expect((await record()).status).toMatchObject({ is: 'asking', gate: 'confirm-plan' });
    const due = Number(await local.client.redis.zscore(keys.due, id));
    expect(due).toBeGreaterThan(local.store.clock.now() + 3_500_000);
  });

  test('of a migration that another process holds, that is gone or that a newer build wrote does nothing', async () => {
    const local = await open();
    const { turn, id, clouds } = await playing(local);
    await local.client.redis.hset(keys.record(id), 'n', 'other', 'lease', Date.now() + 60_000);
    await turn();
    await local.client.redis.hset(keys.record(id), 's', 99);
    await turn();
    await local.client.redis.del(keys.record(id));
    await turn();
    expect(clouds.sent).toEqual([]);
    expect(await local.store.log(id)).toHaveLength(1);
  });

  test('changes nothing in any cloud before the requester has pressed Start', async () => {
    const { turn, clouds, record } = await playing(await open());
    for (let i = 0; i < 5; i += 1) await turn();
    expect((await record()).status).toMatchObject({ is: 'asking' });
    expect(clouds.sent).toEqual([]);
  });

  test('ends a plan that nobody starts, and says so', async () => {
    const { turn, record } = await playing(await open(), { planExpires: 0.001 });
    await turn();
    await turn();
    expect((await record()).status).toMatchObject({ is: 'ended', how: 'expired' });
  });

  test('lets an authorisation that nobody gives run out, keeps replication, and asks anew on Retry', async () => {
    const { until, turn, press, record } = await playing(await open(), { approvalExpires: 0.001 });
    const m = await until((seen) => seen.status.is === 'stuck');
    expect(m.status).toMatchObject({ step: 'authorise-failover', problem: expect.stringContaining('Nobody answered in time') });
    await press({ kind: 'retry' }, requester);
    await turn();
    expect((await record()).status.is).not.toBe('ended');
    expect((await record()).asks).toBeGreaterThan(2);
  });

  test('reminds people of the machine that waits for them, again and again', async () => {
    const { until, turn, record, id } = await playing(await open(), { acceptReminder: 0.001 });
    await until(asks('accept-target'));
    await turn();
    await turn();
    const { store } = await open();
    expect((await store.log(id)).filter((line) => line.event.type === 'gate.reminded').length).toBeGreaterThan(1);
    expect((await record()).status).toMatchObject({ is: 'asking', gate: 'accept-target' });
  });
});

describe('while approvers decide', () => {
  test('a look that broke stops nobody; the next one tells what it found, once, and then once that it has passed', async () => {
    const local = await open();
    const { until, turn, record, clouds, id } = await playing(local, { watchEvery: 0.001 });
    await until(asks('authorise-failover'));
    const item = clouds.replicator.item;
    clouds.replicator.item = () => Promise.reject(new Error('a defect'));
    await turn();
    expect((await record()).status).toMatchObject({ is: 'asking', gate: 'authorise-failover' });
    expect((await record()).alerts).toBeUndefined();
    const ill = { code: '78174', severity: 'Error', message: 'No heartbeat.' };
    clouds.replicator.item = async (host, name) => {
      const found = await item(host, name);
      return found && { ...found, replicationHealth: 'Critical', healthErrors: [ill] };
    };
    await turn();
    await turn();
    expect((await record()).alerts).toEqual([expect.objectContaining({ key: 'health 78174', severity: 'critical' })]);
    expect((await record()).progress?.note).toMatch(/^protected, newest recovery point .* old, health Critical$/);
    clouds.replicator.item = item;
    await turn();
    await turn();
    expect((await record()).alerts).toBeUndefined();
    const log = (await local.store.log(id))
      .map(({ event }) => event)
      .flatMap((event) => (event.type === 'noted' || event.type === 'note.settled' ? [event] : []));
    expect(log.filter(({ alert }) => alert).map(({ type, step }) => [type, step])).toEqual([
      ['noted', 'authorise-failover'],
      ['note.settled', 'authorise-failover'],
    ]);
  });

  test('the thread hears once a period how replication stands', async () => {
    const { until, turn, id } = await playing(await open(), { watchEvery: 0.2, standing: 0.5 });
    await until(asks('authorise-failover'));
    const { store } = await open();
    const reminded = await eventually('a reminder that knows how replication stands', async () => {
      await turn();
      return (await store.log(id)).map(({ event }) => event).find((event) => event.type === 'gate.reminded' && event.standing);
    });
    expect(reminded).toMatchObject({ gate: 'authorise-failover', standing: expect.stringMatching(/^protected, newest recovery point/) });
  });
});

describe('a step that breaks', () => {
  test('because a cloud is away waits, longer each time, says why, and goes on by itself', async () => {
    const local = await open();
    const { until, turn, clouds, record, id } = await playing(local, { backoffMax: 300 });
    await until(asks('confirm-plan'));
    const vault = clouds.replicator.vault;
    clouds.replicator.vault = () =>
      Promise.reject(new CloudError('reading the vault: Azure answered 503', { code: 'azure-unavailable', retryable: true }));
    const pauses: number[] = [];
    await until((m) => m.tries === 1);
    for (let i = 0; i < 4; i += 1) {
      await turn();
      pauses.push(Number(await local.client.redis.zscore(keys.due, id)) - local.store.clock.now());
    }
    expect((await record()).progress).toMatchObject({ cause: 'reading the vault: Azure answered 503' });
    expect((await record()).status).toEqual({ is: 'running' });
    expect(pauses.at(-1)).toBeGreaterThan(4_000);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    clouds.replicator.vault = vault;
    expect((await until(ended)).status).toMatchObject({ how: 'completed' });
  });

  test('because a cloud asked to slow down waits exactly as long as it was asked', async () => {
    const local = await open();
    const { until, clouds, id, turn } = await playing(local);
    await until(asks('confirm-plan'));
    clouds.replicator.vault = () =>
      Promise.reject(new CloudError('throttled', { code: 'azure-throttled', retryable: true, retryAfterSeconds: 77 }));
    await until((m) => m.tries > 0);
    const redisNow = async () => {
      const [seconds, micros] = await local.client.redis.time();
      return Number(seconds) * 1000 + Number(micros) / 1000;
    };
    const before = Math.floor(await redisNow());
    await turn();
    const after = Math.ceil(await redisNow());
    const due = Number(await local.client.redis.zscore(keys.due, id));
    expect(due).toBeGreaterThanOrEqual(before + 77_000);
    expect(due).toBeLessThanOrEqual(after + 77_000);
  });

  test('because a cloud refuses stops at a person with what to do', async () => {
    const { until, clouds } = await playing(await open());
    await until(asks('confirm-plan'));
    clouds.replicator.vault = () =>
      Promise.reject(new CloudError('reading the vault: 403', { code: 'azure-denied', retryable: false, remedy: 'Give Ferry the role.' }));
    const m = await until((record) => record.status.is === 'stuck');
    expect(m.status).toMatchObject({ step: 'prepare-target', problem: 'Reading the vault: 403.', remedy: 'Give Ferry the role.' });
  });

  test('because Ferry has a defect stops with a reference and changes nothing more; Retry goes on once it is mended', async () => {
    const { until, turn, press, clouds, record } = await playing(await open());
    await until(asks('confirm-plan'));
    const vault = clouds.replicator.vault;
    clouds.replicator.vault = () => Promise.reject(new TypeError('x is not a function'));
    await until((m) => m.status.is === 'stuck');
    expect((await record()).status).toMatchObject({ reference: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(JSON.stringify((await record()).status)).not.toContain('x is not a function');
    expect(clouds.sent).toEqual([]);
    clouds.replicator.vault = vault;
    await press({ kind: 'retry' }, requester);
    await turn();
    expect((await until(ended)).status).toMatchObject({ how: 'completed' });
  });

  test('because Redis hiccups at any single call is no defect of Ferry: the migration goes on', async () => {
    const local = await open();
    const whole = await playing(local);
    const watched = mortalStore(local.store);
    await whole.until(ended, () => watched);
    const places = watched.made.flatMap((name, i) => (i % 3 === 0 || /intended|keep/.test(name) ? [i + 1] : []));
    const ends = await Promise.all(
      places.map(async (at) => {
        const { until, clouds } = await playing(local);
        const hiccuping = mortalStore(local.store, { at, reached: false, recovers: true });
        const m = await until(ended, () => hiccuping).catch((error: Error) => error.message);
        return typeof m === 'string' ? `call ${at}, ${watched.made[at - 1]}: ${m}` : JSON.stringify(clouds.effects);
      }),
    );
    expect(new Set(ends)).toEqual(new Set([JSON.stringify(whole.clouds.effects)]));
  });

  test('because this build does not know it waits for a build that does', async () => {
    const { until, turn, press, record } = await playing(await open());
    await until(asks('confirm-plan'));
    await press({ kind: 'answer', gate: 'confirm-plan', yes: true }, requester);
    await turn(undefined, { steps: [] });
    expect((await record()).status).toMatchObject({
      is: 'stuck',
      problem: expect.stringContaining('does not know the step prepare-target'),
    });
  });
});

describe('a click', () => {
  test('that is refused is answered to the person once', async () => {
    const { until, turn, press, told } = await playing(await open());
    await until(asks('confirm-plan'));
    await press({ kind: 'answer', gate: 'confirm-plan', yes: true }, approver);
    await turn();
    await turn();
    expect(told).toMatchObject([
      { click: { by: approver.id }, refusal: { because: expect.stringContaining('Only the person who asked') } },
    ]);
  });

  test('that comes while a step looks around is decided before the step may send anything', async () => {
    const { until, press, clouds } = await playing(await open());
    await until(asks('authorise-failover'));
    const power = clouds.source.power;
    clouds.source.power = async (id) => {
      clouds.source.power = power;
      await press({ kind: 'cancel', replication: 'keep' }, requester);
      return power(id);
    };
    const m = await until(ended);
    expect(m.status).toMatchObject({ how: 'cancelled' });
    expect(clouds.effects).not.toHaveProperty('stop');
    expect(clouds.world.power).toBe('running');
  });
});
