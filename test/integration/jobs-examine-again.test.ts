import { describe, expect, test } from 'vitest';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { Migration, MigrationEvent } from '../../src/migration/types.ts';
import type { Store } from '../../src/store/index.ts';
import { useStore } from '../support/local-store.ts';
import { asks, ended, type Playing, playing } from '../support/playing.ts';
import { approver } from '../support/situations.ts';

const { open } = useStore({ appendfsync: 'no' });

const stuck = (m: Migration) => m.status.is === 'stuck';
const doneWith = (id: string) => (m: Migration) => m.steps.some((step) => step.id === id && step.state === 'done');

/** From now on EC2 says this of the machine. */
function becomes(play: Playing, more: Partial<SourceMachine>): void {
  const { source } = play.clouds;
  const { machine } = source;
  Object.assign(source, {
    machine: async (id: string) => {
      const seen = await machine(id);
      return seen && { ...seen, ...more };
    },
  });
}

/** The same, once EC2 is down. */
function whileDown(play: Playing, more: Partial<SourceMachine>): void {
  play.clouds.fate = (verb) => {
    if (verb === 'createSnapshots') becomes(play, more);
    return undefined;
  };
}

async function turnsUntil(play: Playing, reached: (m: Migration) => boolean): Promise<Migration> {
  for (let n = 0; n < 80; n += 1) {
    const m = await play.record();
    if (reached(m)) return m;
    await play.turn();
  }
  throw new Error(`never reached: ${JSON.stringify((await play.record()).status)}`);
}

/** Approvers have agreed; the first turn after that has not run. */
async function authorised(play: Playing): Promise<void> {
  await play.until(asks('authorise-failover'));
  await play.press({ kind: 'answer', gate: 'authorise-failover', yes: true }, approver);
}

const alerts = async (store: Store, id: string) =>
  (await store.log(id)).flatMap(({ event }) =>
    event.type === 'noted' && event.alert ? [event as MigrationEvent & { type: 'noted' }] : [],
  );

describe('right before the stop', () => {
  test('a machine that a shutdown would now delete is not stopped; mended, Retry stops it, and Start is not asked for again', async () => {
    const play = await playing(await open());
    await authorised(play);
    becomes(play, { shutdownBehaviour: 'terminate' });
    const { status, checks } = await turnsUntil(play, stuck);
    expect(status).toMatchObject({ is: 'stuck', step: 'stop-source' });
    expect(status).toHaveProperty(
      'problem',
      expect.stringMatching(
        /A shutdown stops and does not delete – instanceInitiatedShutdownBehavior is terminate\. EC2 runs; Ferry has stopped nothing\./,
      ),
    );
    expect(status).toHaveProperty(
      'remedy',
      expect.stringMatching(/modify-instance-attribute.*Then Retry\. Cancel leaves the machine in EC2/),
    );
    expect(checks.find(({ id }) => id === 'shutdown-behaviour')?.verdict).toBe('block');
    expect(play.clouds.effects['stop']).toBeUndefined();
    becomes(play, { shutdownBehaviour: 'stop' });
    await play.press({ kind: 'retry' });
    const after = await turnsUntil(play, doneWith('stop-source'));
    expect(after.checks.find(({ id }) => id === 'shutdown-behaviour')?.verdict).toBe('pass');
    expect(play.clouds.effects['stop']).toBe(1);
  });

  test('a fact that can no longer be read stops nothing either; somebody vouches for it, and approvers are asked anew with that before them', async () => {
    const play = await playing(await open());
    await authorised(play);
    becomes(play, { shutdownBehaviour: undefined as never });
    expect((await turnsUntil(play, stuck)).status).toHaveProperty('problem', expect.stringMatching(/Not proven: A shutdown stops/));
    await play.press({ kind: 'vouch', check: 'shutdown-behaviour', value: 'stop', reason: 'seen in the console' }, approver);
    const anew = await turnsUntil(play, asks('authorise-failover'));
    expect(anew.status).toMatchObject({
      question: {
        facts: expect.arrayContaining([
          expect.objectContaining({
            label: 'Vouched',
            by: approver.id,
            text: expect.stringMatching(/EC2 stops the instance, “seen in the console”$/),
          }),
        ]),
      },
    });
    expect(play.clouds.effects['stop']).toBeUndefined();
    await play.until(ended);
    expect(play.clouds.effects['stop']).toBe(1);
  });

  test('a new warning is told once, before the stop, and holds up nothing', async () => {
    const { store, client } = await open();
    const play = await playing({ store, client });
    becomes(play, { stopProtection: false });
    await authorised(play);
    play.clouds.fate = async (verb) => {
      if (verb === 'stop') expect(await alerts(store, play.id)).toHaveLength(1);
      return undefined;
    };
    becomes(play, { stopProtection: true });
    await turnsUntil(play, doneWith('stop-source'));
    expect((await alerts(store, play.id)).map(({ step, alert }) => [step, alert?.severity, alert?.text])).toEqual([
      ['stop-source', 'warning', expect.stringMatching(/^New since the plan was made\. EC2 lets it be stopped: disableApiStop is true\. /)],
    ]);
  });

  test('what was warned of when the plan was made is not told again', async () => {
    const { store, client } = await open();
    const play = await playing({ store, client });
    becomes(play, { stopProtection: true });
    await authorised(play);
    await turnsUntil(play, doneWith('stop-source'));
    expect(await alerts(store, play.id)).toEqual([]);
  });

  test('a machine that is gone by then is not looked for any further', async () => {
    const play = await playing(await open());
    await authorised(play);
    becomes(play, { state: 'terminated' });
    expect((await turnsUntil(play, stuck)).status).toHaveProperty(
      'problem',
      expect.stringMatching(/is terminated; Ferry has stopped nothing\.$/),
    );
  });
});

describe('right before the failover', () => {
  test("what Ferry's own stop has brought about is expected, and nothing is told", async () => {
    const { store, client } = await open();
    const play = await playing({ store, client });
    await play.until(ended);
    expect(await alerts(store, play.id)).toEqual([]);
    expect((await play.record()).status).toMatchObject({ how: 'completed' });
  });

  test('a machine that changed otherwise while it was down is not failed over; mended, Retry goes on', async () => {
    const play = await playing(await open());
    await authorised(play);
    whileDown(play, { shutdownBehaviour: 'terminate' });
    const { status } = await turnsUntil(play, stuck);
    expect(status).toMatchObject({
      step: 'fail-over',
      problem: expect.stringMatching(/is terminate\. EC2 is down, and nothing has failed over\./),
    });
    expect(status).toHaveProperty('remedy', expect.stringMatching(/Cancel starts EC2 again\.$/));
    expect(play.clouds.effects['failOver']).toBeUndefined();
    delete play.clouds.fate;
    becomes(play, { shutdownBehaviour: 'stop' });
    await play.press({ kind: 'retry' });
    await turnsUntil(play, asks('accept-target'));
    expect(play.clouds.effects['failOver']).toBe(1);
  });

  test('another disk makes the approval void before anything is sent', async () => {
    const play = await playing(await open());
    await authorised(play);
    whileDown(play, { volumes: [{ volumeId: 'vol-2', device: '/dev/sdb', gib: 900, root: false, encrypted: false }] });
    await turnsUntil(play, asks('authorise-failover'));
    expect(play.clouds.effects['failOver']).toBeUndefined();
  });
});
