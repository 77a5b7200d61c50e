import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isolation, sayWaysOut } from '../../../jobs/isolation/isolation.ts';
import { outbound } from '../../../jobs/isolation/outbound-rules.ts';
import type { NetworkFacts, RouteFacts, SecurityRule, SubnetFacts } from '../../../src/migration/network-port.ts';

const networks = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks';
const rule = (more: Partial<SecurityRule>): SecurityRule => ({
  name: 'rule',
  priority: 1000,
  access: 'Deny',
  protocol: '*',
  sources: ['*'],
  sourcePorts: ['*'],
  destinations: ['Internet'],
  ports: ['*'],
  fromGroups: [],
  toGroups: [],
  ...more,
});
const azuresOwn = [
  rule({ name: 'AllowVnetOutBound', priority: 65_000, access: 'Allow', sources: ['VirtualNetwork'], destinations: ['VirtualNetwork'] }),
  rule({ name: 'AllowInternetOutBound', priority: 65_001, access: 'Allow' }),
  rule({ name: 'DenyAllOutBound', priority: 65_500, destinations: ['*'] }),
];
const group = (...rules: SecurityRule[]) => ({
  id: '/nsg-test',
  name: 'nsg-test',
  rules: { inbound: [], outbound: [...rules, ...azuresOwn] },
});
const table = (...routes: Partial<RouteFacts>[]) => ({
  id: '/rt-test',
  name: 'rt-test',
  routes: routes.map((one) => ({ name: 'out', prefix: '0.0.0.0/0', nextHop: 'None', ...one })),
});
const subnet = (more: Partial<SubnetFacts> = {}): SubnetFacts => ({
  name: 'machines',
  prefixes: ['10.99.1.0/24'],
  inUse: 0,
  givenTo: [],
  serviceEndpoints: [],
  privateEndpoints: [],
  ...more,
});
const shut = subnet({ securityGroup: group(rule({})) });
const network = (subnets: readonly SubnetFacts[], more: Partial<NetworkFacts> = {}): NetworkFacts => ({
  id: `${networks}/vnet-test`,
  name: 'vnet-test',
  location: 'westeurope',
  prefixes: ['10.99.0.0/16'],
  dnsServers: [],
  peerings: [],
  subnets,
  ...more,
});
const about = { network: `${networks}/vnet-test`, production: `${networks}/vnet-migrated`, location: 'West Europe' };
const said = (facts: NetworkFacts | undefined, more: Partial<typeof about> = {}) =>
  sayWaysOut(isolation(facts, { ...about, ...more }).waysOut);

describe('a test network', () => {
  test.each<[string, SubnetFacts, string]>([
    ['a rule denies the internet', shut, 'subnet machines: the rule rule of nsg-test denies it'],
    ['a route leads nowhere', subnet({ routeTable: table({}) }), 'subnet machines: a route of rt-test leads nowhere'],
    ['default outbound access is off', subnet({ defaultOutbound: false }), 'subnet machines: default outbound access is off'],
    [
      'a rule denies what a NAT gateway would carry',
      subnet({ natGateway: 'nat', securityGroup: group(rule({})) }),
      'subnet machines: the rule rule of nsg-test denies it',
    ],
  ])('is isolated where %s', (_, one, proof) => {
    const judged = isolation(network([one]), about);
    expect(judged.waysOut).toEqual([]);
    expect(judged.proof).toBe(`no peering, no gateway, no way to the internet (${proof})`);
  });

  test.each<[string, NetworkFacts | undefined, string]>([
    [
      'it does not exist',
      undefined,
      'The network vnet-test does not exist in the subscription of the target: create it, or correct its id in ferry.yml.',
    ],
    [
      'it is peered, even by half',
      network([shut], { peerings: [{ name: 'to-prod', remote: 'vnet-prod', state: 'Initiated' }] }),
      'It is peered with vnet-prod (to-prod, Initiated): delete the peering.',
    ],
    [
      'it has a gateway subnet',
      network([shut, subnet({ name: 'GatewaySubnet' })]),
      'It has a subnet GatewaySubnet, for a VPN or ExpressRoute gateway: delete what stands in that subnet, and the subnet.',
    ],
    [
      'it has a route server',
      network([shut, subnet({ name: 'routeserversubnet' })]),
      'It has a subnet routeserversubnet, for a route server, which takes routes from elsewhere: delete what stands in that subnet, and the subnet.',
    ],
    [
      'nothing is known of the way to the internet',
      network([subnet()]),
      'The internet can be reached: nothing says that default outbound access is off (it has no network security group), from its subnet machines: make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group.',
    ],
    [
      'only Azure’s own rules count',
      network([subnet({ securityGroup: group(), defaultOutbound: true })]),
      'The internet can be reached: default outbound access is on (of nsg-test, its rule AllowInternetOutBound lets machines reach Internet), from its subnet machines: make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group.',
    ],
    [
      'a NAT gateway opens a private subnet',
      network([subnet({ defaultOutbound: false, natGateway: 'nat-1' })]),
      'The gateway nat-1 leads to the internet (it has no network security group) from its subnet machines: take the gateway away, or deny Internet to what leaves in its network security group.',
    ],
    [
      'a NAT gateway stands for the whole network',
      network([subnet({ defaultOutbound: false })], { natGateway: 'nat-all' }),
      'The gateway nat-all leads to the internet (it has no network security group) from its subnet machines: take the gateway away, or deny Internet to what leaves in its network security group.',
    ],
    [
      'a route leads to an appliance',
      network([subnet({ ...shut, routeTable: table({ prefix: '10.0.0.0/8', nextHop: 'VirtualAppliance', nextHopIp: '10.99.1.4' }) })]),
      'The route out of rt-test sends 10.0.0.0/8 from its subnet machines to an appliance at 10.99.1.4: delete the route.',
    ],
    [
      'a route leads to the internet',
      network([subnet({ ...shut, routeTable: table({ nextHop: 'Internet' }) })]),
      'The route out of rt-test sends 0.0.0.0/0 from its subnet machines to the internet: delete the route.',
    ],
    [
      'the routes of a subnet were not read',
      network([subnet({ ...shut, routeTable: { id: '/rt-test', name: 'rt-test' } })]),
      'The routes of rt-test were not read, by which its subnet machines goes: let Ferry read them.',
    ],
    [
      'the rules of a subnet were not read',
      network([subnet({ securityGroup: { id: '/nsg-test', name: 'nsg-test' }, natGateway: 'nat-1' })]),
      'The gateway nat-1 leads to the internet (of nsg-test, its rules were not read) from its subnet machines: take the gateway away, or deny Internet to what leaves in its network security group.',
    ],
    [
      'one of two subnets is open',
      network([shut, subnet({ name: 'other', defaultOutbound: true })]),
      'The internet can be reached: default outbound access is on (it has no network security group), from its subnet other: make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group.',
    ],
    [
      'no machine can land in it',
      network([subnet({ givenTo: ['Microsoft.Web/serverFarms'] })]),
      'It has no subnet in which a machine can land: add a subnet.',
    ],
    [
      'it is elsewhere',
      network([shut], { location: 'northeurope' }),
      'It is in northeurope but the vault is in West Europe: name a network in West Europe.',
    ],
  ])('is not isolated when %s', (_, facts, words) => {
    expect(said(facts)).toBe(words);
  });

  test('is never the network in which migrated machines land, however its id is spelt', () => {
    expect(said(network([shut]), { production: `${networks.toUpperCase()}/VNET-TEST/` })).toMatch(/^Vnet-test is the network in which/);
  });

  test('may hold subnets in which no machine lands', () => {
    const more = [subnet({ name: 'AzureBastionSubnet' }), subnet({ name: 'web', givenTo: ['Microsoft.Web/serverFarms'] })];
    expect(said(network([shut, ...more]))).toBe('');
  });

  test('warns of single services that can be reached all the same', () => {
    const judged = isolation(network([subnet({ ...shut, serviceEndpoints: ['Microsoft.Storage'], privateEndpoints: ['pe-sql'] })]), about);
    expect(judged.waysOut).toEqual([]);
    expect(judged.warnings).toEqual([
      'the subnet machines has a service endpoint for Microsoft.Storage',
      'the subnet machines has the private endpoint pe-sql',
    ]);
  });

  test('is not shut towards IPv6 by a route for IPv4 alone', () => {
    const both = { prefixes: ['10.99.1.0/24', 'fd00:99::/64'] };
    expect(said(network([subnet({ ...both, routeTable: table({}) })]))).toContain('The internet can be reached');
    expect(said(network([subnet({ ...both, routeTable: table({}, { prefix: '::/0' }) })]))).toBe('');
  });
});

describe('the rules about what leaves', () => {
  const judged = (...rules: SecurityRule[]) => outbound([...rules, ...azuresOwn], ['10.99.1.0/24'], ['10.99.0.0/16']);

  test.each<[string, Partial<SecurityRule>]>([
    ['for the internet', {}],
    ['for everything', { destinations: ['*'] }],
    ['for every address', { destinations: ['0.0.0.0/0'] }],
    ['from the network', { sources: ['VirtualNetwork'] }],
    ['from a range that holds the subnet', { sources: ['10.99.0.0/20'] }],
  ])('are closed by one that denies all, %s', (_, more) => {
    expect(judged(rule(more))).toEqual({ closed: true, by: 'rule' });
  });

  test.each<[string, Partial<SecurityRule>]>([
    ['TCP alone', { protocol: 'Tcp' }],
    ['one port', { ports: ['443'] }],
    ['one port of the sender', { sourcePorts: ['443'] }],
    ['one service', { destinations: ['Storage'] }],
    ['half of all addresses', { destinations: ['0.0.0.0/1'] }],
    ['half of the subnet', { sources: ['10.99.1.0/25'] }],
    ['an application security group', { fromGroups: ['/asg-1'] }],
    ['all, but after Azure’s own rule that allows it', { priority: 65_400 }],
  ])('are not closed by one that denies %s', (_, more) => {
    expect(judged(rule(more)).closed).toBe(false);
  });

  test.each<[string, Partial<SecurityRule>, boolean]>([
    ['the network', { destinations: ['VirtualNetwork'] }, true],
    ['a part of the network', { destinations: ['10.99.2.0/24', '10.99.3.4'] }, true],
    ['the host, which answers for Azure', { destinations: ['168.63.129.16'] }, true],
    ['application security groups of the network', { destinations: [], toGroups: ['/asg-1'] }, true],
    ['one port of the internet', { destinations: ['Internet'], ports: ['443'] }, false],
    ['one service', { destinations: ['Storage.WestEurope'] }, false],
    ['a range that is larger than the network', { destinations: ['10.0.0.0/8'] }, false],
    ['what it does not say', { destinations: [] }, false],
  ])('stay closed by a later rule when an earlier one allows %s: %s', (_, more, closed) => {
    expect(judged(rule({ name: 'early', access: 'Allow', priority: 200, ...more }), rule({})).closed).toBe(closed);
  });

  test('count by priority, whatever their order', () => {
    const hole = rule({ name: 'hole', access: 'Allow', destinations: ['203.0.113.7'] });
    expect(judged(rule({ priority: 500 }), { ...hole, priority: 400 })).toEqual({
      closed: false,
      because: 'its rule hole lets machines reach 203.0.113.7',
    });
    expect(judged({ ...hole, priority: 600 }, rule({ priority: 500 }))).toEqual({ closed: true, by: 'rule' });
  });

  test('are never closed once anything outside is allowed before the first rule that denies all', () => {
    const places = ['Internet', '*', 'VirtualNetwork', '10.99.7.0/24', 'Storage', '203.0.113.7', '0.0.0.0/0'];
    const some = fc.record({
      priority: fc.integer({ min: 100, max: 4096 }),
      access: fc.constantFrom('Allow', 'Deny'),
      protocol: fc.constantFrom('*', 'Tcp'),
      destination: fc.constantFrom(...places),
      port: fc.constantFrom('*', '443'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(some, { selector: ({ priority }) => priority, maxLength: 8 }), (drawn) => {
        const rules = drawn.map(({ destination, port, ...more }) => rule({ ...more, destinations: [destination], ports: [port] }));
        // The model: one address of the internet, on each of two ports, by each of two protocols, as Azure would decide it.
        const packets = ['Tcp', 'Udp'].flatMap((protocol) => ['443', '80'].map((port) => ({ protocol, port })));
        const reaches = packets.some(({ protocol, port }) => {
          const first = [...rules, ...azuresOwn]
            .toSorted((a, b) => a.priority - b.priority)
            .find(
              (one) =>
                ['*', protocol].includes(one.protocol) &&
                one.ports.some((open) => open === '*' || open === port) &&
                one.destinations.some((to) => ['Internet', '*', 'Storage', '203.0.113.7', '0.0.0.0/0'].includes(to)),
            );
          return first?.access === 'Allow';
        });
        if (reaches) expect(judged(...rules).closed).toBe(false);
      }),
    );
  });
});
