import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { type Play, people } from '../support/scene.ts';

const on = onStage({ timing: { hold: 0.2 } });
const operators = 'C0OPERATORS1';
let starts = 0;

/** Somebody, or something, starts the instance behind Ferry's back; as in EC2, each start has a time of its own. */
function startedInEc2({ machine }: Play): void {
  starts += 1;
  const launchedAt = new Date(Date.now() + starts * 1000);
  on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, state: 'running', launchedAt }] });
}

function stoppedInEc2({ machine }: Play): void {
  on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, state: 'stopped' }] });
}

const told = (play: Play) => play.thread().filter((line) => line.includes('one machine runs twice')).length;

test('a person starts EC2 while the owner tests: thread and operators hear of it once, nobody can accept, and an approver has it stopped', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  const before = play.value('ferry_accept');
  startedInEc2(play);
  await play.says(/<@U0REQUESTER1> <!subteam\^S0APPROVERS1> :rotating_light: \*app-\d+: EC2 runs again: one machine runs twice\.\*/);
  await play.says(/EC2 up · Azure live/);
  await play.says(/next: \*an approver decides on EC2\*/);
  expect(
    on.stage.sandbox.slack.messages(operators).filter(({ text }) => text.includes(`[${play.id}]`) && text.includes('runs twice')),
  ).toHaveLength(1);
  await play.offers('ferry_stop_again');
  expect(play.card().buttons).not.toContain('ferry_accept');
  expect(play.card().buttons).toContain('ferry_roll_back');
  const pressed = await on.stage.sandbox.slack.click({
    user: people.requester,
    channel: 'C0MIGRATION1',
    ts: play.card().ts,
    actionId: 'ferry_stop_again',
    waitForView: 0,
  });
  expect(pressed.acknowledged).toBe(true);
  expect(play.count('aws', 'StopInstances'), 'the requester is no approver').toBe(1);
  await play.press(people.approver, 'ferry_stop_again');
  await play.says(/<@U0APPROVER01> has Ferry stop app-\d+ in EC2 again/);
  await play.says(/app-\d+ is stopped in EC2\. EC2 DOWN · Azure live/);
  await play.offers('ferry_accept');
  expect(play.value('ferry_accept')).not.toBe(before);
  await play.press(people.requester, 'ferry_accept');
  const { operations } = await play.ended('completed');
  expect(operations.filter(({ kind }) => kind === 'stop-again').map(({ state }) => state)).toEqual(['accepted']);
  expect(play.count('aws', 'StopInstances')).toBe(2);
  expect(told(play)).toBe(1);
});

test('a scheduler that starts EC2 twice is told twice; stopped by hand counts when Ferry sees it', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  for (const times of [1, 2]) {
    startedInEc2(play);
    await play.offers('ferry_stop_again');
    await expect.poll(() => told(play), { timeout: 30_000 }).toBe(times);
    expect(play.card().buttons).not.toContain('ferry_stopped_again');
    stoppedInEc2(play);
    await play.offers('ferry_stopped_again');
    expect(play.card().buttons).not.toContain('ferry_accept');
    await play.press(people.requester, 'ferry_stopped_again');
    await play.offers('ferry_accept');
  }
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
  expect(play.count('aws', 'StopInstances')).toBe(1);
});

test('EC2 is started while the failover is committed: nothing more is sent before an approver lets it go on, with a reason', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  on.stage.fault('azure', 'ReplicationProtectedItems_FailoverCommit', 'hold-before');
  await play.press(people.requester, 'ferry_accept');
  await on.stage.held('FailoverCommit');
  startedInEc2(play);
  on.stage.release();
  await play.offers('ferry_go_on');
  expect(play.count('azure', 'ReplicationProtectedItems_Delete'), 'it stops before the next call').toBe(0);
  const { told: refused } = await play.press(people.requester, 'ferry_go_on', { refused: true });
  expect(refused).toMatch(/You asked for this migration, so someone else must let the migration go on/);
  await play.press(people.approver, 'ferry_go_on', { reason: 'it is a <!channel> cold spare' });
  await play.says(/lets the migration of app-\d+ go on all the same: “it is a &lt;!channel&gt; cold spare”/);
  await play.ended('completed');
  await play.says(/runs in Azure\.\* EC2 up · Azure live: the EC2 instance is left as it is, as was decided/);
});

test('an EC2 that ran between two looks is told as well, and rolling back is possible all along', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  starts += 1;
  on.stage.sandbox.aws.world({
    instances: [{ instanceId: play.machine.instanceId, state: 'stopped', launchedAt: new Date(Date.now() + starts * 1000) }],
  });
  await play.says(/EC2 was started and stopped again meanwhile/);
  await play.offers('ferry_stopped_again');
  await play.press(people.requester, 'ferry_roll_back');
  const record = await play.ended('rolled-back');
  expect(record.sees).toEqual({ source: 'up', target: 'fenced' });
});

test('an EC2 that cannot be read bars acceptance, and comes back by itself', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAcceptance();
  on.stage.sandbox.aws.world({ deny: ['ec2:DescribeInstances'] });
  await play.says(/Nobody can say whether EC2 runs again: looking whether i-\S+ runs in prod/);
  await play.offers('ferry_go_on');
  expect(play.card().buttons).not.toContain('ferry_accept');
  on.stage.sandbox.aws.world({ deny: [] });
  await play.offers('ferry_accept');
  await play.press(people.requester, 'ferry_accept');
  await play.ended('completed');
});
