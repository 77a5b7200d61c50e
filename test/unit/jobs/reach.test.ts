import { describe, expect, test } from 'vitest';
import { judgeReach } from '../../../jobs/reach/judge.ts';
import { openEnd, openNetwork } from '../../../scripts/network-examples.ts';
import type { AclEntry, GroupRule, NetworkEnd, Route, SourceNetwork } from '../../../src/migration/source-network.ts';
import type { MachineSummary } from '../../../src/migration/types.ts';

const host = '10.0.9.10';
const rule = (more: Partial<GroupRule>): GroupRule => ({
  groupId: 'sg-1',
  way: 'out',
  protocol: 'tcp',
  cidrs: ['0.0.0.0/0'],
  prefixLists: [],
  groups: [],
  ...more,
});
const entry = (more: Partial<AclEntry>): AclEntry => ({
  number: 100,
  way: 'out',
  allows: true,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  ...more,
});
const route = (more: Partial<Route>): Route => ({
  destination: { cidr: '0.0.0.0/0' },
  kind: 'transit',
  target: 'tgw-1',
  blackhole: false,
  propagated: false,
  ...more,
});

interface Scene {
  readonly rules?: readonly GroupRule[];
  readonly acl?: readonly AclEntry[];
  readonly routes?: readonly Route[];
  readonly machine?: Partial<NetworkEnd>;
  /** The host is this interface of the same account; else it is outside EC2. */
  readonly here?: Partial<NetworkEnd>;
  readonly lists?: SourceNetwork['prefixLists'];
  readonly push?: MachineSummary['osFamily'];
  readonly host?: string;
}

function judge({ rules, acl, routes, machine, here, lists, push, host: address = host }: Scene) {
  const end: NetworkEnd = {
    ...openEnd,
    groups: ['sg-1', 'sg-2'],
    ...(rules && { rules: { value: rules } }),
    ...(acl && { acl: { value: { id: 'acl-1', entries: acl } } }),
    ...(routes && { routes: { value: { id: 'rtb-1', routes } } }),
    ...machine,
  };
  const network: SourceNetwork = {
    ...openNetwork(address),
    machine: end,
    ...(here && {
      hosts: { [address]: { value: { is: 'here', end: { ...openEnd, subnetId: 'subnet-2', address, groups: ['sg-9'], ...here } } } },
    }),
    ...(lists && { prefixLists: lists }),
  };
  return judgeReach(network, { hostAddresses: [address], ...(push && { push }) });
}

describe('the security groups of a machine', () => {
  test.each<[string, Partial<GroupRule>, 'pass' | 'block']>([
    ['everything is allowed, as in a new group', { protocol: '-1' }, 'pass'],
    ['TCP is allowed without ports', { protocol: 'tcp' }, 'pass'],
    ['protocol 6 is allowed, which is TCP', { protocol: '6', fromPort: 0, toPort: 65_535 }, 'pass'],
    ['the range begins at 443 and ends at 9443', { fromPort: 443, toPort: 9443 }, 'pass'],
    ['the range ends just before 9443', { fromPort: 443, toPort: 9442 }, 'block'],
    ['the range begins just after 443', { fromPort: 444, toPort: 9443 }, 'block'],
    ['only UDP is allowed', { protocol: 'udp' }, 'block'],
    ['only ICMP is allowed', { protocol: 'icmp', fromPort: -1, toPort: -1 }, 'block'],
    ['only the next address is allowed', { cidrs: ['10.0.9.11/32'] }, 'block'],
    ['only IPv6 is allowed', { cidrs: ['::/0'] }, 'block'],
    ['the address lies in the last of several ranges', { cidrs: ['192.168.0.0/16', '10.0.9.0/24'] }, 'pass'],
    ['it is a rule for what comes in', { way: 'in', protocol: '-1' }, 'block'],
  ])('when %s', (_, more, expected) => {
    expect(judge({ rules: [rule(more)] }).verdict).toBe(expected);
  });

  test('add up, also over several groups', () => {
    const rules = [rule({ fromPort: 443, toPort: 443 }), rule({ groupId: 'sg-2', fromPort: 9443, toPort: 9443 })];
    expect(judge({ rules }).verdict).toBe('pass');
  });

  test('come with one command that opens every missing port, and one that takes exactly that away', () => {
    expect(judge({ rules: [] })).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.10: no rule of sg-1, sg-2 lets it out',
      remedy: [
        'Ferry changes no network. To open it:',
        "aws ec2 authorize-security-group-egress --region eu-west-1 --group-id sg-1 --ip-permissions IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges='[{CidrIp=10.0.9.10/32}]' IpProtocol=tcp,FromPort=9443,ToPort=9443,IpRanges='[{CidrIp=10.0.9.10/32}]' ;",
        'to close it again:',
        "aws ec2 revoke-security-group-egress --region eu-west-1 --group-id sg-1 --ip-permissions IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges='[{CidrIp=10.0.9.10/32}]' IpProtocol=tcp,FromPort=9443,ToPort=9443,IpRanges='[{CidrIp=10.0.9.10/32}]' ;",
        'then Retry.',
      ].join(' '),
    });
  });

  test('that open a range with a hole leave the hole shut, and name it', () => {
    const open = rule({ way: 'out', protocol: '-1' });
    const incoming = [
      rule({ way: 'in', fromPort: 135, toPort: 445 }),
      rule({ way: 'in', fromPort: 49_152, toPort: 60_000 }),
      rule({ way: 'in', fromPort: 60_002, toPort: 65_535 }),
    ];
    expect(judge({ rules: [open, ...incoming], push: 'windows' })).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 49152–65535 from 10.0.9.10 to 10.0.1.11: no rule of sg-1, sg-2 lets it in (missing: 60001)',
      remedy: expect.stringContaining(
        'authorize-security-group-ingress --region eu-west-1 --group-id sg-1 --ip-permissions IpProtocol=tcp,FromPort=60001,ToPort=60001',
      ),
    });
  });

  test('are asked for SSH where the host pushes to Linux, and for nothing inwards where it does not push', () => {
    const outward = [rule({ protocol: '-1' })];
    expect(judge({ rules: outward }).verdict).toBe('pass');
    expect(judge({ rules: outward, push: 'linux' })).toMatchObject({
      verdict: 'block',
      evidence: expect.stringMatching(/^TCP 22 from 10\.0\.9\.10 to 10\.0\.1\.11: /),
    });
    expect(
      judge({ rules: [...outward, rule({ way: 'in', fromPort: 22, toPort: 22, cidrs: ['10.0.9.10/32'] })], push: 'linux' }).verdict,
    ).toBe('pass');
  });

  test('may name a prefix list, whose ranges count', () => {
    const rules = [rule({ cidrs: [], prefixLists: ['pl-1'] })];
    expect(judge({ rules, lists: { 'pl-1': { value: ['10.0.9.0/24'] } } }).verdict).toBe('pass');
    expect(judge({ rules, lists: { 'pl-1': { value: ['10.0.8.0/24', '::/0'] } } }).verdict).toBe('block');
    const withheld = { withheld: 'not allowed', permission: 'ec2:GetManagedPrefixListEntries' };
    expect(judge({ rules, lists: { 'pl-1': withheld } })).toMatchObject({
      verdict: 'unknown',
      evidence: 'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.10: only sg-1 could let it out: pl-1 is not readable, not allowed',
      remedy: 'Allow ec2:GetManagedPrefixListEntries to the role that Ferry uses. Then Retry.',
    });
  });

  test('may name a group, which counts only where the host is in it and the way is private', () => {
    const rules = [rule({ cidrs: [], groups: ['sg-9'] })];
    const local = [route({ destination: { cidr: '10.0.0.0/16' }, kind: 'local', target: 'local' })];
    expect(judge({ rules, routes: local, here: {} }).verdict).toBe('pass');
    expect(judge({ rules, routes: local, here: { groups: ['sg-8'] } }).verdict).toBe('block');
    expect(judge({ rules }).verdict).toBe('block');
    const peered = [route({ kind: 'peering', target: 'pcx-1' })];
    expect(judge({ rules, routes: peered, here: { vpcId: 'vpc-2' } }).verdict).toBe('pass');
    expect(judge({ rules, here: { vpcId: 'vpc-2' } })).toMatchObject({
      verdict: 'unknown',
      evidence: expect.stringContaining('transit gateway'),
    });
  });

  test('of the host count too, where the host is an EC2 machine that Ferry sees', () => {
    const shut = { rules: { value: [rule({ groupId: 'sg-9', protocol: '-1' })] } };
    expect(judge({ here: shut })).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.10: no rule of sg-9 lets it in',
      remedy: expect.stringContaining('authorize-security-group-ingress --region eu-west-1 --group-id sg-9'),
    });
    expect(judge({ here: {} })).toMatchObject({ verdict: 'pass', evidence: expect.not.stringContaining('not judged') });
  });
});

describe('network ACLs', () => {
  const back = entry({ way: 'in' });
  test('go by the lowest number that fits', () => {
    expect(
      judge({ acl: [entry({}), back, entry({ number: 90, allows: false, fromPort: 443, toPort: 443, protocol: '6' })] }),
    ).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 443 from 10.0.1.11 to 10.0.9.10: acl-1 keeps it from going out of subnet-0123456789abcdef0 (rule 90)',
      remedy: [
        'Ferry changes no network. To open it:',
        'aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-1 --egress --rule-number 89 --protocol tcp --port-range From=443,To=443 --cidr-block 10.0.9.10/32 --rule-action allow ;',
        'to close it again: aws ec2 delete-network-acl-entry --region eu-west-1 --network-acl-id acl-1 --egress --rule-number 89 ; then Retry.',
      ].join(' '),
    });
    expect(judge({ acl: [entry({}), back, entry({ number: 110, allows: false })] }).verdict).toBe('pass');
  });

  test('forget who asked: the answer needs a way back to whichever port was taken', () => {
    expect(judge({ acl: [entry({}), entry({ way: 'in', protocol: '6', fromPort: 1024, toPort: 65_535 })] }).verdict).toBe('pass');
    expect(judge({ acl: [entry({}), entry({ way: 'in', protocol: '6', fromPort: 32_768, toPort: 65_535 })] })).toMatchObject({
      verdict: 'block',
      evidence: expect.stringContaining('acl-1 keeps the answer from going into subnet-0123456789abcdef0 on 1024–32767 (rule *)'),
    });
  });

  test('are not met within one subnet', () => {
    expect(judge({ acl: [], here: { subnetId: openEnd.subnetId } }).verdict).toBe('pass');
    expect(judge({ acl: [], here: {} }).verdict).toBe('block');
  });

  test('that cannot be read leave it unknown, with the permission to allow', () => {
    expect(judge({ machine: { acl: { withheld: 'not allowed', permission: 'ec2:DescribeNetworkAcls' } } })).toMatchObject({
      verdict: 'unknown',
      remedy: 'Allow ec2:DescribeNetworkAcls to the role that Ferry uses. Then Retry.',
    });
  });

  test('whose numbers are all taken get no command that would not work', () => {
    expect(judge({ acl: [entry({ number: 1, allows: false }), back] })).toMatchObject({
      verdict: 'block',
      remedy: 'Ferry knows no command that would open it: change the network, then Retry.',
    });
  });
});

describe('routes', () => {
  test('are needed, and one that leads nowhere is none', () => {
    expect(judge({ routes: [] })).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.10: rtb-1 has no route to 10.0.9.10',
      remedy: expect.stringContaining(
        'to close it again: aws ec2 delete-route --region eu-west-1 --route-table-id rtb-1 --destination-cidr-block 10.0.9.10/32',
      ),
    });
    expect(
      judge({ routes: [route({}), route({ destination: { cidr: '10.0.9.0/24' }, kind: 'peering', target: 'pcx-1', blackhole: true })] }),
    ).toMatchObject({
      verdict: 'block',
      evidence: expect.stringContaining('the route of rtb-1 to 10.0.9.0/24 is a blackhole: pcx-1 is gone or detached'),
    });
  });

  test('go by the longest prefix', () => {
    expect(judge({ routes: [route({ blackhole: true }), route({ destination: { cidr: '10.0.9.0/24' }, target: 'tgw-2' })] })).toMatchObject(
      {
        verdict: 'pass',
        evidence: expect.stringContaining('the transit gateway tgw-2 leads there (10.0.9.0/24)'),
      },
    );
  });

  test('that were learnt give way to what somebody wrote, and to the VPC itself', () => {
    const learnt = route({ destination: { cidr: '10.0.9.0/24' }, kind: 'gateway', target: 'vgw-1', propagated: true });
    expect(judge({ routes: [learnt, route({ destination: { cidr: '10.0.9.0/24' }, target: 'tgw-2' })] }).evidence).toContain('tgw-2');
    expect(judge({ routes: [learnt, route({ destination: { cidr: '10.0.0.0/16' }, kind: 'local', target: 'local' })] }).evidence).toContain(
      'the VPC itself',
    );
  });

  test('over an internet gateway carry no private address, and need a public one of the machine', () => {
    const internet = [route({ kind: 'internet', target: 'igw-1' })];
    expect(judge({ routes: internet }).evidence).toContain(
      '10.0.9.10 is a private address, and its route (0.0.0.0/0) leads to the internet gateway igw-1, which carries none',
    );
    expect(judge({ routes: internet, host: '203.0.114.9' }).evidence).toContain('10.0.1.11 has no public address');
    expect(judge({ routes: internet, host: '203.0.114.9', machine: { publicAddress: '198.51.101.7' } })).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringContaining('the internet gateway igw-1 carries it, as 198.51.101.7'),
    });
    expect(judge({ routes: internet, host: '203.0.114.9', machine: { publicAddress: '198.51.101.7' }, push: 'linux' })).toMatchObject({
      verdict: 'block',
      evidence: expect.stringContaining('over the internet nobody reaches 10.0.1.11'),
    });
  });

  test('over a NAT gateway lead out only', () => {
    const nat = [route({ kind: 'nat', target: 'nat-1' })];
    expect(judge({ routes: nat, host: '203.0.114.9' }).verdict).toBe('pass');
    expect(judge({ routes: nat, host: '203.0.114.9', push: 'linux' })).toMatchObject({
      verdict: 'block',
      evidence: expect.stringContaining(
        'the answer would leave subnet-0123456789abcdef0 by the NAT gateway nat-1, by which nothing comes in',
      ),
    });
  });

  test('back from a host that Ferry sees are needed too', () => {
    expect(judge({ here: { routes: { value: { id: 'rtb-9', routes: [] } } } }).evidence).toContain('rtb-9 has no route to 10.0.1.11');
  });
});

describe('what a pass means', () => {
  test('is told by what opened it, and by what nobody looked at', () => {
    expect(judge({})).toEqual({
      verdict: 'pass',
      evidence:
        'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.10: sg-0123456789abcdef0 lets it out, acl-0123456789abcdef0 lets it pass, the transit gateway tgw-0123456789abcdef0 leads there (0.0.0.0/0); 10.0.9.10 is not in EC2 where Ferry looks, so what guards it there is not judged',
    });
  });

  test('is nothing where nobody could look whether the host is in EC2', () => {
    const hosts = { [host]: { withheld: 'not allowed', permission: 'ec2:DescribeNetworkInterfaces' } };
    expect(judgeReach({ ...openNetwork(host), hosts }, { hostAddresses: [host] })).toMatchObject({
      verdict: 'unknown',
      remedy: expect.stringContaining('Allow ec2:DescribeNetworkInterfaces'),
    });
    expect(judgeReach(undefined, { hostAddresses: [host] }).verdict).toBe('unknown');
  });

  test('is every address of the host', () => {
    const network = openNetwork(host, '10.0.9.11');
    const rules = { value: [rule({ groupId: 'sg-0123456789abcdef0', protocol: '-1', cidrs: ['10.0.9.10/32'] })] };
    expect(judgeReach({ ...network, machine: { ...openEnd, rules } }, { hostAddresses: [host, '10.0.9.11'] })).toMatchObject({
      verdict: 'block',
      evidence: 'TCP 443 and 9443 from 10.0.1.11 to 10.0.9.11: no rule of sg-0123456789abcdef0 lets it out',
    });
  });
});
