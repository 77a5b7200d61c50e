import { expect, test } from 'vitest';
import { listPoints } from '../support/azure-item.ts';
import { classicTarget } from '../support/classic-target.ts';
import { engines } from '../support/engines.ts';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage({ timing: { drainBudget: 3, hold: 3 }, targets: { classic: classicTarget } });

test('cancelling after the source was stopped starts it again, and nothing fails over', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/is DOWN/);
  await play.press(people.requester, 'ferry_cancel');
  const record = await play.ended('cancelled');
  expect(record.sees.source).toBe('up');
  expect(play.count('aws', 'StartInstances')).toBe(1);
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(0);
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(0);
  await play.says(/runs again/);
});

test('cancelling with the wish to remove the replication removes it', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAuthorisation();
  await play.command(people.requester, `cancel ${play.id} --remove-replication`);
  await play.ended('cancelled');
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(1);
  expect(play.count('aws', 'StopInstances')).toBe(0);
});

test('without a covering recovery point in time nothing is stopped, the approval is void and approvers are asked anew', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAuthorisation();
  on.stage.fault('azure', 'RecoveryPoints_ListByReplicationProtectedItems', 'no-points', { minutes: 5000 });
  await listPoints(on.stage, play.machine); // from here on Azure makes no more points
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/no longer counts: no recovery point newer than .* came within 3 s; nothing was stopped and nothing failed over/);
  await play.offers('ferry_authorise');
  expect(play.count('aws', 'StopInstances')).toBe(0);
  expect((await play.record()).authorities.filter((one) => one.gate === 'authorise-failover')).toEqual([]);
});

test.each(engines)(
  '$engine: rolling back stops the Azure machine before EC2 starts again, removes the replication and keeps the snapshots',
  async ({ words }) => {
    const play = await on.stage.migrate(on.stage.machine(), words);
    await play.toAcceptance();
    await play.press(people.requester, 'ferry_roll_back');
    const record = await play.ended('rolled-back');
    expect(record.sees).toEqual({ source: 'up', target: 'fenced' });
    const order = record.operations.map((op) => op.kind);
    expect(order.indexOf('fence-target')).toBeLessThan(order.indexOf('start-instance'));
    expect(play.count('aws', 'StartInstances')).toBe(1);
    expect(play.count('aws', 'CreateSnapshots')).toBe(1);
    expect(play.count('azure', 'ReplicationProtectedItems_FailoverCommit')).toBe(0);
    expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(1);
  },
);

test('once the failover was sent, cancelling is refused and says what can be done', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAcceptance();
  await play.command(people.requester, `cancel ${play.id}`, /has been sent to Azure and cannot be cancelled\. .*Roll back/);
  expect((await play.record()).status.is).toBe('asking');
});

test('a cancel while a call is in flight is honoured before anything else leaves', async () => {
  const play = await on.stage.migrate(on.stage.machine(), '--target azure');
  await play.toAuthorisation();
  on.stage.fault('aws', 'StopInstances', 'hold-after');
  await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('StopInstances');
  await play.command(people.requester, `cancel ${play.id}`);
  await play.says(/may still be on its way/);
  on.stage.release();
  const record = await play.ended('cancelled');
  expect(record.sees.source).toBe('up');
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(0);
  expect(play.count('aws', 'CreateSnapshots')).toBe(0);
});
