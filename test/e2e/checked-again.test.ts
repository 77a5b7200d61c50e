import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('a machine that changed between the approval and the stop is not stopped; mended, Retry stops it, and nobody approves twice', async () => {
  const { aws } = on.stage.sandbox;
  const machine = on.stage.machine();
  const play = await on.stage.migrate(machine);
  await play.toAuthorisation();
  aws.world({ instances: [{ instanceId: machine.instanceId, shutdownBehaviour: 'terminate' }] });
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/is stuck at Stop the EC2 instance\..*Since the plan was made the machine has changed/);
  await play.says(/instanceInitiatedShutdownBehavior is terminate\. EC2 runs; Ferry has stopped nothing\./);
  await play.says(/EC2 up/);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  aws.world({ instances: [{ instanceId: machine.instanceId, shutdownBehaviour: 'stop' }] });
  await play.press(people.requester, 'ferry_retry');
  await play.offers('ferry_accept');
  expect(play.count('aws', 'StopInstances')).toBe(1);
});

test('a machine that changed while it was down is not failed over, and the thread says that it is down; Cancel starts it again', async () => {
  const { aws } = on.stage.sandbox;
  const machine = on.stage.machine();
  const play = await on.stage.migrate(machine);
  await play.toAuthorisation();
  on.stage.fault('aws', 'CreateSnapshots', 'hold-after');
  await play.press(people.approver, 'ferry_authorise');
  await on.stage.held('CreateSnapshots');
  aws.world({ instances: [{ instanceId: machine.instanceId, shutdownBehaviour: 'terminate' }] });
  on.stage.release();
  await play.says(/is stuck at Fail over\..*is terminate\. EC2 is down, and nothing has failed over\./);
  await play.says(/Then Retry\. Cancel starts EC2 again\./);
  await play.offers('ferry_retry');
  expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(0);
  await play.press(people.requester, 'ferry_cancel', { replication: 'keep' });
  await play.ended('cancelled');
  expect(play.count('aws', 'StartInstances')).toBe(1);
});
