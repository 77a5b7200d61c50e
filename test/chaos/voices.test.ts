import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { parseLine } from '../../src/store/log.ts';
import { eventually } from '../support/eventually.ts';
import { expectCompleteThread } from '../support/invariants.ts';
import { onStage } from '../support/on-stage.ts';
import { channel, type Play, people } from '../support/scene.ts';

const on = onStage({ approvalsNeeded: 2, timing: { lease: 1.5 } });

async function killBots(): Promise<void> {
  await Promise.all(on.stage.bots.splice(0).map((bot) => bot.kill('SIGKILL')));
}

async function votesOf(play: Play): Promise<string[]> {
  const { status } = await play.record();
  return status.is === 'asking' ? status.votes.map((vote) => vote.by) : [];
}

async function eventsOf({ id }: Play) {
  return (await on.stage.client.redis.lrange(keys.log(id), 0, -1)).map((text) => parseLine(text).event);
}

test('a click whose bot dies under the acknowledgement is delivered again, counts once, and everybody sees one vote', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('slack', 'block_actions', 'hold-ack', { times: 2 });
  const pressing = play.press(people.approver, 'ferry_authorise');
  await on.stage.held('block_actions');
  await killBots();
  await on.stage.startBot();
  await on.stage.held('block_actions'); // the second bot acknowledges what the first had kept
  on.stage.release();
  await pressing;
  await play.says(/Approvals: 1 of 2/);
  expect(await votesOf(play)).toEqual([people.approver]);
  await play.press(people.otherApprover, 'ferry_authorise');
  await play.offers('ferry_accept');
  const votes = (await eventsOf(play)).flatMap((event) =>
    event.type === 'gate.voted' && event.gate === 'authorise-failover' ? [event.by] : [],
  );
  expect(votes).toEqual([people.approver, people.otherApprover]);
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
});

test('clicks whose bot dies after acknowledging and before deciding are decided by the worker, and a refusal is still told', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await on.stage.killWorkers();
  await killBots();
  await on.stage.startBot(); // one that knows nobody yet
  const before = on.stage.sandbox.slack.ephemerals(channel).length;
  on.stage.fault('slack', 'users.info', 'hold-before');
  const refused = await play.press(people.stranger, 'ferry_authorise');
  await on.stage.held('users.info');
  const approved = await play.press(people.approver, 'ferry_authorise');
  await killBots();
  expect([refused.acknowledged, approved.acknowledged]).toEqual([true, true]);
  expect(await votesOf(play)).toEqual([]);
  await on.stage.startWorker();
  await play.says(/Approvals: 1 of 2/);
  const told = () => on.stage.sandbox.slack.ephemerals(channel).slice(before);
  expect(await eventually('the refusal', () => told().find((one) => one.user === people.stranger)?.text)).toMatch(
    /not on the approvers' list/,
  );
  expect(told()).toHaveLength(1);
  expect(await votesOf(play)).toEqual([people.approver]);
  await on.stage.startBot();
});

test('a worker told to stop waits for the answer of a call in flight, keeps it and leaves with 0', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('aws', 'StopInstances', 'hold-after');
  await play.press(people.approver, 'ferry_authorise');
  await play.press(people.otherApprover, 'ferry_authorise');
  await on.stage.held('StopInstances');
  const left = Promise.all(on.stage.workers.splice(0).map((worker) => worker.kill('SIGTERM')));
  await pause(700); // one that gave up would be gone, and its call with it
  expect(on.stage.sandbox.kit.faults.held().map((call) => call.operation)).toEqual(['StopInstances']);
  on.stage.release();
  expect(await left).toEqual([0]);
  await on.stage.startWorker();
  await play.offers('ferry_accept');
  const stop = (await play.record()).operations.filter((operation) => operation.kind === 'stop-instance');
  expect(stop.map(({ state, looks }) => ({ state, looks }))).toEqual([{ state: 'accepted', looks: [] }]);
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
});

test('a bot told to stop leaves with 0, and what it had acknowledged is decided', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await Promise.all(on.stage.bots.splice(0).map((bot) => bot.kill('SIGTERM')));
  await on.stage.startBot();
  await on.stage.killWorkers();
  on.stage.fault('slack', 'users.info', 'hold-before');
  const pressed = await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('users.info');
  const left = Promise.all(on.stage.bots.splice(0).map((bot) => bot.kill('SIGTERM')));
  on.stage.release();
  expect(await left).toEqual([0]);
  expect(pressed.acknowledged).toBe(true);
  await Promise.all([on.stage.startWorker(), on.stage.startBot()]);
  await play.says(/Approvals: 1 of 2/);
  expect(await votesOf(play)).toEqual([people.approver]);
});

test('while Slack takes no posts every step goes on; afterwards each thread is complete, in order, each line once', async () => {
  const plays = [await on.stage.migrate(on.stage.machine()), await on.stage.migrate(on.stage.machine())];
  on.stage.fault('slack', 'chat.postMessage', 'reset-after', { times: 3 });
  on.stage.fault('slack', 'chat.postMessage', 'unavailable', { times: 10_000 });
  await Promise.all(
    plays.map(async (play) => {
      await play.toAuthorisation();
      await play.press(people.approver, 'ferry_authorise');
      await play.press(people.otherApprover, 'ferry_authorise');
      await play.offers('ferry_accept');
    }),
  );
  const saidMeanwhile = plays.map((play) => play.thread().length);
  on.stage.sandbox.kit.faults.reset();
  for (const [index, play] of plays.entries()) {
    await play.press(people.requester, 'ferry_accept');
    const record = await play.ended('completed');
    const events = await eventsOf(play);
    expect(events.filter((event) => event.type === 'step.blocked')).toEqual([]);
    await eventually('the thread to catch up', async () =>
      Number(await on.stage.client.redis.hget(keys.thread(play.id), 'said')) === events.length ? true : undefined,
    );
    await expectCompleteThread(on.stage, record);
    expect(play.thread().length).toBeGreaterThan((saidMeanwhile[index] ?? 0) + 10);
  }
});
