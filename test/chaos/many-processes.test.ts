import { expect, test, vi } from 'vitest';
import { presenceLines } from '../../src/migration/presence.ts';
import type { Migration } from '../../src/migration/types.ts';
import { createStore } from '../../src/store/index.ts';
import { eventually } from '../support/eventually.ts';
import type { FerryProcess } from '../support/ferry-process.ts';
import { expectCompleteThread } from '../support/invariants.ts';
import { onStage } from '../support/on-stage.ts';
import { channel, type Play, people } from '../support/scene.ts';
import { answers, effectsOn, onceEach } from './killing.ts';

const on = onStage({ bots: 2, workers: 3, approvalsNeeded: 2, timing: { heartbeat: 0.5 } });

/** What an operator is told of Ferry's processes. */
async function told(): Promise<string[]> {
  const store = await createStore(on.stage.client);
  return presenceLines(await store.presence());
}

/** A half-open socket goes on being chosen until Slack misses the answer to its ping. */
async function heardByAll(): Promise<void> {
  const { slack } = on.stage.sandbox;
  const help = () => slack.command({ user: people.stranger, channel, text: 'help', waitForView: 0 });
  await eventually('three commands in a row to be heard', async () => {
    for (let n = 0; n < 3; n += 1) if (!(await help()).acknowledged) return undefined;
    return slack.connections() === 2 ? true : undefined;
  });
}

async function votesOf(play: Play): Promise<string[]> {
  const { status } = await play.record();
  return status.is === 'asking' ? status.votes.map((vote) => vote.by) : [];
}

/** People answer what they are asked until the migration has ended; whoever was restarted under a click gets it again. */
async function through(play: Play): Promise<Migration> {
  await eventually(`${play.id} to end`, async () => {
    const { status } = await play.record();
    if (status.is === 'ended') return true;
    if (status.is !== 'asking') return undefined;
    const [user, button] = answers[status.gate];
    const asked = status.gate === 'authorise-failover' ? [people.approver, people.otherApprover] : [user];
    if (play.card().buttons.includes(button))
      for (const one of asked) if (!status.votes.some(({ by }) => by === one)) await play.press(one, button).catch(() => undefined);
    return undefined;
  });
  return play.ended('completed');
}

test('ten migrations at once come through two bots and three workers, every effect once, every thread complete', async () => {
  const wire = vi.spyOn(on.stage.sandbox.kit.trace, 'write');
  const plays = await Promise.all(Array.from({ length: 10 }, () => on.stage.migrate(on.stage.machine())));
  const records = await Promise.all(plays.map((play) => through(play)));
  for (const [index, play] of plays.entries()) {
    const record = records[index];
    if (!record) throw new Error('each play has its record');
    expect(record.status).toMatchObject({ is: 'ended', how: 'completed' });
    expect(effectsOn(on.stage, play, record), `effects of ${play.id}`).toEqual(onceEach);
    await eventually(`the thread of ${play.id} to be complete`, () =>
      expectCompleteThread(on.stage, record).then(
        () => true,
        () => undefined,
      ),
    );
  }
  const heardBy = wire.mock.calls.flatMap(([{ operation, url, response }]) => (operation === 'block_actions' && response ? [url] : []));
  expect(new Set(heardBy).size, 'both bots heard clicks').toBe(2);
  expect((await told())[0]).toMatch(/^2 bots, 3 workers; last heard \d s ago\.$/);
});

test('while one bot is refused by Slack the other hears every click, and the operator reads why', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('slack', 'apps.connections.open', 'fail', { error: 'token_revoked', times: 1_000 });
  on.stage.fault('slack', 'socket', 'drop-socket');
  await eventually('the trouble to be told', async () =>
    (await told()).some((line) => /^The bot \S+ does not hear Slack: Slack refuses SLACK_APP_TOKEN \(token_revoked\)\.$/.test(line))
      ? true
      : undefined,
  );
  expect((await play.press(people.approver, 'ferry_authorise')).acknowledged).toBe(true);
  expect((await play.press(people.otherApprover, 'ferry_authorise')).acknowledged).toBe(true);
  on.stage.sandbox.kit.faults.reset();
  await play.offers('ferry_accept');
  await eventually('both bots to hear Slack again', async () =>
    (await told()).length === 1 && on.stage.sandbox.slack.connections() === 2 ? true : undefined,
  );
  await play.press(...answers['accept-target']);
  await play.ended('completed');
});

test.each(['dead-socket', 'drop-socket', 'disconnect'])(
  'a click is not lost when a bot has a %s: the other gets what Slack sends again, once',
  async (kind) => {
    const play = await on.stage.migrate(on.stage.machine());
    await play.toAuthorisation();
    on.stage.fault('slack', 'block_actions', 'redeliver', { times: 10 });
    on.stage.fault('slack', 'socket', kind);
    await eventually('the fault to be taken', () =>
      on.stage.sandbox.kit.faults.armed().some((fault) => fault.match === 'socket') ? undefined : true,
    );
    await play.press(people.approver, 'ferry_authorise');
    await play.press(people.approver, 'ferry_authorise'); // one of the two goes to each bot
    await play.says(/Approvals: 1 of 2/);
    expect(await votesOf(play)).toEqual([people.approver]);
    on.stage.sandbox.kit.faults.reset();
    await heardByAll();
    await play.command(people.requester, `cancel ${play.id} --remove-replication`);
    await play.ended('cancelled');
  },
);

test('a click whose acknowledgement Slack lost comes again to the other bot, and counts once', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('slack', 'block_actions', 'drop-ack');
  on.stage.fault('slack', 'block_actions', 'redeliver');
  expect((await play.press(people.approver, 'ferry_authorise')).acknowledged).toBe(false);
  await play.says(/Approvals: 1 of 2/);
  expect(on.stage.sandbox.kit.faults.armed()).toEqual([]);
  expect(await votesOf(play)).toEqual([people.approver]);
  await play.command(people.requester, `cancel ${play.id} --remove-replication`);
  await play.ended('cancelled');
});

test('a bot that is killed is missed by the operator and by nobody else', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.offers('ferry_start');
  const [killed] = on.stage.bots.splice(0, 1);
  await killed?.kill('SIGKILL');
  await eventually('Slack to notice', () => (on.stage.sandbox.slack.connections() === 1 ? true : undefined));
  for (const button of ['ferry_start', 'ferry_start']) expect((await play.press(people.requester, button)).acknowledged).toBe(true);
  await eventually('the silence to be told', async () => {
    const lines = await told();
    return lines[0]?.startsWith('1 bot, 3 workers;') && lines.some((line) => /^The bot \S+ fell silent/.test(line)) ? true : undefined;
  });
  await on.stage.startBot();
  await play.command(people.requester, `cancel ${play.id} --remove-replication`);
  await play.ended('cancelled');
});

/** As a deployment does it: the new one is there first, then the oldest is told to stop. */
async function restartOldest(of: FerryProcess[], start: () => Promise<FerryProcess>): Promise<void> {
  const [old] = of;
  if (!old) throw new Error('nobody runs');
  await start();
  of.splice(of.indexOf(old), 1);
  expect(await old.kill('SIGTERM'), `how ${old.name} ended:\n${old.output().split('\n').slice(-5).join('\n')}`).toBe(0);
}

const phases: readonly ((play: Play) => Promise<unknown>)[] = [
  (play) => play.offers('ferry_start'),
  (play) => play.start(),
  (play) => play.offers('ferry_authorise'),
  async (play) => {
    for (const approver of [people.approver, people.otherApprover]) await play.press(approver, 'ferry_authorise');
  },
  async (play) => {
    await play.offers('ferry_accept');
    await play.press(...answers['accept-target']);
  },
];

test('a bot and a worker are replaced in every phase of a migration, each process in its turn, and nothing is lost', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  const silent = (await told()).slice(1);
  for (const begin of phases) {
    await begin(play);
    await Promise.all([
      restartOldest(on.stage.workers, () => on.stage.startWorker()),
      restartOldest(on.stage.bots, () => on.stage.startBot()),
    ]);
  }
  const record = await through(play);
  expect(record.status).toMatchObject({ is: 'ended', how: 'completed' });
  expect(effectsOn(on.stage, play, record)).toEqual(onceEach);
  await eventually('every process that was stopped to have taken its leave', async () => {
    const [first, ...others] = await told();
    return first?.startsWith('2 bots, 3 workers;') && others.length <= silent.length ? true : undefined;
  });
});
