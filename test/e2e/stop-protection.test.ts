import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('stop protection is told in the plan; a refused stop says what to run, and Retry stops the machine', async () => {
  const machine = on.stage.machine({ stopProtection: true });
  const play = await on.stage.migrate(machine);
  await play.offers('ferry_start');
  await play.says(/disableApiStop is true.*--no-disable-api-stop/);
  await play.toAuthorisation();
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/Stopping i-\S+: AWS refused it: .*may not be stopped.*\(OperationNotPermitted\)/);
  await play.says(/Turn that off, then Retry: aws ec2 modify-instance-attribute/);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, stopProtection: false }] });
  await play.press(people.approver, 'ferry_retry');
  await play.offers('ferry_accept');
  expect(play.count('aws', 'StopInstances')).toBe(1);
});

test('a Spot instance is turned away before anything is changed', async () => {
  const play = await on.stage.migrate(on.stage.machine({ spot: true }));
  await play.says(/On-Demand instance – InstanceLifecycle is spot/);
  await play.says(/launch it as an On-Demand instance and migrate that one/);
  await play.press(people.requester, 'ferry_cancel');
  await play.ended('cancelled');
});
