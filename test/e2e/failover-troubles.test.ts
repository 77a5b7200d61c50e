import { expect, test } from 'vitest';
import { itemOf } from '../support/azure-item.ts';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('a failover that really used an older point cannot be accepted; the gap is shown and rolling back works', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'old-point');
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/Accepting is barred: the failover used the recovery point of .* instead of .*: \d+ s of writes are missing/);
  await play.offers('ferry_roll_back');
  const record = await play.record();
  const ask = record.status.is === 'asking' ? record.status : undefined;
  const barred = await play.press(people.requester, 'ferry_roll_back', { value: 'not|a|button', refused: true });
  expect(barred.told).toBeDefined();
  if (play.card().buttons.includes('ferry_accept')) {
    const refused = await play.press(people.requester, 'ferry_accept', {
      value: `${play.id}|${ask?.ask}|${ask?.question.digest}`,
      refused: true,
    });
    expect(refused.told).toMatch(/cannot be accepted: the failover used/);
  }
  expect(play.count('azure', 'ReplicationProtectedItems_FailoverCommit')).toBe(0);
  await play.press(people.requester, 'ferry_roll_back');
  await play.ended('rolled-back');
});

test("a failover job that fails in Azure says why in Microsoft's words, and an approver may retry it", async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'fail-job', {
    code: '28031',
    message: 'The virtual machine could not be created in the zone.',
    possibleCauses: 'The zone has no capacity for the size.',
    recommendedAction: 'Choose another size or zone.',
  });
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/28031/);
  await play.says(/The zone has no capacity for the size/);
  await play.says(/Choose another size or zone/);
  const refused = await play.press(people.requester, 'ferry_retry', { refused: true });
  expect(refused.told).toMatch(/someone else must send the failover again/);
  await play.press(people.approver, 'ferry_retry');
  await play.offers('ferry_accept');
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(2);
  expect(play.count('aws', 'StopInstances')).toBe(1);
});

test('after a failed failover job the requester may cancel, and EC2 starts again', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'fail-job', { code: '28031', message: 'No capacity.' });
  await play.press(people.approver, 'ferry_authorise');
  await play.offers('ferry_retry');
  await play.press(people.requester, 'ferry_cancel');
  const record = await play.ended('cancelled');
  expect(record.sees.source).toBe('up');
});

test('an enable job that fails in Azure stops at the requester, who retries it', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  on.stage.fault('azure', 'ReplicationProtectedItems_Create', 'fail-job', {
    code: '95107',
    message: 'Installing the Mobility service failed.',
    possibleCauses: 'The credentials are wrong.',
    recommendedAction: 'Correct the account and try again.',
  });
  await play.start();
  await play.says(/95107.*The credentials are wrong/);
  await play.press(people.requester, 'ferry_retry');
  await play.offers('ferry_authorise');
});

test('health that turns critical because Ferry stopped the machine does not stop the failover', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'hold-before');
  await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('UnplannedFailover');
  expect((await itemOf(on.stage, play.machine)).properties.replicationHealth).toBe('Critical');
  on.stage.release();
  await play.offers('ferry_accept');
});
