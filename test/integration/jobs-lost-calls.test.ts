import { describe, expect, test } from 'vitest';
import { type Fate, well } from '../support/fake-clouds.ts';
import { useStore } from '../support/local-store.ts';
import { asks, ended, type Playing, playing } from '../support/playing.ts';
import { approver, otherApprover, requester } from '../support/situations.ts';

const { open } = useStore({ appendfsync: 'no' });

const lost = new Error('socket hang up');

/** The first call of this verb ends like this; all others go well. */
function once(p: Playing, verb: string, fate: Fate, meanwhile?: () => Promise<void>): void {
  let done = false;
  p.clouds.fate = async (called) => {
    if (called !== verb || done) return undefined;
    done = true;
    await meanwhile?.();
    return fate;
  };
}

function sent(p: Playing, verb: string): number {
  return p.clouds.sent.filter((request) => request.verb === verb).length;
}

/** The classic engine has one call more. */
const engineOf = (verb: string) => (verb === 'addMachine' ? 'InMageAzureV2' : 'InMageRcm');

const verbs = [
  'addMachine',
  'createPolicy',
  'createMapping',
  'enable',
  'stop',
  'createSnapshots',
  'commit',
  'remove',
  'tag',
  'tagVm',
  'protectFromTermination',
];

describe('a lost answer', () => {
  test.each([...verbs, 'failOver'])('of %s that had its effect is found out, and the call is not sent again', async (verb) => {
    const p = await playing(await open(), {}, engineOf(verb));
    once(p, verb, { effect: true, answer: lost });
    expect((await p.until(ended)).status).toMatchObject({ how: 'completed' });
    expect(sent(p, verb)).toBe(1);
    expect(p.clouds.effects[verb]).toBe(1);
  });

  test.each(verbs)('of %s that had no effect is found out, and the call is sent again', async (verb) => {
    const p = await playing(await open(), {}, engineOf(verb));
    once(p, verb, { effect: false, answer: lost });
    expect((await p.until(ended)).status).toMatchObject({ how: 'completed' });
    expect(sent(p, verb)).toBe(2);
    expect(p.clouds.effects[verb]).toBe(1);
  });

  test('of a discovery that comes to light after the second call leaves two machines, of which the first counts', async () => {
    const p = await playing(await open(), {}, 'InMageAzureV2');
    p.clouds.fate = (verb) => {
      if (verb !== 'addMachine') return undefined;
      if (sent(p, verb) === 1) return { effect: false, answer: lost };
      const [first] = p.clouds.sent.filter((request) => request.verb === verb);
      p.clouds.world.machines.push({
        id: 'late',
        name: 'web-07',
        ips: [],
        agent: 'installed',
        errors: [],
        addedBy: first?.operation ?? '',
      });
      return undefined;
    };
    const m = await p.until(ended);
    expect(m.steps.find(({ id }) => id === 'discover-machine')?.result).toMatchObject({ id: 'late' });
    expect(p.clouds.world.machines).toHaveLength(2);
  });

  test('of a failover that had no effect is left to a person; nothing is sent until an approver says so', async () => {
    const p = await playing(await open());
    once(p, 'failOver', { effect: false, answer: lost });
    const m = await p.until((record) => record.status.is === 'unknown');
    expect(m.operations.find((op) => op.kind === 'unplanned-failover')?.looks.length).toBeGreaterThanOrEqual(3);
    for (let i = 0; i < 5; i += 1) await p.turn();
    expect(sent(p, 'failOver')).toBe(1);
    await p.press({ kind: 'send-once-more' }, { ...requester, approver: true });
    await p.turn();
    expect(sent(p, 'failOver')).toBe(1);
    await p.press({ kind: 'look-again' }, requester);
    await p.turn();
    expect((await p.record()).status).toMatchObject({ is: 'unknown' });
    expect(sent(p, 'failOver')).toBe(1);
    await p.press({ kind: 'send-once-more' }, approver);
    expect((await p.until(ended)).status).toMatchObject({ how: 'completed' });
    expect(p.clouds.effects['failOver']).toBe(1);
  });

  test('of a failover that takes effect only after the looks ended is adopted when people let Ferry look again', async () => {
    const p = await playing(await open());
    once(p, 'failOver', { effect: false, answer: lost });
    await p.until((record) => record.status.is === 'unknown');
    const operation = p.clouds.sent.find((request) => request.verb === 'failOver')?.operation ?? '';
    p.clouds.world.jobs.push({
      name: 'late',
      kind: 'UnplannedFailover',
      state: 'succeeded',
      rawState: 'Succeeded',
      activityId: `${operation}-late`,
      errors: [],
    });
    await p.press({ kind: 'look-again' }, requester);
    await p.turn();
    const found = (await p.record()).operations.find((op) => op.id === operation);
    expect(found).toMatchObject({ state: 'accepted', handle: { job: 'late' } });
    expect(sent(p, 'failOver')).toBe(1);
  });

  test("beside a failover of somebody else's adopts nothing and stops at a person", async () => {
    const p = await playing(await open());
    once(p, 'failOver', { effect: false, answer: lost }, async () => {
      p.clouds.world.jobs.push({
        name: 'portal',
        kind: 'UnplannedFailover',
        state: 'running',
        rawState: 'InProgress',
        activityId: 'somebody',
        errors: [],
      });
    });
    const m = await p.until((record) => record.status.is === 'stuck');
    expect(m.status).toMatchObject({ step: 'fail-over', problem: expect.stringContaining('portal') });
    expect(sent(p, 'failOver')).toBe(1);
  });
});

describe('a cloud that answers badly for long', () => {
  test.each([503, 409])('with %i to every call is not hammered', async (status) => {
    const p = await playing(await open(), { backoffMax: 300 });
    await p.until(asks('confirm-plan'));
    p.clouds.fate = () => ({ effect: false, answer: { status, handle: { status }, error: { code: 'Busy', message: 'Busy.' } } });
    for (let i = 0; i < 4; i += 1) {
      if ((await p.record()).status.is === 'asking') await p.press({ kind: 'answer', gate: 'confirm-plan', yes: true }, requester);
      await p.turn();
    }
    expect(sent(p, 'createPolicy')).toBe(1);
    expect((await p.record()).status).toEqual({ is: 'running' });
  });

  test('with a refusal is asked once and stops at a person with what the cloud said', async () => {
    const p = await playing(await open());
    p.clouds.fate = () => ({
      effect: false,
      answer: { status: 403, handle: { status: 403 }, error: { code: 'Denied', message: 'No.', remedy: 'Ask.' } },
    });
    const m = await p.until((record) => record.status.is === 'stuck');
    expect(m.status).toMatchObject({ problem: expect.stringContaining('Azure refused it: No (Denied)'), remedy: 'Ask.' });
    expect(p.clouds.sent).toHaveLength(1);
  });
});

describe('a cancel', () => {
  test('while the stop is in flight waits for its answer, then starts EC2 again and fails over nothing', async () => {
    const p = await playing(await open());
    once(p, 'stop', { effect: true, answer: lost }, () => p.press({ kind: 'cancel', replication: 'keep' }, requester));
    expect((await p.until(ended)).status).toMatchObject({ how: 'cancelled' });
    expect(p.clouds.effects).toMatchObject({ stop: 1, start: 1 });
    expect(p.clouds.effects).not.toHaveProperty('failOver');
    expect(p.clouds.world.power).toBe('running');
  });

  test('while the failover is in flight is declined when the failover turns out to have happened', async () => {
    const p = await playing(await open());
    once(p, 'failOver', { effect: true, answer: lost }, () => p.press({ kind: 'cancel', replication: 'keep' }, requester));
    const m = await p.until(asks('accept-target'));
    expect(m.stopWish).toBeUndefined();
    expect(p.clouds.effects).not.toHaveProperty('start');
  });

  test('while the failover is out of sight starts nothing: two machines could run', async () => {
    const local = await open();
    const p = await playing(local);
    once(p, 'failOver', { effect: false, answer: lost }, () => p.press({ kind: 'cancel', replication: 'keep' }, requester));
    await p.until((m) => m.status.is === 'unknown');
    for (let i = 0; i < 3; i += 1) await p.turn();
    expect(p.clouds.effects).not.toHaveProperty('start');
    expect((await p.record()).status).toMatchObject({ is: 'unknown' });
    expect((await local.store.log(p.id)).map((line) => line.event.type)).toContain('stop.declined');
  });

  test('before the failover, with the wish to remove replication, leaves the machine up and nothing in Azure', async () => {
    const p = await playing(await open(), { hold: 3600 });
    await p.until((m) => m.progress?.note.includes('DOWN') === true);
    await p.press({ kind: 'cancel', replication: 'remove' }, requester);
    expect((await p.until(ended)).status).toMatchObject({ how: 'cancelled' });
    expect(p.clouds.world).toMatchObject({ power: 'running', vm: 'none' });
    expect(p.clouds.world.item).toBeUndefined();
  });
});

describe('the authority', () => {
  test('that an approver lost before the stop is asked for anew; nothing is stopped on the old one', async () => {
    const p = await playing(await open());
    await p.until(asks('authorise-failover'));
    await p.press({ kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
    const people = { person: async (id: string) => ({ id, name: id, approver: id === otherApprover.id }) };
    const decided = { person: async (id: string) => ({ id, name: id, approver: true }) };
    let asked = 0;
    await p.turn(undefined, { people: { person: (id) => ((asked += 1) === 1 ? decided : people).person(id) } });
    const m = await p.record();
    expect(m.status).toMatchObject({ is: 'asking', gate: 'authorise-failover', votes: [] });
    expect(m.authorities.map((one) => one.gate)).toEqual(['confirm-plan']);
    expect(p.clouds.effects).not.toHaveProperty('stop');
  });

  test('that ran out between the stop and the failover is asked for anew, with the machine down', async () => {
    const p = await playing(await open(), { hold: 3600 });
    await p.until((m) => m.progress?.note.includes('DOWN') === true);
    expect(p.clouds.effects).toMatchObject({ stop: 1 });
    const local = await open();
    const { authorities } = await p.record();
    expect(authorities).toHaveLength(2);
    const later = { ...local.store, clock: { now: () => local.store.clock.now() + 15_000_000, heard: () => undefined } };
    await p.turn(later);
    expect((await p.record()).status).toMatchObject({ is: 'asking', gate: 'authorise-failover' });
    expect(p.clouds.effects).not.toHaveProperty('failOver');
  });

  test('is void when the machine was changed after it was given', async () => {
    const p = await playing(await open());
    const machine = p.clouds.source.machine;
    await p.until(asks('authorise-failover'));
    p.clouds.source.machine = async (id) => {
      const found = await machine(id);
      return (
        found && {
          ...found,
          volumes: [...found.volumes, { volumeId: 'vol-2', device: '/dev/sdb', gib: 100, root: false, encrypted: false }],
        }
      );
    };
    await p.press({ kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
    await p.turn();
    expect((await p.record()).status).toMatchObject({ is: 'asking', gate: 'authorise-failover', votes: [] });
    expect(p.clouds.effects).not.toHaveProperty('stop');
  });
});

describe('a freeze', () => {
  test('holds every call forward, says who froze and why, and goes on when it is lifted', async () => {
    const local = await open();
    const p = await playing(local);
    await p.until(asks('authorise-failover'));
    await local.store.freeze('U0OPERATOR01', 'an incident');
    await p.press({ kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
    for (let i = 0; i < 5; i += 1) await p.turn();
    expect(p.clouds.effects).not.toHaveProperty('stop');
    expect((await p.record()).progress?.note).toContain('held, because Ferry is frozen: an incident');
    await local.store.unfreeze();
    expect((await p.until(ended)).status).toMatchObject({ how: 'completed' });
  });

  test('does not keep Ferry from undoing: a machine that is down is started again', async () => {
    const local = await open();
    const p = await playing(local, { hold: 3600 });
    await p.until((m) => m.progress?.note.includes('DOWN') === true);
    await local.store.freeze('U0OPERATOR01', 'an incident');
    await p.press({ kind: 'cancel', replication: 'keep' }, requester);
    await p.until(ended);
    expect(p.clouds.world.power).toBe('running');
  });
});

test('rolling back stops the Azure machine before it starts EC2', async () => {
  const p = await playing(await open());
  await p.until(asks('accept-target'));
  const order: string[] = [];
  p.clouds.fate = (verb) => {
    order.push(verb);
    return well;
  };
  await p.press({ kind: 'answer', gate: 'accept-target', yes: false }, requester);
  expect((await p.until(ended)).status).toMatchObject({ how: 'rolled-back' });
  expect(order).toEqual(['deallocate', 'start', 'remove']);
  expect(p.clouds.world).toMatchObject({ power: 'running', vm: 'deallocated' });
});
