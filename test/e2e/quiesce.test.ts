import { expect, test } from 'vitest';
import { stopSource } from '../../jobs/steps/stop-source.ts';
import { listPoints } from '../support/azure-item.ts';
import { onStage } from '../support/on-stage.ts';
import type { Play } from '../support/scene.ts';
import { people } from '../support/scene.ts';

const on = onStage({ quiesce: { idempotent: false, timeout: 5, onFailure: 'abort' }, timing: { drainBudget: 4, hold: 3 } });

async function authorised(play: Play): Promise<void> {
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
}

const asked = (play: Play) => ({ quiesced: play.count('hook', 'quiesce'), resumed: play.count('hook', 'resume') });

test('approvers read by whom the machine is quiesced; the recovery point covers the end of the quiesce, and only then EC2 stops', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.says(
    /Quiesce.*the webhook of 127\.0\.0\.1:\d+ is asked to quiesce its applications.*nothing is stopped and you are asked anew/,
  );
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/Ferry asks the hook to quiesce app-\d+\. It still runs\./);
  await play.says(/app-\d+ is quiesced\* since .* waits for a recovery point that covers it/);
  await play.offers('ferry_accept');
  const { operations, steps } = await play.record();
  const kinds = operations.map(({ kind }) => kind);
  expect(kinds.indexOf('quiesce-source')).toBeLessThan(kinds.indexOf('stop-instance'));
  const { quiescedAt, point } = stopSource.result.parse(steps.find(({ id }) => id === 'stop-source')?.result);
  expect(quiescedAt).toBe(operations.find(({ kind }) => kind === 'quiesce-source')?.answer?.at);
  expect(point.at).toBeGreaterThanOrEqual(quiescedAt);
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 0 });
});

test('a hook that fails stops nothing: the quiesce is ended, the approval is void and approvers are asked anew', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('hook', 'quiesce', 'fail', { message: 'the database would not <!channel> flush' });
  await play.press(people.approver, 'ferry_authorise');
  await play.says(
    /no longer counts: quiescing failed: the webhook of \S+ answered HTTP 500: the database would not &lt;!channel&gt; flush/,
  );
  await play.offers('ferry_authorise');
  expect(asked(play)).toEqual({ quiesced: 0, resumed: 1 });
  expect(play.count('aws', 'StopInstances')).toBe(0);
});

test('without a covering recovery point in time the quiesce is ended before approvers are asked anew', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'RecoveryPoints_ListByReplicationProtectedItems', 'no-points', { minutes: 5000 });
  await listPoints(on.stage, play.machine);
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/The quiesce of app-\d+ has ended/);
  await play.says(/no longer counts: no recovery point newer than .* came within 4 s; nothing was stopped/);
  await play.offers('ferry_authorise');
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 1 });
  expect(on.stage.sandbox.hook.quiesced()).not.toContain(play.machine.instanceId);
  expect(play.count('aws', 'StopInstances')).toBe(0);
});

test('cancelling after the stop starts EC2 again and then lets its applications go on', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await authorised(play);
  await play.says(/is DOWN/);
  await play.press(people.requester, 'ferry_cancel');
  const { operations, sees } = await play.ended('cancelled');
  const kinds = operations.map(({ kind }) => kind);
  expect(kinds.indexOf('start-instance')).toBeLessThan(kinds.indexOf('resume-source'));
  expect(sees.source).toBe('up');
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 1 });
});

test('rolling back lets the applications go on once EC2 runs again', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await authorised(play);
  await play.offers('ferry_accept');
  await play.press(people.requester, 'ferry_roll_back');
  await play.ended('rolled-back');
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 1 });
});

test('a lost answer of a hook that may not be asked twice is for a person, who says that it happened', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('hook', 'quiesce', 'reset-after');
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/Outcome unknown: The quiesce hook never answered\..*Ferry sent the wish to quiesce once/);
  await play.says(/Ask whoever runs the hook, then answer/);
  const { told } = await play.press(people.requester, 'ferry_it_happened', { refused: true });
  expect(told).toMatch(/You asked for this migration, so someone else must say that it happened/);
  await play.press(people.approver, 'ferry_it_happened');
  await play.says(/<@U0APPROVER01> says so: \*app-\d+ is quiesced/);
  await play.offers('ferry_accept');
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 0 });
});

test('a lost answer can be answered by cancelling, which ends whatever was begun', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('hook', 'quiesce', 'reset-before');
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_it_happened');
  await play.press(people.requester, 'ferry_cancel');
  await play.ended('cancelled');
  expect(asked(play)).toEqual({ quiesced: 0, resumed: 1 });
  expect(play.count('aws', 'StopInstances')).toBe(0);
});

test('a hook that will not end the quiesce stops at a person; it was ended by hand, and the migration ends', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await authorised(play);
  await play.says(/is DOWN/);
  on.stage.fault('hook', 'resume', 'fail', { message: 'locked', times: 2 });
  await play.press(people.requester, 'ferry_cancel');
  await play.says(/Ending the quiesce of i-\S+: the quiesce hook refused it: locked \(HTTP 500\)/);
  await play.press(people.requester, 'ferry_retry');
  await play.says(/retries End the quiesce[\s\S]*stuck at End the quiesce[\s\S]*Or end it by hand; an approver then presses It happened/);
  await play.offers('ferry_it_happened');
  await play.press(people.approver, 'ferry_it_happened');
  await play.ended('cancelled');
  expect(asked(play)).toEqual({ quiesced: 1, resumed: 0 });
  expect((await play.record()).sees.source).toBe('up');
});
