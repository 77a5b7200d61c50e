import { expect, test } from 'vitest';
import { actions } from '../../src/slack/actions/index.ts';
import { approver, channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, asked, checked, everyState, failover, opened, t0 } from '../support/migration-records.ts';

const answers = [
  ['ferry_start', everyState['asking for Start'], { kind: 'answer', gate: 'confirm-plan', yes: true }],
  ['ferry_cancel_plan', everyState['asking for Start'], { kind: 'answer', gate: 'confirm-plan', yes: false }],
  ['ferry_authorise', everyState['asking for approval'], { kind: 'answer', gate: 'authorise-failover', yes: true }],
  ['ferry_accept', everyState['asking for acceptance'], { kind: 'answer', gate: 'accept-target', yes: true }],
  ['ferry_roll_back', everyState['asking for acceptance'], { kind: 'answer', gate: 'accept-target', yes: false }],
  ['ferry_retry', everyState['stuck'], { kind: 'retry' }],
  ['ferry_look_again', everyState['unknown'], { kind: 'look-again' }],
  ['ferry_did_not_happen', everyState['unknown'], { kind: 'did-not-happen' }],
  ['ferry_send_once_more', everyState['unknown'], { kind: 'send-once-more' }],
  ['ferry_stop_again', everyState['EC2 runs again'], { kind: 'settle-source', how: 'stop' }],
  ['ferry_stopped_again', everyState['EC2 was stopped again'], { kind: 'settle-source', how: 'stopped' }],
  ['ferry_it_happened', everyState['a hook in doubt'], { kind: 'it-happened' }],
  ['ferry_clean_up_test', everyState['running'] && { ...everyState['running'], foreignTest: true }, { kind: 'clean-up-test' }],
] as const;

test('every button that decides by itself is pressed in these tests', () => {
  expect(new Set(answers.map(([id]) => id))).toEqual(new Set(actions.filter(({ press }) => press.is === 'act').map(({ id }) => id)));
});

test('each button keeps what the person meant, bound to the question it stood under', async () => {
  const { slack, migrations, show } = await ferryInSlack();
  for (const [actionId, record, act] of answers) {
    if (!record) throw new Error(`no record for ${actionId}`);
    const migration = { ...record, id: `m-${actionId.replaceAll('_', '-')}` };
    const ts = await show(migration);
    const outcome = await slack.click({ user: approver, channel, ts, actionId, waitForView: 0 });
    expect(outcome.acknowledged, actionId).toBe(true);
    const kept = migrations.kept.at(-1);
    expect(kept?.id).toBe(migration.id);
    expect(kept?.click).toMatchObject({ is: 'click', by: approver, act, channel });
    // What is said of a test failover answers no question.
    expect(kept?.click.ask).toBe(act.kind === 'clean-up-test' ? undefined : migration.asks);
    expect(kept?.click.digest).toBe(act.kind === 'answer' ? asked.digest : undefined);
  }
});

test('a click is kept before it is acknowledged, and decided after', async () => {
  const { slack, faults, fault, migrations, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  fault('block_actions', 'hold-ack');
  const clicking = slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  await expect.poll(() => faults.held()).toHaveLength(1);
  expect(migrations.kept).toHaveLength(1);
  faults.release();
  expect((await clicking).acknowledged).toBe(true);
  await expect.poll(() => migrations.heard).toEqual(['keep answer', 'settle m-7f3k2']);
});

test('while a click is not yet kept, Slack hears nothing of it', async () => {
  const { slack, migrations, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  let release: () => void = () => undefined;
  migrations.whileKeeping = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const outcome = await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  expect(outcome.acknowledged).toBe(false);
  release();
  await expect.poll(() => migrations.heard).toContain('settle m-7f3k2');
});

test('a bot that stops finishes the click that it has heard', async () => {
  const { ferry, slack, migrations, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  let stopped: Promise<void> = Promise.resolve();
  migrations.whileKeeping = async () => {
    stopped = ferry.stop().then(() => void migrations.heard.push('stopped'));
  };
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  await stopped;
  expect(migrations.heard).toEqual(['keep answer', 'settle m-7f3k2', 'stopped']);
});

test('the same click delivered twice is kept once', async () => {
  const { slack, fault, migrations, repeated, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  fault('block_actions', 'deliver-twice');
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  await expect.poll(repeated).toBe(1);
  expect(migrations.kept).toHaveLength(1);
});

test('two presses are two clicks, in the order of their times', async () => {
  const { slack, migrations, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_cancel_plan', waitForView: 0 });
  const [first, second] = migrations.kept.map(({ click }) => click);
  expect(first?.key).not.toBe(second?.key);
  expect(first?.clickedAt ?? 0).toBeLessThanOrEqual(second?.clickedAt ?? 0);
});

test.each([
  ['late', 'Ferry heard this too late'],
  ['no-such-migration', 'Ferry has no migration m-7f3k2'],
] as const)('a click that is %s is answered to the person alone, and decides nothing', async (kept, sentence) => {
  const { slack, migrations, show, told } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  migrations.answerKeep = kept;
  expect((await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 })).acknowledged).toBe(true);
  await expect.poll(() => told(requester)).toContain(sentence);
  expect(migrations.heard).toEqual(['keep answer']);
});

test('when the store is down the click stays unacknowledged and the person is told', async () => {
  const { slack, migrations, show, told } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  migrations.answerKeep = new Error('connection refused');
  expect((await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 })).acknowledged).toBe(false);
  expect(told(requester)).toContain('store does not answer');
});

test('a forged button is refused and kept nowhere', async () => {
  const { slack, migrations, show, told } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', value: 'm-7f3k2|1|x|approved', waitForView: 0 });
  await expect.poll(() => told(requester)).toContain('does not know this button');
  expect(migrations.heard).toEqual([]);
});

test('what cannot be undone is named in a dialog before it is done', async () => {
  const { slack, show } = await ferryInSlack();
  const asks = async (record: Parameters<typeof show>[0], actionId: string) => {
    const ts = await show(record);
    return JSON.stringify((await slack.click({ user: approver, channel, ts, actionId, waitForView: 0 })).confirm);
  };
  const approval = await asks(after(checked, opened('authorise-failover')), 'ferry_authorise');
  for (const word of ['web-07', 'i-0123456789abcdef0', '35 min', 'cannot be failed back']) expect(approval).toContain(word);
  expect(await asks(after(checked, opened('accept-target')), 'ferry_accept')).toContain('deletes every earlier recovery point');
  expect(await asks(after(checked, opened('accept-target')), 'ferry_roll_back')).toContain('is lost');
  const unknown = after(
    checked,
    { type: 'operation.intended', at: t0, operation: failover },
    { type: 'operation.unknown', at: t0, operation: failover.id },
  );
  expect(await asks(unknown, 'ferry_send_once_more')).toContain('happen twice');
});
