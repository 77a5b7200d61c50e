import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareInbound, type Protocol } from '../../../jobs/landing/compare-inbound.ts';
import { addressRange, addressWords, holds } from '../../../jobs/landing/inbound-ranges.ts';
import { judgeLanding } from '../../../jobs/landing/index.ts';
import type { SecurityRule } from '../../../src/migration/network-port.ts';
import type { IngressRule } from '../../../src/migration/source-port.ts';
import { approach, landingNetwork, place, securityRule } from '../../support/approaches.ts';

const network = '10.20.0.0/16';
const beneath: readonly SecurityRule[] = [
  securityRule({ name: 'AllowVnetInBound', priority: 65_000, sources: ['VirtualNetwork'], destinations: ['VirtualNetwork'] }),
  securityRule({ name: 'AllowAzureLoadBalancerInBound', priority: 65_001, sources: ['AzureLoadBalancer'] }),
  securityRule({ name: 'DenyAllInBound', priority: 65_500, access: 'Deny' }),
];
const closed = securityRule({ name: 'CloseNetwork', priority: 4000, access: 'Deny', sources: ['VirtualNetwork'] });

const ec2 = (protocol: string, fromPort: number, toPort: number, ...cidrs: string[]): IngressRule => ({
  groupId: 'sg-1',
  protocol,
  ...(protocol !== '-1' && { fromPort, toPort }),
  cidrs,
  otherSources: [],
});
const azure = (name: string, priority: number, protocol: string, ports: string[], sources: string[], allows = true) =>
  securityRule({ name, priority, access: allows ? 'Allow' : 'Deny', protocol, ports, sources });

/** What the card would say. */
function said(ingress: readonly IngressRule[], rules: readonly SecurityRule[], named = true): string[] {
  const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/nsg-machines';
  const facts = { ...place, securityGroup: { id, name: 'nsg-machines', rules: { inbound: [...rules, closed, ...beneath], outbound: [] } } };
  const subnets = place.network?.subnets.map((subnet) => ({ ...subnet, securityGroup: { id, name: 'nsg-machines' } })) ?? [];
  const guarded = { ...facts, network: landingNetwork(subnets) };
  const base = approach({ facts: guarded });
  return judgeLanding({
    ...base,
    machine: { ...base.machine, ingress },
    placement: { ...base.placement, ...(named && { networkSecurityGroup: id }) },
  })
    .filter(({ id: check }) => check === 'target-inbound')
    .map(({ verdict, evidence }) => `${verdict}: ${evidence}`);
}

test('the same in other words is no difference', () => {
  expect(said([ec2('tcp', 443, 443, '10.0.0.0/8')], [azure('https', 100, 'tcp', ['443'], ['10.0.0.0/9', '10.128.0.0/9'])])).toEqual([
    'pass: nsg-machines lets in what the EC2 security groups do, and nothing else',
  ]);
});

test.each<[string, readonly IngressRule[], readonly SecurityRule[], readonly string[]]>([
  [
    'a port that Azure closes',
    [ec2('tcp', 22, 22, '10.0.0.0/8')],
    [],
    [
      'warn: EC2 lets in TCP 22 from 10.0.0.0–10.19.255.255, 10.21.0.0–10.255.255.255 (sg-1), and nsg-machines does not (DenyAllInBound)',
      'warn: EC2 lets in TCP 22 from 10.20.0.0/16 (sg-1), and nsg-machines does not (CloseNetwork)',
    ],
  ],
  [
    'a port that Azure opens',
    [],
    [azure('rdp', 100, 'tcp', ['3389'], ['*'])],
    ['warn: nsg-machines lets in TCP 3389 from anywhere (rdp), and EC2 does not'],
  ],
  [
    'a deny that comes first',
    [ec2('tcp', 443, 443, '0.0.0.0/0')],
    [azure('no-guests', 90, '*', ['*'], ['192.168.7.0/24'], false), azure('https', 100, 'tcp', ['443'], ['*'])],
    ['warn: EC2 lets in TCP 443 from 192.168.7.0/24 (sg-1), and nsg-machines does not (no-guests)'],
  ],
  [
    'a protocol that differs',
    [ec2('udp', 53, 53, '10.0.0.2/32')],
    [azure('dns', 100, 'tcp', ['53'], ['10.0.0.2'])],
    [
      'warn: EC2 lets in UDP 53 from 10.0.0.2 (sg-1), and nsg-machines does not (DenyAllInBound)',
      'warn: nsg-machines lets in TCP 53 from 10.0.0.2 (dns), and EC2 does not',
    ].toSorted((a) => (a.includes('TCP') ? -1 : 1)),
  ],
  [
    'everything, from one place',
    [ec2('-1', 0, 0, '10.9.0.0/16')],
    [],
    ['warn: EC2 lets in everything from 10.9.0.0/16 (sg-1), and nsg-machines does not (DenyAllInBound)'],
  ],
  [
    'ranges of ports, in part',
    [ec2('tcp', 8000, 8999, '10.9.0.0/16')],
    [azure('apps', 100, 'tcp', ['8000-8499'], ['10.9.0.0/16'])],
    ['warn: EC2 lets in TCP 8500–8999 from 10.9.0.0/16 (sg-1), and nsg-machines does not (DenyAllInBound)'],
  ],
])('%s is told with the rule', (_, ingress, rules, sentences) => {
  expect(said(ingress, rules)).toEqual(sentences);
});

test('what no address tells is told as not compared', () => {
  const self: IngressRule = { groupId: 'sg-1', protocol: 'tcp', fromPort: 5432, toPort: 5432, cidrs: [], otherSources: ['sg-2', 'pl-6'] };
  const asg = azure(
    'web',
    100,
    'tcp',
    ['80'],
    ['/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/asg-web'],
  );
  const tagged = azure('monitor', 110, 'tcp', ['443'], ['AzureMonitor']);
  expect(said([self], [asg, tagged])).toEqual([
    'warn: not compared with nsg-machines, because addresses do not tell: sg-1: what comes from sg-2; sg-1: what comes from pl-6; rule web: what comes from asg-web; rule monitor: what comes from AzureMonitor',
  ]);
});

test('a group that does not guard the subnet guards nothing, and that is said', () => {
  const securityGroup = { id: '/nsg/nsg-wanted', name: 'nsg-wanted', rules: { inbound: [closed, ...beneath], outbound: [] } };
  const base = approach({ facts: { ...place, securityGroup } });
  const judged = judgeLanding({ ...base, placement: { ...base.placement, networkSecurityGroup: '/nsg/nsg-wanted' } });
  expect(judged.find(({ id }) => id === 'target-inbound')?.evidence).toBe(
    'the subnet machines is guarded by no security group, not by nsg-wanted',
  );
});

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['0.0.0.0/0', 'anywhere'],
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7/32', '192.0.2.7'],
])('%s is read and written as %s', (text, written) => {
  const range = addressRange(text);
  expect(range && addressWords(range)).toBe(written);
});

test.each(['fd00::/8', 'Internet', '', '10.0.0', '10.0.0.0/33'])('“%s” is no range of IPv4', (text) => {
  expect(addressRange(text)).toBeUndefined();
});

describe('against an evaluator that tries every packet of a small world', () => {
  // 16 addresses around the edge of the network, ports 0 to 9, and what nobody names stands for the rest.
  const base = 10 * 2 ** 24 + 20 * 2 ** 16 - 8;
  const addresses = Array.from({ length: 16 }, (_, n) => base + n);
  const ports = Array.from({ length: 10 }, (_, n) => n);
  const protocols: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'other'];
  const dotted = (at: number) => [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');

  const cidr = fc
    .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
    .map(([n, bits]) => `${dotted(base + n)}/${bits}`);
  const span = fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const ingress = fc
    .record({
      protocol: fc.constantFrom('tcp', 'udp', '-1', '6', '17'),
      span,
      cidrs: fc.array(fc.oneof(cidr, fc.constant('0.0.0.0/0')), { maxLength: 2 }),
    })
    .map(({ protocol, span: [from, to], cidrs }) => ec2(protocol, from, to, ...cidrs));
  const inbound = fc
    .record({
      allows: fc.boolean(),
      protocol: fc.constantFrom('tcp', 'udp', 'icmp', '*'),
      span,
      every: fc.boolean(),
      sources: fc.array(fc.oneof(cidr, fc.constantFrom('*', 'VirtualNetwork', 'Internet')), { minLength: 1, maxLength: 2 }),
    })
    .map(({ allows, protocol, span: [from, to], every, sources }) =>
      azure('', 0, protocol, [every ? '*' : `${from}-${to}`], sources, allows),
    );

  const inCidr = (text: string, at: number): boolean => {
    const [ip = '', bits = '32'] = text.split('/');
    const number = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(bits));
    return Math.floor(number / size) === Math.floor(at / size);
  };
  const fromSource = (source: string, at: number) =>
    source === '*' ||
    (source === 'VirtualNetwork'
      ? inCidr(network, at)
      : source === 'Internet'
        ? !inCidr(network, at)
        : source !== 'AzureLoadBalancer' && inCidr(source, at));
  const letInByEc2 = (rules: readonly IngressRule[], protocol: Protocol, port: number, at: number) =>
    rules.some(
      (rule) =>
        (rule.protocol === '-1' ||
          ((['tcp', '6'].includes(rule.protocol) ? 'tcp' : 'udp') === protocol &&
            port >= (rule.fromPort ?? 0) &&
            port <= (rule.toPort ?? 0))) &&
        rule.cidrs.some((one) => inCidr(one, at)),
    );
  const letInByAzure = (rules: readonly SecurityRule[], protocol: Protocol, port: number, at: number) => {
    const hit = (rule: SecurityRule) =>
      (rule.protocol === '*' || rule.protocol === protocol) &&
      rule.sources.some((source) => fromSource(source, at)) &&
      (protocol === 'icmp' ||
        protocol === 'other' ||
        rule.ports.some((text) => text === '*' || (port >= Number(text.split('-')[0]) && port <= Number(text.split('-')[1]))));
    return rules.find(hit)?.access === 'Allow';
  };

  test('every packet that only one side lets in is in a difference, and no other', () => {
    fc.assert(
      fc.property(fc.array(ingress, { maxLength: 4 }), fc.array(inbound, { maxLength: 4 }), (ours, some) => {
        const theirs = [...some.map((rule, n) => ({ ...rule, name: `rule-${n}`, priority: 100 + n })), ...beneath];
        const { differences } = compareInbound(ours, theirs, [network]);
        for (const protocol of protocols)
          for (const port of ports)
            for (const at of addresses) {
              const told = differences
                .filter(({ pieces }) =>
                  pieces.some((piece) => piece.protocol === protocol && holds(piece.ports, port) && holds(piece.from, at)),
                )
                .map(({ only }) => only);
              const [left, right] = [letInByEc2(ours, protocol, port, at), letInByAzure(theirs, protocol, port, at)];
              expect(told).toEqual(left === right ? [] : [left ? 'EC2' : 'Azure']);
            }
      }),
      { numRuns: 60 },
    );
  });
});
