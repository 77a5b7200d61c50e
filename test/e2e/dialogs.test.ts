import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { onStage } from '../support/on-stage.ts';
import { follow } from '../support/play.ts';
import { channel, type Machine, type Play, people } from '../support/scene.ts';

const on = onStage();
const by = people.requester;

/** Starts a machine as somebody does who knows its name and nothing else. */
async function startByName(machine: Machine, note: string): Promise<Play> {
  const { slack } = on.stage.sandbox;
  const { view } = await slack.command({ user: by, channel, text: '' });
  const viewId = String(view?.['id']);
  const { options } = await slack.suggest({ user: by, viewId, actionId: 'ferry_machines', value: machine.name });
  const option = options.find(({ text }) => JSON.stringify(text).includes(machine.instanceId));
  const submitted = await slack.submit({ user: by, viewId, values: { ferry_machines: String(option?.['value']), ferry_note: note } });
  expect(submitted).toMatchObject({ acknowledged: true });
  expect(submitted.viewErrors).toBeUndefined();
  const card = await eventually(`a card for ${machine.instanceId}`, () =>
    slack.messages(channel).find((message) => message.text.includes(machine.instanceId) && message.metadata),
  );
  return follow(on.stage, machine, card);
}

test('/migrate alone finds a machine by its name; a rejection there removes its replication exactly once', async () => {
  const play = await startByName(on.stage.machine(), 'CHG-4711');
  const { slack } = on.stage.sandbox;
  await eventually('a word to the requester alone', () =>
    slack.ephemerals(channel).find(({ user, text }) => user === by && text.includes('One machine is being checked')),
  );
  expect((await play.record()).note).toBe('CHG-4711');
  await play.toAuthorisation();
  await play.reject(people.approver, 'not this quarter', 'remove');
  const record = await play.ended('rejected');
  expect(record.steps.find(({ id }) => id === 'remove-replication')?.state).toBe('done');
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(1);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  await play.says(/rejected the failover: “not this quarter”/);
});

test('a cancel takes its reason into the thread, and removes the replication when told to', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.press(by, 'ferry_cancel', { reason: 'wrong <!channel> weekend', replication: 'remove' });
  await play.ended('cancelled');
  await play.says(/stopped the migration of .* “wrong &lt;!channel&gt; weekend”/);
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(1);
});

test('a dialog submitted after the question moved on says so, loses nothing of what was written, and changes nothing', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const { slack } = on.stage.sandbox;
  const { view } = await slack.click({ user: people.approver, channel, ts: play.card().ts, actionId: 'ferry_reject' });
  await play.press(people.otherApprover, 'ferry_authorise');
  await play.offers('ferry_accept');
  const late = await slack.submit({ user: people.approver, viewId: String(view?.['id']), values: { reason: 'too late' } });
  expect(Object.values(late.viewErrors ?? {})).toEqual([
    'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
  ]);
  expect(JSON.stringify(late.view)).toContain('too late');
  expect((await play.record()).status).toMatchObject({ is: 'asking', gate: 'accept-target' });
  await play.press(by, 'ferry_accept');
  await play.ended('completed');
});

test('the cancel of an old card says the truth once the failover is out', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const { slack } = on.stage.sandbox;
  const value = play.value('ferry_cancel');
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_accept');
  const pressed = await slack.click({ user: by, channel, ts: play.card().ts, actionId: 'ferry_cancel', value, waitForView: 0 });
  expect(pressed.view).toBeUndefined();
  await eventually('the truth', () =>
    slack.ephemerals(channel).find(({ user, text }) => user === by && /has been sent to Azure and cannot be cancelled/.test(text)),
  );
  expect((await play.record()).stopWish).toBeUndefined();
  await play.press(by, 'ferry_accept');
  await play.ended('completed');
});
