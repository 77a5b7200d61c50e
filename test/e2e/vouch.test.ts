import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { onStage } from '../support/on-stage.ts';
import { inShell } from '../support/on-terminal.ts';
import { channel, people } from '../support/scene.ts';

const on = onStage();
const root = `${import.meta.dirname}/../..`;
const unread = ['ec2:DescribeInstanceAttribute'];

test('what EC2 does not say, a named person vouches for; the plan, the approval and the audit say who did, and until Start it can be taken back', async () => {
  const { slack, aws } = on.stage.sandbox;
  aws.world({ deny: unread });
  const play = await on.stage.migrate(on.stage.machine());
  await play.says(/Not proven: A shutdown stops and does not delete – instanceInitiatedShutdownBehavior could not be read/);
  await play.says(/Who knows the answer may give it by Vouch… on the card/);
  await play.offers('ferry_vouch');

  const stranger = await play.press(people.stranger, 'ferry_vouch', { refused: true });
  expect(stranger.told).toMatch(/You may not vouch for it: you neither asked for this migration nor are an approver/);

  const dialog = async (user: string) =>
    String((await slack.click({ user, channel, ts: play.card().ts, actionId: 'ferry_vouch' })).view?.['id']);
  const [first, second] = [await dialog(people.approver), await dialog(people.requester)];
  const choice = 'shutdown-behaviour=stop';
  const given = await slack.submit({ user: people.approver, viewId: first, values: { choice, reason: 'read in the console <!channel>' } });
  expect(given).toMatchObject({ acknowledged: true });
  expect(given.viewErrors).toBeUndefined();
  await play.says(/<@U0APPROVER01> vouches for .*EC2 stops the instance.*“read in the console &lt;!channel&gt;”/);
  await play.offers('ferry_start');
  await play.says(
    /Vouched:\* by <@U0APPROVER01>, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: A shutdown stops and does not delete: EC2 stops the instance/,
  );
  const stale = await slack.submit({ user: people.requester, viewId: second, values: { choice: 'shutdown-behaviour=terminate' } });
  expect(Object.values(stale.viewErrors ?? {})).toEqual([
    'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
  ]);
  expect((await play.record()).attestations).toHaveLength(1);

  const oldStart = play.value('ferry_start');
  await play.press(people.requester, 'ferry_vouch', { choice: 'shutdown-behaviour' });
  await play.says(/<@U0REQUESTER1> takes back what was vouched for/);
  await eventually('the check to be unknown again', async () => (await play.record()).status.is === 'stuck' || undefined);
  expect((await play.record()).attestations).toEqual([]);

  await eventually('the card to ask anew', () => play.value('ferry_vouch') !== '' && !play.card().buttons.includes('ferry_start'));
  await play.press(people.requester, 'ferry_vouch', { choice });
  await play.offers('ferry_start');
  const late = await play.press(people.requester, 'ferry_start', { value: oldStart, refused: true });
  expect(late.told).toMatch(/earlier question/);

  await play.toAuthorisation();
  await play.says(/Authorise the failover of .*Vouched: by <@U0REQUESTER1>, .*EC2 stops the instance/);
  const { view } = await slack.click({ user: people.requester, channel, ts: play.card().ts, actionId: 'ferry_vouch' });
  expect(JSON.stringify(view)).toContain('boot-readiness=');
  expect(JSON.stringify(view)).not.toContain('shutdown-behaviour');
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_accept');
  const shown = await inShell(['show', play.id], root, on.stage.env);
  expect(shown.out).toMatch(/Vouched {2,}.*by U0REQUESTER1: A shutdown stops and does not delete: EC2 stops the instance/);
  expect(shown.out).toMatch(/vouching\.withdrawn/);
  aws.world({ deny: [] });
});

test('who vouches that a shutdown would delete the machine stops it there', async () => {
  on.stage.sandbox.aws.world({ deny: unread });
  const play = await on.stage.migrate(on.stage.machine());
  await play.offers('ferry_vouch');
  await play.press(people.requester, 'ferry_vouch', { choice: 'shutdown-behaviour=terminate' });
  await play.says(/could not be read: .*; a person says that it is terminate/);
  on.stage.sandbox.aws.world({ deny: [] });
  await play.press(people.requester, 'ferry_cancel');
  await play.ended('cancelled');
  expect(on.stage.effects()['aws'] ?? {}).not.toHaveProperty('StopInstances', expect.objectContaining({ [play.machine.instanceId]: 1 }));
});
