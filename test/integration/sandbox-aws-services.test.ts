import { AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { localAws } from '../support/local-aws.ts';

const instanceId = 'i-0123456789abcdef1';

async function clients() {
  const local = await localAws();
  const { endpoint, region, accessKeyId, secretAccessKey } = local.aws.details;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  return { ...local, ssm: new SSMClient(config), autoScaling: new AutoScalingClient(config), route53: new Route53Client(config) };
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

test('Route 53 lists zones and records by page, in its order and spelling', async () => {
  const { route53, world } = await clients();
  world({
    hostedZones: [
      {
        id: 'Z1SHOP',
        name: 'shop.example',
        records: [
          { name: '*.shop.example', type: 'A', values: ['10.0.1.11', '10.0.1.12'] },
          { name: 'shop.example', type: 'A', alias: 'lb.shop.example' },
          { name: 'Api.shop.example', type: 'CNAME', values: ['api.elsewhere.example'], setIdentifier: 'blue' },
          { name: 'api.shop.example', type: 'CNAME', values: ['api.nowhere.example'], setIdentifier: 'green' },
        ],
      },
      { id: 'Z2INNER', name: 'inner.example', private: true },
    ],
  });
  const first = await route53.send(new ListHostedZonesCommand({ MaxItems: 1 }));
  expect(first).toMatchObject({
    HostedZones: [{ Id: '/hostedzone/Z2INNER', Name: 'inner.example.', Config: { PrivateZone: true }, ResourceRecordSetCount: 0 }],
    IsTruncated: true,
    NextMarker: 'Z1SHOP',
  });
  expect(await route53.send(new ListHostedZonesCommand({ Marker: first.NextMarker }))).toMatchObject({
    HostedZones: [{ Id: '/hostedzone/Z1SHOP', ResourceRecordSetCount: 4 }],
    IsTruncated: false,
  });
  const HostedZoneId = '/hostedzone/Z1SHOP';
  const page = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 3 }));
  expect(page.ResourceRecordSets).toMatchObject([
    { Name: 'shop.example.', Type: 'A', AliasTarget: { DNSName: 'lb.shop.example.', EvaluateTargetHealth: false } },
    { Name: '\\052.shop.example.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '10.0.1.11' }, { Value: '10.0.1.12' }] },
    { Name: 'api.shop.example.', Type: 'CNAME', SetIdentifier: 'blue' },
  ]);
  expect(page).toMatchObject({
    IsTruncated: true,
    NextRecordName: 'api.shop.example.',
    NextRecordType: 'CNAME',
    NextRecordIdentifier: 'green',
  });
  const rest = await route53.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId,
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    }),
  );
  expect(rest).toMatchObject({ ResourceRecordSets: [{ SetIdentifier: 'green' }], IsTruncated: false });
  await expect(route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z9GONE' }))).rejects.toMatchObject({
    name: 'NoSuchHostedZone',
    $metadata: { httpStatusCode: 404 },
  });
});

test('each service refuses in its own words', async () => {
  const { ssm, autoScaling, route53, fault, world } = await clients();
  fault('Describe.*', 'deny', { times: 2 });
  await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(autoScaling.send(new DescribeAutoScalingInstancesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  fault('Describe.*', 'throttle', { times: 2 });
  await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(autoScaling.send(new DescribeAutoScalingInstancesCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
  fault('ListHostedZones', 'throttle');
  await expect(route53.send(new ListHostedZonesCommand({}))).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  world({ deny: ['route53:ListHostedZones'] });
  await expect(route53.send(new ListHostedZonesCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});
