import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { onStage } from '../support/on-stage.ts';
import { channel, people } from '../support/scene.ts';

const on = onStage();

test('a beginning of the id is enough, and the note stands in the plan and in the question to the approvers', async () => {
  const { stage } = on;
  const { slack } = stage.sandbox;
  const machine = stage.machine();
  const text = `\`${machine.instanceId.slice(0, -1)}\`, —note “CHG-7, agreed”`;
  await slack.command({ user: people.requester, channel, text, waitForView: 0 });
  const card = () => slack.messages(channel).find((message) => message.metadata && message.text.includes(machine.instanceId));
  const seen = (button: string) => eventually(`a card with ${button}`, () => (card()?.buttons.includes(button) ? card() : undefined));
  const plan = await seen('ferry_start');
  expect(JSON.stringify(plan.blocks)).toContain('• *Note:* “CHG-7, agreed”');
  await slack.click({ user: people.requester, channel, ts: plan.ts, actionId: 'ferry_start', waitForView: 0 });
  const question = await seen('ferry_authorise');
  expect(JSON.stringify(question.blocks)).toContain('• *Note:* “CHG-7, agreed”');
  await eventually('the thread to show the note', () => card()?.replies.find((reply) => reply.text.includes('Note: “CHG-7, agreed”')));
});

test('a typed retry goes on where the migration is stuck, and sends nothing twice', async () => {
  const machine = on.stage.machine({ stopProtection: true });
  const play = await on.stage.migrate(machine);
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_retry');
  await play.command(people.stranger, `retry ${play.id}`, /You may not retry it/);
  on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, stopProtection: false }] });
  await play.command(people.requester, `retry ${machine.instanceId}`, /^Ferry heard that you want .* to retry/);
  await play.offers('ferry_accept');
  expect(play.count('aws', 'StopInstances')).toBe(1);
  await play.command(people.requester, `retry ${play.id}`, /is not stuck/);
});

test('a typed reject counts for approvers only, shows its reason and removes the replication once', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.command(people.stranger, `reject ${play.id} no`, /not on the approvers' list/);
  await play.command(people.approver, `reject ${play.id} “not before the audit” —remove-replication`, /the copy is lost/);
  await play.ended('rejected');
  await play.says(/not before the audit/);
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(1);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  await play.command(people.approver, `status ${play.id}`, /\*Undoing\*/);
});
