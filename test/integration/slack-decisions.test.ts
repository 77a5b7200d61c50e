import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuse } from '../../src/errors.ts';
import type { Migration } from '../../src/migration/types.ts';
import { actions } from '../../src/slack/actions/index.ts';
import { approver, channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, asked, checked, failover, opened, t0 } from '../support/migration-records.ts';

const enabled = { type: 'step.finished', at: t0, step: 'enable-replication', summary: 'vm-web-07 is protected' } as const;
const asksApproval = after(checked, enabled, opened('authorise-failover'));
const copies = after(checked, enabled, { type: 'step.started', at: t0, step: 'wait-for-initial-replication' });
const notYet = after(checked, { type: 'step.started', at: t0, step: 'enable-replication' });

/** Opens the dialog of a button of this migration's card, as a person does. */
async function pressing(button: string, migration: Migration, user = approver) {
  const ferry = await ferryInSlack();
  const ts = await ferry.show(migration);
  const pressed = await ferry.slack.click({ user, channel, ts, actionId: button });
  const viewId = String(pressed.view?.['id']);
  return {
    ...ferry,
    pressed,
    dialog: JSON.stringify(pressed.view ?? {}),
    submit: (values: Record<string, string>) => ferry.slack.submit({ user, viewId, values }),
  };
}

const pressedIn: Readonly<Record<string, string>> = {
  ferry_reject: 'integration/slack-decisions.test.ts',
  ferry_cancel: 'integration/slack-decisions.test.ts',
  ferry_choose_point: 'e2e/recovery-points.test.ts',
  ferry_other_point: 'e2e/recovery-points.test.ts',
  ferry_force_stop: 'e2e/force-stop.test.ts',
  ferry_go_on: 'e2e/split-brain.test.ts',
  ferry_vouch: 'e2e/vouch.test.ts',
  ferry_waive_test: 'e2e/test-failover.test.ts',
};

test.each(actions.filter(({ press }) => press.is === 'ask').map(({ id }) => id))(
  'the button %s, which opens a dialog, is pressed in a test',
  async (id) => {
    const file = await readFile(join(import.meta.dirname, '..', pressedIn[id] ?? `no test for ${id}`), 'utf8');
    expect(file).toMatch(new RegExp(`(press|pressing|reject)\\(.*'${id}'`));
  },
);

test('rejecting asks why and what becomes of the replication, and the answer is the decision', async () => {
  const { pressed, dialog, submit, migrations } = await pressing('ferry_reject', asksApproval);
  expect(pressed.view?.['private_metadata']).toBe(`m-7f3k2|${asksApproval.asks}|${asked.digest}`);
  for (const words of ['Ferry does not fail *web-07* over', 'it goes on costing', 'the copy is lost']) expect(dialog).toContain(words);
  expect(migrations.kept).toEqual([]);
  expect((await submit({ reason: '   ' })).viewErrors).toEqual({ reason: 'Say why, in a few words.' });
  expect((await submit({ reason: 'Quarter end', replication: 'remove' })).acknowledged).toBe(true);
  expect(migrations.kept.map(({ click }) => click)).toMatchObject([
    {
      by: approver,
      ask: asksApproval.asks,
      digest: asked.digest,
      channel,
      act: { kind: 'answer', gate: 'authorise-failover', yes: false, reason: 'Quarter end', replication: 'remove' },
    },
  ]);
  await expect.poll(() => migrations.heard.at(-1)).toBe('settle m-7f3k2');
});

test('cancelling asks what becomes of the replication, keeps it unless told otherwise, and needs no reason', async () => {
  const { submit, dialog, migrations } = await pressing('ferry_cancel', copies, requester);
  expect(dialog).toContain('Ferry stops moving *web-07*, and this migration ends. It stays in EC2 as it is.');
  expect((await submit({})).acknowledged).toBe(true);
  expect(migrations.kept.map(({ click }) => click)).toMatchObject([
    { by: requester, channel, act: { kind: 'cancel', replication: 'keep' } },
  ]);
  expect(migrations.kept[0]?.click).not.toHaveProperty('act.reason');
  // A wish to cancel is about the migration, whatever is asked meanwhile.
  expect(migrations.kept[0]?.click.ask).toBeUndefined();
});

test('a reason for cancelling goes with the wish', async () => {
  const { submit, migrations } = await pressing('ferry_cancel', copies, requester);
  await submit({ reason: 'moved to May', replication: 'remove' });
  expect(migrations.kept.map(({ click }) => click.act)).toEqual([{ kind: 'cancel', replication: 'remove', reason: 'moved to May' }]);
});

test('where nothing can be replicated yet, nobody is asked about it', async () => {
  const { submit, dialog, migrations } = await pressing('ferry_cancel', notYet, requester);
  expect(dialog).not.toContain('eplication is kept');
  await submit({});
  expect(migrations.kept.map(({ click }) => click.act)).toEqual([{ kind: 'cancel', replication: 'keep' }]);
});

test('a replication that began while the dialog stood open is asked about before anything is decided', async () => {
  const { submit, migrations } = await pressing('ferry_cancel', notYet, requester);
  migrations.add(copies, { channel });
  const again = await submit({ reason: 'moved to May' });
  expect(migrations.kept).toEqual([]);
  expect(JSON.stringify(again.view)).toContain('What becomes of the replication?');
  expect((await submit({ replication: 'remove' })).acknowledged).toBe(true);
  expect(migrations.kept.map(({ click }) => click.act)).toEqual([{ kind: 'cancel', replication: 'remove', reason: 'moved to May' }]);
});

test('whoever may not decide hears so before writing a reason, and no dialog opens', async () => {
  const ferry = await ferryInSlack();
  const ts = await ferry.show(asksApproval);
  ferry.migrations.refuseRehearsal = refuse(
    'You asked for this migration, so someone else must reject it.',
    'Ask one of the other approvers.',
  );
  const { view, acknowledged } = await ferry.slack.click({ user: requester, channel, ts, actionId: 'ferry_reject', waitForView: 0 });
  expect([view, acknowledged]).toEqual([undefined, true]);
  expect(ferry.told(requester)).toBe('You asked for this migration, so someone else must reject it. Ask one of the other approvers.');
});

test('what can no longer count is said in the dialog, and what was written stays there', async () => {
  const { submit, slack, migrations } = await pressing('ferry_reject', asksApproval);
  migrations.refuseRehearsal = refuse(
    'This button belongs to an earlier question; nothing was done.',
    'Use the buttons of the newest card.',
  );
  const outcome = await submit({ reason: 'Quarter end' });
  expect(outcome.viewErrors).toEqual({
    reason: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
  });
  expect(migrations.kept).toEqual([]);
  expect(JSON.stringify(slack.views(approver)[0]?.['state'])).toContain('Quarter end');
});

test.each([
  ['late', 'Ferry heard this too late'],
  [new Error('connection refused'), 'store does not answer'],
] as const)('a submission that cannot be kept (%s) says so in the dialog', async (answer, sentence) => {
  const { submit, migrations } = await pressing('ferry_reject', asksApproval);
  migrations.answerKeep = answer;
  expect((await submit({ reason: 'no' })).viewErrors?.['reason']).toContain(sentence);
});

test('when the store is down, the dialog does not open and says why; an open one keeps what was written', async () => {
  const { slack, submit, migrations, show, told } = await pressing('ferry_cancel', copies, requester);
  const ts = await show(copies);
  migrations.find = () => Promise.reject(new Error('connection refused'));
  expect((await submit({ reason: 'no' })).viewErrors?.['reason']).toContain('store does not answer, so nothing was decided');
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_cancel', waitForView: 0 });
  expect(told(requester)).toContain("Ferry's store does not answer");
});

test('the same submission delivered twice is kept once', async () => {
  const { submit, fault, migrations, repeated } = await pressing('ferry_reject', asksApproval);
  fault('view_submission', 'deliver-twice');
  await submit({ reason: 'no' });
  await expect.poll(repeated).toBe(1);
  expect(migrations.kept).toHaveLength(1);
});

test('while a failover is on its way, cancelling says what it may still come to', async () => {
  const sent = after(checked, enabled, { type: 'operation.intended', at: t0, operation: failover });
  const ferry = await ferryInSlack();
  const ts = await ferry.show(copies);
  ferry.migrations.add(sent, { channel, ts });
  const { view } = await ferry.slack.click({ user: requester, channel, ts, actionId: 'ferry_cancel' });
  expect(JSON.stringify(view)).toContain(
    'The failover of *web-07* is on its way to Azure. If Azure takes it, it cannot be cancelled any more',
  );
});
