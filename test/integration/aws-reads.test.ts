import { describe, expect, test } from 'vitest';
import { localAws } from '../support/local-aws.ts';

const web07 = 'i-0123456789abcdef0';

describe('a machine read from EC2', () => {
  test('carries everything the checks and the card ask about', async () => {
    const { source } = await localAws();
    expect(await source.machine(web07)).toEqual({
      instanceId: web07,
      readAt: expect.any(Number),
      account: '111122223333',
      ownerId: '111122223333',
      region: 'eu-west-1',
      name: 'web-07',
      state: 'running',
      architecture: 'x86_64',
      virtualization: 'hvm',
      hypervisor: 'nitro',
      instanceType: 'm5.xlarge',
      launchedAt: Date.parse('2024-03-04T09:30:00Z'),
      platform: 'windows',
      platformDetails: 'Windows',
      rootDeviceType: 'ebs',
      rootDeviceName: '/dev/sda1',
      bootMode: 'legacy-bios',
      tenancy: 'default',
      instanceStorage: false,
      shutdownBehaviour: 'stop',
      stopProtection: false,
      terminationProtection: false,
      privateIps: ['10.0.1.11'],
      publicIps: [],
      elasticIps: [],
      dnsNames: ['ip-10-0-1-11.eu-west-1.compute.internal'],
      networkInterfaces: 1,
      vpcId: 'vpc-0f00d00000000001a',
      subnetId: 'subnet-0f00d00000000001a',
      volumes: [
        { volumeId: expect.stringMatching(/^vol-/), device: '/dev/sda1', gib: 60, root: true, encrypted: false },
        { volumeId: expect.stringMatching(/^vol-/), device: '/dev/sdf', gib: 150, root: false, encrypted: false },
        { volumeId: expect.stringMatching(/^vol-/), device: '/dev/sdg', gib: 100, root: false, encrypted: false },
      ],
      ingress: [],
      vcpus: 4,
      memoryGib: 16,
      image: { id: expect.stringMatching(/^ami-/), found: true, name: 'Windows_Server-2019-English-Full-Base-2023.10.11' },
      tags: { Name: 'web-07', environment: 'prod', owner: 'shop' },
    });
  });

  test('is unknown when this account and region do not have it', async () => {
    const { source, world } = await localAws();
    world({ instances: [{ instanceId: 'i-0aaaaaaaaaaaaaaaa', region: 'us-east-1' }] });
    expect(await source.machine('i-0aaaaaaaaaaaaaaaa')).toBeUndefined();
    expect(await source.power('i-0bbbbbbbbbbbbbbbb')).toBeUndefined();
  });

  test('leaves the platform absent on Linux, as EC2 does', async () => {
    const { source } = await localAws();
    const machine = await source.machine('i-0123456789abcdef1');
    expect(machine).not.toHaveProperty('platform');
    expect(machine).toMatchObject({ elasticIps: ['198.51.100.12'], publicIps: ['198.51.100.12'] });
  });

  test('says that it is a Spot instance, and nothing of the kind otherwise', async () => {
    const { source } = await localAws();
    expect(await source.machine('i-0123456789abcdefd')).toHaveProperty('lifecycle', 'spot');
    expect(await source.machine(web07)).not.toHaveProperty('lifecycle');
  });

  test('lists every address of every network interface, the primary one first', async () => {
    const { source, world } = await localAws();
    const interfaces = [{ privateIps: ['10.0.1.90', '10.0.1.91'] }, { privateIps: ['10.0.1.92'] }];
    world({ instances: [{ instanceId: web07, interfaces }] });
    expect(await source.machine(web07)).toMatchObject({ networkInterfaces: 2, privateIps: ['10.0.1.90', '10.0.1.91', '10.0.1.92'] });
  });

  test('shows what all of its interfaces let in over IPv4, and names what an address cannot judge', async () => {
    const { source, world } = await localAws();
    const first = 'sg-0000000000000000a';
    const second = 'sg-0000000000000000b';
    world({
      securityGroups: [
        {
          groupId: first,
          ingress: [
            { fromPort: 443, toPort: 443, cidrs: ['10.1.0.0/16', '10.2.0.0/16'] },
            { protocol: '-1', ipv6Cidrs: ['::/0'] },
          ],
        },
        { groupId: second, ingress: [{ fromPort: 9443, toPort: 9443, prefixLists: ['pl-1'], groups: [first] }] },
      ],
      instances: [
        {
          instanceId: web07,
          interfaces: [
            { privateIps: ['10.0.1.90'], securityGroups: [first] },
            { privateIps: ['10.0.1.91'], securityGroups: [second, first] },
          ],
        },
      ],
    });
    expect((await source.machine(web07))?.ingress).toEqual([
      { groupId: first, protocol: 'tcp', fromPort: 443, toPort: 443, cidrs: ['10.1.0.0/16', '10.2.0.0/16'], otherSources: [] },
      { groupId: second, protocol: 'tcp', fromPort: 9443, toPort: 9443, cidrs: [], otherSources: ['pl-1', first] },
    ]);
  });

  test('does not borrow the volumes of the region when it has none itself', async () => {
    const { source } = await localAws();
    expect(await source.machine('i-0123456789abcdef7')).toMatchObject({ rootDeviceType: 'instance-store', volumes: [] });
  });

  test('is still described after its termination', async () => {
    const { source } = await localAws();
    expect(await source.machine('i-0123456789abcdefe')).toMatchObject({ state: 'terminated', privateIps: [], volumes: [], ingress: [] });
  });
});

describe('the image a machine was launched from', () => {
  const ami = 'ami-0f00d00000000dead';
  const golden = 'i-0123456789abcdefa';

  test.each(['yes', 'lately'] as const)('is named by the instance when it is deregistered (%s)', async (deregistered) => {
    const { source, world } = await localAws();
    world({ images: [{ imageId: ami, name: 'golden-app-2021-04', deregistered }] });
    expect((await source.machine(golden))?.image).toEqual({ id: ami, found: false, name: 'golden-app-2021-04' });
  });

  test('stays without a name when Ferry may read neither', async () => {
    const { source, fault } = await localAws();
    fault('DescribeImages', 'deny');
    fault('DescribeInstanceImageMetadata', 'deny');
    expect(await source.machine(golden)).toMatchObject({
      image: { id: ami, found: false },
      withheld: { image: { permission: 'ec2:DescribeImages', why: expect.stringContaining('describing the image') } },
    });
  });
});

describe('facts that Ferry may not read', () => {
  test('stay absent, so that no check takes them for a no', async () => {
    const { source, fault } = await localAws();
    fault('DescribeInstanceAttribute|DescribeInstanceTypes|DescribeAddresses', 'deny', { times: 5 });
    const machine = await source.machine('i-0123456789abcdef1');
    for (const fact of ['shutdownBehaviour', 'stopProtection', 'terminationProtection', 'hypervisor'])
      expect(machine).not.toHaveProperty(fact);
    expect(machine?.elasticIps).toEqual([]);
    for (const fact of ['shutdownBehaviour', 'stopProtection', 'terminationProtection', 'instanceType', 'elasticIps'] as const)
      expect(machine?.withheld?.[fact]).toMatchObject({ permission: expect.stringMatching(/^ec2:Describe/) });
  });

  test.each(['DescribeInstances', 'DescribeVolumes', 'DescribeSecurityGroups'])(
    'fail the reading when nothing can be said without them: %s',
    async (action) => {
      const { source, fault } = await localAws();
      fault(action, 'deny');
      await expect(source.machine(web07)).rejects.toMatchObject({ code: 'aws-denied', remedy: expect.stringContaining(`ec2:${action}`) });
    },
  );

  test('are asked for again when AWS was only busy', async () => {
    const { source, fault } = await localAws();
    fault('DescribeInstanceAttribute', 'throttle');
    await expect(source.machine(web07)).rejects.toMatchObject({ code: 'aws-throttled', retryable: true });
  });
});

test('an instance id that is not one never reaches EC2, which would answer with every machine', async () => {
  const { source, faults, fault } = await localAws();
  fault('.*', 'deny', { times: 99 });
  for (const id of ['', 'i-', 'web-07', 'i-0123456789abcdef0 ', 'i-0123456789abcdeg0']) {
    await expect(source.machine(id)).rejects.toMatchObject({ code: 'aws-refused', retryable: false });
    await expect(source.power(id)).rejects.toMatchObject({ code: 'aws-refused' });
    await expect(source.terminationProtected(id)).rejects.toMatchObject({ code: 'aws-refused' });
    await expect(source.stop(id)).rejects.toMatchObject({ code: 'aws-refused' });
  }
  await expect(source.snapshots('')).rejects.toMatchObject({ code: 'aws-refused' });
  expect(faults.armed()).toMatchObject([{ times: 99 }]);
});

test('tags come back per resource, also for those that have none', async () => {
  const { source } = await localAws();
  const machine = await source.machine(web07);
  const volume = machine?.volumes[0]?.volumeId ?? '';
  expect(await source.tags([web07, volume])).toEqual({ [web07]: { Name: 'web-07', environment: 'prod', owner: 'shop' }, [volume]: {} });
  expect(await source.tags([])).toEqual({});
});

describe('the credentials', () => {
  test('of another account may not even look', async () => {
    const { sourceWith } = await localAws();
    await expect(sourceWith({ account: '999999999999' }).machine(web07)).rejects.toMatchObject({
      code: 'aws-denied',
      retryable: false,
      message: expect.stringContaining('they belong to account 111122223333, ferry.yml says 999999999999'),
    });
  });

  test('are checked again after a check that failed, and only until one succeeds', async () => {
    const { source, fault, faults } = await localAws();
    fault('GetCallerIdentity', 'throttle');
    await expect(source.power(web07)).rejects.toMatchObject({ code: 'aws-throttled' });
    expect(await source.power(web07)).toEqual({ state: 'running', launchedAt: Date.parse('2024-03-04T09:30:00Z') });
    fault('GetCallerIdentity', 'deny');
    expect(await source.power(web07)).toEqual({ state: 'running', launchedAt: Date.parse('2024-03-04T09:30:00Z') });
    expect(faults.armed()).toHaveLength(1);
  });

  test('borrow the role of ferry.yml, with its external id', async () => {
    const { aws, sourceWith } = await localAws();
    const { role, externalId } = aws.details;
    expect(await sourceWith({ role, externalId }).power(web07)).toEqual({
      state: 'running',
      launchedAt: Date.parse('2024-03-04T09:30:00Z'),
    });
  });

  test('are refused a role whose trust demands an external id that ferry.yml does not give', async () => {
    const { aws, sourceWith } = await localAws();
    const { role } = aws.details;
    await expect(sourceWith({ role }).power(web07)).rejects.toMatchObject({
      code: 'aws-denied',
      message: expect.stringContaining(`assuming ${role} in prod (eu-west-1): `),
      remedy: expect.stringContaining('externalId'),
    });
  });

  test('that AWS does not know are said to be wrong', async () => {
    const { sourceWith } = await localAws();
    await expect(sourceWith({}, { AWS_ACCESS_KEY_ID: 'AKIANOBODYKNOWSTHIS1' }).power(web07)).rejects.toMatchObject({
      code: 'aws-denied',
      retryable: false,
      vendorCode: 'InvalidClientTokenId',
    });
  });
});
