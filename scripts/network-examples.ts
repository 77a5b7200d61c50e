import type { CheckFacts } from '../jobs/check.ts';
import type { GroupRule, NetworkEnd, SourceNetwork } from '../src/migration/source-network.ts';

const everything: Omit<GroupRule, 'way'> = {
  groupId: 'sg-0123456789abcdef0',
  protocol: '-1',
  cidrs: ['0.0.0.0/0'],
  prefixLists: [],
  groups: [],
};

/** A machine in a network in which nothing is closed. */
export const openEnd: NetworkEnd = {
  interfaceId: 'eni-0123456789abcdef0',
  address: '10.0.1.11',
  vpcId: 'vpc-0123456789abcdef0',
  subnetId: 'subnet-0123456789abcdef0',
  groups: ['sg-0123456789abcdef0'],
  rules: {
    value: [
      { ...everything, way: 'out' },
      { ...everything, way: 'in' },
    ],
  },
  acl: {
    value: {
      id: 'acl-0123456789abcdef0',
      entries: [
        { number: 100, way: 'out', allows: true, protocol: '-1', cidr: '0.0.0.0/0' },
        { number: 100, way: 'in', allows: true, protocol: '-1', cidr: '0.0.0.0/0' },
      ],
    },
  },
  routes: {
    value: {
      id: 'rtb-0123456789abcdef0',
      routes: [
        { destination: { cidr: '10.0.1.0/24' }, kind: 'local', target: 'local', blackhole: false, propagated: false },
        { destination: { cidr: '0.0.0.0/0' }, kind: 'transit', target: 'tgw-0123456789abcdef0', blackhole: false, propagated: false },
      ],
    },
  },
};

/** Everything is open towards these addresses, which are outside EC2. */
export function openNetwork(...hosts: readonly string[]): SourceNetwork {
  return {
    region: 'eu-west-1',
    machine: openEnd,
    hosts: Object.fromEntries(hosts.map((address) => [address, { value: { is: 'elsewhere' } }])),
    prefixLists: {},
  };
}

const host = '10.0.0.10';
const open = openNetwork(host);
const changed = (end: Partial<NetworkEnd>, push = false): Partial<CheckFacts> => ({
  network: { ...open, machine: { ...openEnd, ...end } },
  push,
});

/** Networks by what the check of them says. */
export const networkExamples: readonly Partial<CheckFacts>[] = [
  { network: open },
  changed({ rules: { value: [{ ...everything, way: 'out', protocol: 'tcp', fromPort: 5432, toPort: 5432 }] } }),
  changed({ rules: { value: [{ ...everything, way: 'out' }] } }, true),
  changed({
    acl: {
      value: {
        id: 'acl-0123456789abcdef0',
        entries: [
          { number: 90, way: 'out', allows: false, protocol: '6', fromPort: 9443, toPort: 9443, cidr: '10.0.0.0/8' },
          { number: 100, way: 'out', allows: true, protocol: '-1', cidr: '0.0.0.0/0' },
          { number: 100, way: 'in', allows: true, protocol: '-1', cidr: '0.0.0.0/0' },
        ],
      },
    },
  }),
  changed({ routes: { value: { id: 'rtb-0123456789abcdef0', routes: [] } } }),
  changed({
    acl: { withheld: 'You are not authorized to perform this operation (UnauthorizedOperation)', permission: 'ec2:DescribeNetworkAcls' },
  }),
];
