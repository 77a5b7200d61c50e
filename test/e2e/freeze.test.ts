import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('while Ferry is frozen nothing that changes a cloud leaves; a stranger can neither freeze nor lift it', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  await play.command(people.stranger, 'freeze because I can', /Only approvers may freeze Ferry/);
  await play.command(people.approver, 'freeze quarter-end close', /Ferry is frozen/);
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/held, because .*quarter-end close/);
  await pause(1000); // several polls, in which a Ferry that does not hold would stop the machine
  expect(play.count('aws', 'StopInstances')).toBe(0);
  await play.command(people.stranger, 'status', /quarter-end close/);
  await play.command(people.requester, 'unfreeze', /Only approvers/);
  await play.command(people.approver, 'unfreeze', /The freeze is lifted/);
  await play.offers('ferry_accept');
});

test('a freeze between the stop and the failover holds the failover, and cancelling still starts EC2 again', async () => {
  const play = await on.stage.migrate(on.stage.machine());
  await play.toAuthorisation();
  on.stage.fault('aws', 'CreateSnapshots', 'hold-before');
  await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('CreateSnapshots');
  await play.command(people.approver, 'freeze something is wrong', /Ferry is frozen/);
  on.stage.release();
  await play.says(/held, because .*something is wrong/);
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(0);
  await play.press(people.requester, 'ferry_cancel');
  const record = await play.ended('cancelled');
  expect(record.sees.source).toBe('up');
  await play.command(people.approver, 'unfreeze', /The freeze is lifted/);
});
