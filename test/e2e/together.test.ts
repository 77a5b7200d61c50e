import { expect, test } from 'vitest';
import { expectCompleteThread } from '../support/invariants.ts';
import { onStage } from '../support/on-stage.ts';
import { markOf } from '../support/play.ts';
import { channel, people } from '../support/scene.ts';
import { migrateTogether } from '../support/together.ts';

const on = onStage({ workers: 2 });

test('three machines at once: one message in the channel that lives until all have ended, everything else in its thread', async () => {
  const before = on.stage.sandbox.slack.messages(channel).length;
  const machines = [on.stage.machine({ architecture: 'arm64', instanceType: 'm6g.large' }), on.stage.machine(), on.stage.machine()];
  const group = await migrateTogether(on.stage, machines);
  const [arm, stays, moves] = group.plays;
  if (!arm || !stays || !moves) throw new Error('three machines are followed');
  await group.says(/1 stuck · 2 wait for Start/);

  await arm.says(/Architecture is arm64/);
  await arm.press(people.requester, 'ferry_cancel');
  await arm.ended('cancelled');
  await stays.press(people.requester, 'ferry_cancel_plan');
  await stays.ended('cancelled');

  await moves.toAuthorisation();
  await group.says(/1 waits for approval · 2 cancelled/);
  await moves.press(people.approver, 'ferry_authorise');
  await moves.offers('ferry_accept');
  await group.says(/1 waits for acceptance/);
  await moves.press(people.requester, 'ferry_accept');
  await moves.ended('completed');

  await group.says(/All have ended:\* 1 completed · 2 cancelled/);
  expect(on.stage.sandbox.slack.messages(channel)).toHaveLength(before + 1);
  const { replies } = group.overview();
  const marks = replies.map((reply) => `${markOf(reply)?.migration} ${markOf(reply)?.n}`);
  expect(new Set(marks).size, 'no card and no line twice').toBe(marks.length);
  expect(replies.filter(({ broadcast }) => broadcast).map(({ text }) => text)).toEqual([
    expect.stringContaining(`*${moves.machine.name}* · <!subteam^S0APPROVERS1>`),
  ]);
  for (const { machine, thread } of group.plays) {
    expect(thread().length).toBeGreaterThan(0);
    for (const said of thread()) expect(said.startsWith(`*${machine.name}* · `), said).toBe(true);
  }
  for (const play of group.plays) await expectCompleteThread(on.stage, await play.record());
  for (const { count } of [arm, stays]) expect(count('aws', 'StopInstances')).toBe(0);
  expect(moves.count('aws', 'StopInstances')).toBe(1);
});

test('workers that are killed while they post leave one message, and each card and line once', async () => {
  on.stage.fault('slack', 'chat.postMessage', 'hold-after', { times: 2 });
  const typed = migrateTogether(
    on.stage,
    Array.from({ length: 4 }, () => on.stage.machine()),
  );
  await on.stage.held('chat.postMessage');
  await on.stage.killWorkers();
  on.stage.release();
  await Promise.all([on.stage.startWorker(), on.stage.startWorker()]);
  await on.stage.held('chat.postMessage'); // the message is there; now a card is on its way
  await on.stage.killWorkers();
  on.stage.release();
  await Promise.all([on.stage.startWorker(), on.stage.startWorker()]);
  const group = await typed;
  await group.says(/4 wait for Start/);
  await Promise.all(group.plays.map((play) => play.press(people.requester, 'ferry_cancel_plan')));
  await Promise.all(group.plays.map((play) => play.ended('cancelled')));
  await group.says(/4 cancelled/);
});

test('a machine that moves already stays with its own card; whoever asked is led there', async () => {
  const already = await on.stage.migrate(on.stage.machine());
  const machines = [on.stage.machine(), already.machine, on.stage.machine()];
  const told = await already.command(people.requester, machines.map(({ instanceId }) => instanceId).join(' '), /open migration/);
  expect(told).toContain(already.machine.instanceId);
  expect(told).toContain(already.id);
  expect(already.card().replies.filter((reply) => markOf(reply)?.migration !== already.id)).toEqual([]);
});
