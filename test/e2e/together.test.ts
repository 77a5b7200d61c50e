import { expect, test } from 'vitest';
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
  for (const { count } of [arm, stays]) expect(count('aws', 'StopInstances')).toBe(0);
  expect(moves.count('aws', 'StopInstances')).toBe(1);
});

test('a machine that moves already stays with its own card; whoever asked is led there', async () => {
  const already = await on.stage.migrate(on.stage.machine());
  const machines = [on.stage.machine(), already.machine, on.stage.machine()];
  const told = await already.command(people.requester, machines.map(({ instanceId }) => instanceId).join(' '), /open migration/);
  expect(told).toContain(already.machine.instanceId);
  expect(told).toContain(already.id);
  expect(already.card().replies.filter((reply) => markOf(reply)?.migration !== already.id)).toEqual([]);
});
