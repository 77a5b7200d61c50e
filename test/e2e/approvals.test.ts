import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('neither the requester nor a stranger can authorise the failover, and each is told why', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const own = await play.press(people.requester, 'ferry_authorise', { refused: true });
  expect(own.told).toMatch(/You asked for this migration, so someone else must authorise the failover/);
  const strange = await play.press(people.stranger, 'ferry_authorise', { refused: true });
  expect(strange.told).toMatch(/you are not on the approvers' list/);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  expect((await play.record()).status.is).toBe('asking');
});

test('a double click counts once and fails over once', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await Promise.all([play.press(people.approver, 'ferry_authorise'), play.press(people.approver, 'ferry_authorise')]);
  await play.offers('ferry_accept');
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(1);
  expect(play.thread().filter((line) => line.includes('authorised the failover'))).toHaveLength(1);
});

test('two approvers at once give one failover, and the later one learns that it is decided', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const before = on.stage.sandbox.slack.ephemerals('C0MIGRATION1').length;
  await Promise.all([play.press(people.approver, 'ferry_authorise'), play.press(people.otherApprover, 'ferry_authorise')]);
  await play.offers('ferry_accept');
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(1);
  expect(play.count('aws', 'StopInstances')).toBe(1);
  const told = on.stage.sandbox.slack
    .ephemerals('C0MIGRATION1')
    .slice(before)
    .filter((one) => one.text.includes('belongs to an earlier question'));
  expect(told).toHaveLength(1);
});

test('a button of an earlier question does nothing and says so', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  const value = play.value('ferry_authorise');
  const [id, ask, digest] = value.split('|');
  for (const forged of [`${id}|${Number(ask) - 1}|${digest}`, `${id}|${ask}|0000000000000000`]) {
    const stale = await play.press(people.approver, 'ferry_authorise', { value: forged, refused: true });
    expect(stale.told).toMatch(/belongs to an earlier question; nothing was done/);
  }
  expect((await play.record()).status).toMatchObject({ is: 'asking', votes: [] });
});

test('a rejection with its reason ends the migration and keeps the replication', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.reject(people.approver, 'quarter-end <!channel> freeze');
  const record = await play.ended('rejected');
  expect(record.status).toMatchObject({ by: people.approver, reason: 'quarter-end <!channel> freeze' });
  await play.says(/quarter-end/);
  expect(play.thread().join('\n')).not.toContain('<!channel>');
  expect(play.count('aws', 'StopInstances')).toBe(0);
  expect(play.count('azure', 'ReplicationProtectedItems_Delete')).toBe(0);
});

test('a machine that was rejected goes on with the kept replication when it is asked for again', async () => {
  const machine = on.stage.machine();
  const first = await on.stage.migrate(machine);
  await first.toAuthorisation();
  await first.reject(people.approver, 'not today');
  await first.ended('rejected');
  const second = await on.stage.migrate(machine);
  expect(second.id).not.toBe(first.id);
  await second.toAuthorisation();
  await second.says(/took over the replication that an earlier migration kept/);
  expect(second.count('azure', 'ReplicationProtectedItems_Create')).toBe(1);
});

test('an approver who has been deactivated since no longer counts when the source is about to be stopped', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('azure', 'RecoveryPoints_ListByReplicationProtectedItems', 'hold-before');
  await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('RecoveryPoints');
  await on.stage.killWorkers();
  on.stage.sandbox.slack.world({ users: [{ id: people.approver, deleted: true }] });
  on.stage.release();
  await on.stage.startWorker();
  await play.says(/no longer counts: only 0 of 1 authorisations still count/);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  on.stage.sandbox.slack.world({ users: [{ id: people.approver, deleted: false }] });
});
