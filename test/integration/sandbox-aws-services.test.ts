import { AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { localAws } from '../support/local-aws.ts';

const instanceId = 'i-0123456789abcdef1';

async function clients() {
  const local = await localAws();
  const { endpoint, region, accessKeyId, secretAccessKey } = local.aws.details;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  return { ...local, ssm: new SSMClient(config), autoScaling: new AutoScalingClient(config) };
}

test('Systems Manager knows a machine whose agent has registered, and loses its ping when it stops', async () => {
  const { ssm, world } = await clients();
  const ask = async () =>
    (await ssm.send(new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [instanceId] }] })))
      .InstanceInformationList;
  world({ instances: [{ instanceId, ssm: null }] });
  expect(await ask()).toEqual([]);
  world({ instances: [{ instanceId, ssm: { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' } }] });
  expect(await ask()).toMatchObject([
    { InstanceId: instanceId, PingStatus: 'Online', PlatformVersion: '8.8', LastPingDateTime: expect.any(Date) },
  ]);
  world({ instances: [{ instanceId, state: 'stopped' }] });
  expect(await ask()).toMatchObject([{ PingStatus: 'ConnectionLost' }]);
});

test('Auto Scaling names the group of a machine that it keeps, and no other', async () => {
  const { autoScaling, world } = await clients();
  const ask = async () =>
    (await autoScaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds: [instanceId] }))).AutoScalingInstances;
  expect(await ask()).toEqual([]);
  world({ instances: [{ instanceId, autoScaling: { group: 'shop' } }] });
  expect(await ask()).toMatchObject([{ AutoScalingGroupName: 'shop', LifecycleState: 'InService' }]);
});

test('each service refuses in its own words', async () => {
  const { ssm, autoScaling, fault } = await clients();
  fault('Describe.*', 'deny', { times: 2 });
  await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(autoScaling.send(new DescribeAutoScalingInstancesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  fault('Describe.*', 'throttle', { times: 2 });
  await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(autoScaling.send(new DescribeAutoScalingInstancesCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
});
