import { describe, expect, test } from 'vitest';
import type { SourceNetwork } from '../../src/migration/source-network.ts';
import { localAws } from '../support/local-aws.ts';

const web07 = 'i-0123456789abcdef0';
const host = '10.0.9.10';

function machineOf(network: SourceNetwork | undefined) {
  if (!network?.machine) throw new Error('EC2 shows no interface');
  return network.machine;
}

describe('what lies between a machine and its replication host', () => {
  test('is read with its groups, its ACL, its routes and the lists that they name', async () => {
    const { source, world } = await localAws();
    world({
      securityGroups: [
        {
          groupId: 'sg-0000000000000000a',
          egress: [{ fromPort: 443, toPort: 443, prefixLists: ['pl-0a'] }],
          ingress: [{ groups: ['sg-0000000000000000b'] }],
        },
      ],
      networkAcls: [
        {
          networkAclId: 'acl-0a',
          subnetIds: ['subnet-0a'],
          entries: [
            { ruleNumber: 90, egress: true, ruleAction: 'deny', from: 25, to: 25, cidr: '0.0.0.0/0' },
            { ruleNumber: 95, egress: true, protocol: '-1', ipv6Cidr: '::/0' },
          ],
        },
      ],
      routeTables: [
        {
          routeTableId: 'rtb-0a',
          subnetIds: ['subnet-0a'],
          routes: [
            { cidr: '10.0.0.0/16', target: 'local' },
            { prefixList: 'pl-0a', target: 'tgw-0a', state: 'blackhole' },
            { ipv6Cidr: '::/0', target: 'eigw-0a' },
          ],
        },
        { routeTableId: 'rtb-0b', routes: [{ cidr: '0.0.0.0/0', target: 'igw-0a' }] },
      ],
      prefixLists: [{ prefixListId: 'pl-0a', cidrs: ['10.0.9.0/24', '2001:db8::/32'] }],
      instances: [{ instanceId: web07, subnetId: 'subnet-0a', securityGroups: ['sg-0000000000000000a'] }],
    });
    expect(await source.network(web07, [host])).toEqual({
      region: 'eu-west-1',
      machine: {
        interfaceId: expect.stringMatching(/^eni-/),
        address: '10.0.1.11',
        vpcId: 'vpc-0f00d00000000001a',
        subnetId: 'subnet-0a',
        groups: ['sg-0000000000000000a'],
        rules: {
          value: [
            {
              groupId: 'sg-0000000000000000a',
              way: 'out',
              protocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              cidrs: [],
              prefixLists: ['pl-0a'],
              groups: [],
            },
            { groupId: 'sg-0000000000000000a', way: 'in', protocol: 'tcp', cidrs: [], prefixLists: [], groups: ['sg-0000000000000000b'] },
          ],
        },
        acl: {
          value: {
            id: 'acl-0a',
            entries: [
              { number: 90, way: 'out', allows: false, protocol: '6', fromPort: 25, toPort: 25, cidr: '0.0.0.0/0' },
              { number: 32_767, way: 'in', allows: false, protocol: '-1', cidr: '0.0.0.0/0' },
              { number: 32_767, way: 'out', allows: false, protocol: '-1', cidr: '0.0.0.0/0' },
            ],
          },
        },
        routes: {
          value: {
            id: 'rtb-0a',
            routes: [
              { destination: { cidr: '10.0.0.0/16' }, kind: 'local', target: 'local', blackhole: false, propagated: false },
              { destination: { prefixList: 'pl-0a' }, kind: 'transit', target: 'tgw-0a', blackhole: true, propagated: false },
            ],
          },
        },
      },
      hosts: { [host]: { value: { is: 'elsewhere' } } },
      prefixLists: { 'pl-0a': { value: ['10.0.9.0/24', '2001:db8::/32'] } },
    });
  });

  test('goes by the main table of the VPC where the subnet has none of its own', async () => {
    const { source, world } = await localAws();
    expect(machineOf(await source.network(web07, [host])).routes).toMatchObject({ value: { routes: [{ target: 'local' }] } });
    world({ routeTables: [{ routeTableId: 'rtb-0c', main: true, routes: [{ cidr: '0.0.0.0/0', target: 'pcx-0a' }] }] });
    expect(machineOf(await source.network(web07, [host])).routes).toMatchObject({
      value: { id: 'rtb-0c', routes: [{ kind: 'peering', target: 'pcx-0a' }] },
    });
  });

  test('goes by the interface that has the address, not by the first one', async () => {
    const { source, world } = await localAws();
    world({ instances: [{ instanceId: web07, interfaces: [{ privateIps: ['10.0.1.90'], securityGroups: ['sg-0000000000000000a'] }] }] });
    expect(machineOf(await source.network(web07, [host]))).toMatchObject({ address: '10.0.1.90', groups: ['sg-0000000000000000a'] });
  });

  test('reads a prefix list of more than one page to its end', async () => {
    const { source, world } = await localAws();
    const cidrs = Array.from({ length: 250 }, (_, n) => `10.9.${n}.0/24`);
    world({
      prefixLists: [{ prefixListId: 'pl-0b', cidrs }],
      securityGroups: [{ groupId: 'sg-0000000000000000a', egress: [{ protocol: '-1', prefixLists: ['pl-0b'] }] }],
      instances: [{ instanceId: web07, securityGroups: ['sg-0000000000000000a'] }],
    });
    expect((await source.network(web07, [host]))?.prefixLists['pl-0b']).toEqual({ value: cidrs });
  });

  test.each([
    ['ec2:DescribeSecurityGroups', 'rules'],
    ['ec2:DescribeNetworkAcls', 'acl'],
    ['ec2:DescribeRouteTables', 'routes'],
  ] as const)('says which permission is missing where AWS denies %s', async (permission, fact) => {
    const { source, world } = await localAws();
    world({ deny: [permission] });
    expect(machineOf(await source.network(web07, [host]))[fact]).toEqual({
      withheld: expect.stringContaining('not authorized'),
      permission,
    });
  });

  test('is nothing for a machine that EC2 does not know', async () => {
    const { source } = await localAws();
    expect(await source.network('i-00000000000000abc', [host])).toBeUndefined();
  });
});

describe('the replication host', () => {
  const interfaces = (...vpcs: readonly string[]) => ({
    networkInterfaces: vpcs.map((vpcId, n) => ({
      networkInterfaceId: `eni-0${n}`,
      privateIps: [host],
      vpcId,
      subnetId: `subnet-${n}`,
      securityGroups: ['sg-0f00d000000000001'],
    })),
  });

  test('is found by its address among all interfaces, with what surrounds it', async () => {
    const { source, world } = await localAws();
    world(interfaces('vpc-0f00d00000000001a'));
    expect((await source.network(web07, [host]))?.hosts[host]).toMatchObject({
      value: {
        is: 'here',
        end: {
          interfaceId: 'eni-00',
          groups: ['sg-0f00d000000000001'],
          rules: { value: [{ way: 'out' }] },
          acl: { value: {} },
          routes: { value: {} },
        },
      },
    });
  });

  test('is the one in the VPC of the machine, or the only one anywhere else', async () => {
    const { source, world } = await localAws();
    world(interfaces('vpc-2', 'vpc-0f00d00000000001a', 'vpc-3'));
    expect((await source.network(web07, [host]))?.hosts[host]).toMatchObject({ value: { is: 'here', end: { interfaceId: 'eni-01' } } });
    world({ networkInterfaces: [{ networkInterfaceId: 'eni-01', privateIps: [host], remove: true }] });
    expect((await source.network(web07, [host]))?.hosts[host]).toEqual({ value: { is: 'ambiguous' } });
    world({ networkInterfaces: [{ networkInterfaceId: 'eni-02', privateIps: [host], remove: true }] });
    expect((await source.network(web07, [host]))?.hosts[host]).toMatchObject({ value: { is: 'here', end: { vpcId: 'vpc-2' } } });
  });

  test('stays unseen where Ferry may not look', async () => {
    const { source, world } = await localAws();
    world({ deny: ['ec2:DescribeNetworkInterfaces'] });
    expect((await source.network(web07, [host]))?.hosts[host]).toMatchObject({ permission: 'ec2:DescribeNetworkInterfaces' });
  });
});
