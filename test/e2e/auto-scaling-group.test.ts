import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test('a machine that joins an Auto Scaling group after the plan is not stopped; in Standby, Retry stops it once', async () => {
  const { aws } = on.stage.sandbox;
  const machine = on.stage.machine();
  const { instanceId } = machine;
  const play = await on.stage.migrate(machine);
  await play.toAuthorisation();
  aws.world({ instances: [{ instanceId, autoScaling: { group: 'shop', lifecycleState: 'InService' } }] });
  await play.press(people.approver, 'ferry_authorise');
  await play.says(/is stuck at Stop the EC2 instance\..*AutoScalingGroupName is shop, LifecycleState is InService\. EC2 runs/);
  await play.says(
    /aws autoscaling enter-standby --instance-ids i-\S+ --auto-scaling-group-name 'shop' --should-decrement-desired-capacity/,
  );
  await play.says(/EC2 up/);
  await play.offers('ferry_retry');
  await play.press(people.requester, 'ferry_retry');
  await play.says(/retries Stop the EC2 instance[\s\S]*is stuck at Stop the EC2 instance/);
  expect(play.count('aws', 'StopInstances')).toBe(0);
  aws.world({ instances: [{ instanceId, autoScaling: { group: 'shop', lifecycleState: 'Standby' } }] });
  const { asks } = await play.record();
  await expect.poll(() => play.value('ferry_retry').split('|')[1], { timeout: 30_000 }).toBe(String(asks));
  await play.press(people.requester, 'ferry_retry');
  await play.offers('ferry_accept');
  expect(play.count('aws', 'StopInstances')).toBe(1);
});
