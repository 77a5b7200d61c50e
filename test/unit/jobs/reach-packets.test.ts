import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passages } from '../../../jobs/reach/judge.ts';
import type { AclEntry, GroupRule, NetworkEnd, Route, SourceNetwork } from '../../../src/migration/source-network.ts';

/*
 * The same question answered the long way: every packet by itself, port by port and entry by entry, with addresses as numbers.
 * It shares nothing with jobs/reach but the facts.
 */

const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function within(cidr: string, ip: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  if (base.includes(':')) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(ip) / size);
}

const read = <T>(fact: { readonly value: T } | { readonly withheld: string }): T => {
  if ('value' in fact) return fact.value;
  throw new Error('these worlds withhold nothing');
};

interface Box {
  readonly ip: string;
  readonly end?: NetworkEnd;
}

interface World {
  readonly lists: SourceNetwork['prefixLists'];
}

function groupLets(box: Box, way: 'in' | 'out', other: Box, port: number, byGroup: boolean, { lists }: World): boolean {
  if (!box.end) return true;
  for (const rule of read(box.end.rules)) {
    if (rule.way !== way || !['tcp', '6', '-1'].includes(rule.protocol)) continue;
    if (rule.protocol !== '-1' && rule.fromPort !== undefined && (port < rule.fromPort || port > (rule.toPort ?? 65_535))) continue;
    for (const cidr of rule.cidrs) if (within(cidr, other.ip)) return true;
    for (const id of rule.prefixLists) for (const cidr of read(lists[id] ?? { value: [] })) if (within(cidr, other.ip)) return true;
    for (const id of rule.groups) if (byGroup && other.end?.groups.includes(id)) return true;
  }
  return false;
}

function aclLets(box: Box, way: 'in' | 'out', other: Box, port: number): boolean {
  if (!box.end) return true;
  let best: AclEntry | undefined;
  for (const entry of read(box.end.acl).entries) {
    if (entry.way !== way || !['6', '-1'].includes(entry.protocol) || !within(entry.cidr, other.ip)) continue;
    if (entry.protocol !== '-1' && entry.fromPort !== undefined && (port < entry.fromPort || port > (entry.toPort ?? entry.fromPort)))
      continue;
    if (!best || entry.number < best.number) best = entry;
  }
  return best?.allows ?? false;
}

function nextHop(box: Box, other: Box, { lists }: World): Route | undefined {
  if (!box.end) return undefined;
  const { routes } = read(box.end.routes);
  for (let bits = 32; bits >= 0; bits -= 1) {
    for (const kind of ['written', 'listed', 'learnt']) {
      for (const route of routes) {
        const cidrs = 'cidr' in route.destination ? [route.destination.cidr] : read(lists[route.destination.prefixList] ?? { value: [] });
        const sort = 'prefixList' in route.destination ? 'listed' : route.propagated ? 'learnt' : 'written';
        if (sort !== kind || !cidrs.some((cidr) => Number(cidr.split('/')[1]) === bits && within(cidr, other.ip))) continue;
        const own = routes.some((one) => one.kind === 'local' && 'cidr' in one.destination && within(one.destination.cidr, other.ip));
        if (sort === 'learnt' && own) continue;
        return route;
      }
    }
  }
  return undefined;
}

function routed(box: Box, other: Box, world: World, answering: boolean): boolean {
  if (!box.end) return true;
  const route = nextHop(box, other, world);
  if (!route || route.blackhole) return false;
  // Every address of these worlds is private, and no internet gateway carries one; by a NAT gateway nothing comes in.
  return route.kind !== 'internet' && !(answering && route.kind === 'nat');
}

function open(client: Box, server: Box, ports: readonly [number, number], world: World): boolean {
  const there = nextHop(client, server, world)?.kind;
  const back = nextHop(server, client, world)?.kind;
  // What a NAT gateway makes of the sender, the other side's rules are not judged by here.
  if (there === 'nat' && server.end) return false;
  if (!routed(client, server, world, false) || !routed(server, client, world, true)) return false;
  const sameVpc = client.end !== undefined && client.end.vpcId === server.end?.vpcId;
  const sameSubnet = client.end !== undefined && client.end.subnetId === server.end?.subnetId;
  const counts = (kind: string | undefined) => sameVpc || kind === 'local' || kind === 'peering';
  for (let port = ports[0]; port <= ports[1]; port += 1) {
    if (!groupLets(client, 'out', server, port, counts(there), world)) return false;
    if (!groupLets(server, 'in', client, port, counts(back), world)) return false;
    if (!sameSubnet && !(aclLets(client, 'out', server, port) && aclLets(server, 'in', client, port))) return false;
  }
  if (sameSubnet) return true;
  for (let port = 1024; port <= 65_535; port += 1)
    if (!(aclLets(server, 'out', client, port) && aclLets(client, 'in', server, port))) return false;
  return true;
}

const address = fc.constantFrom('10.0.1.11', '10.0.1.12', '10.0.2.9', '10.1.2.9', '172.16.0.9');
const cidr = fc.constantFrom(
  '0.0.0.0/0',
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.2.8/30',
  '10.0.2.9/32',
  '172.16.0.0/12',
  '::/0',
);
const port = fc.constantFrom(0, 22, 134, 135, 139, 443, 445, 446, 1024, 1025, 9443, 49_151, 49_152, 60_000, 60_001, 65_535);
const ports = fc
  .option(fc.tuple(port, port), { nil: undefined })
  .map((pair) => (pair ? { fromPort: Math.min(...pair), toPort: Math.max(...pair) } : {}));
const way = fc.constantFrom('in' as const, 'out' as const);
const list = fc.constantFrom<string[]>([], [], ['pl-1']);

const groupRule: fc.Arbitrary<GroupRule> = fc
  .record({
    way,
    protocol: fc.constantFrom('-1', '-1', 'tcp', '6', 'udp'),
    ports,
    cidrs: fc.array(cidr, { minLength: 0, maxLength: 2 }),
    prefixLists: list,
    groups: fc.constantFrom<string[]>([], [], ['sg-host'], ['sg-machine']),
  })
  .map(({ ports: range, ...rest }) => ({ groupId: 'sg-x', ...rest, ...range }));

const aclEntry: fc.Arbitrary<AclEntry> = fc
  .record({
    number: fc.integer({ min: 1, max: 300 }),
    way,
    allows: fc.constantFrom(true, true, true, false),
    protocol: fc.constantFrom('-1', '-1', '6', '17'),
    ports,
    cidr,
  })
  .map(({ ports: range, ...rest }) => ({ ...rest, ...(rest.protocol === '-1' ? {} : range) }));

const kinds = fc.constantFrom<Route['kind'][]>(['local'], ['transit'], ['peering'], ['gateway'], ['nat'], ['internet']);
const route: fc.Arbitrary<Route> = fc
  .record({
    cidr: cidr.filter((one) => !one.includes(':')),
    listed: fc.constantFrom(false, false, false, true),
    kind: kinds.map(([kind]) => kind ?? 'transit'),
    blackhole: fc.constantFrom(false, false, false, false, true),
    propagated: fc.boolean(),
  })
  .map(({ cidr: to, listed, kind, blackhole, propagated }) => ({
    destination: listed ? { prefixList: 'pl-1' } : { cidr: to },
    kind,
    target: kind,
    blackhole,
    propagated: propagated && !listed && kind === 'gateway',
  }));

const allow = (one: 'in' | 'out'): AclEntry => ({ number: 301, way: one, allows: true, protocol: '-1', cidr: '0.0.0.0/0' });

function end(group: string, ip: fc.Arbitrary<string>): fc.Arbitrary<NetworkEnd> {
  return fc
    .record({
      address: ip,
      vpcId: fc.constantFrom('vpc-1', 'vpc-1', 'vpc-2'),
      subnetId: fc.constantFrom('subnet-1', 'subnet-2', 'subnet-3'),
      rules: fc.array(groupRule, { minLength: 1, maxLength: 5 }),
      entries: fc.uniqueArray(aclEntry, { maxLength: 3, selector: (one) => `${one.way} ${one.number}` }),
      openAtLast: fc.constantFrom(true, true, true, false),
      // Two routes to the same place would leave to chance which one is taken.
      routes: fc.uniqueArray(route, { maxLength: 4, selector: ({ destination }) => JSON.stringify(destination) }),
      home: fc.constantFrom(true, true, true, false),
    })
    .map(({ rules, entries, openAtLast, routes, home, ...rest }) => ({
      interfaceId: 'eni-1',
      ...rest,
      groups: [group],
      rules: { value: rules },
      acl: { value: { id: 'acl-1', entries: openAtLast ? [...entries, allow('in'), allow('out')] : entries } },
      routes: {
        value: {
          id: 'rtb-1',
          routes: home
            ? [
                ...routes.filter(({ destination }) => !('cidr' in destination && destination.cidr === '10.0.0.0/16')),
                { destination: { cidr: '10.0.0.0/16' }, kind: 'local', target: 'local', blackhole: false, propagated: false },
              ]
            : routes,
        },
      },
    }));
}

test('it agrees with whoever sends every packet by itself, in any network', { timeout: 120_000 }, () => {
  const met = { open: 0, closed: 0 };
  fc.assert(
    fc.property(
      end('sg-machine', fc.constantFrom('10.0.1.11')),
      fc.option(end('sg-host', address), { nil: undefined }),
      address.filter((ip) => ip !== '10.0.1.11'),
      fc.array(cidr, { maxLength: 2 }),
      fc.constantFrom('linux' as const, 'windows' as const, undefined),
      (machine, seen, ip, ranges, push) => {
        const host = seen && { ...seen, address: ip };
        const lists = { 'pl-1': { value: ranges } };
        const network: SourceNetwork = {
          region: 'eu-west-1',
          machine,
          hosts: { [ip]: { value: host ? { is: 'here', end: host } : { is: 'elsewhere' } } },
          prefixLists: lists,
        };
        for (const passage of passages(network, { hostAddresses: [ip], ...(push && { push }) })) {
          const there: Box = { ip, ...(host && { end: host }) };
          const own: Box = { ip: machine.address, end: machine };
          const inwards = passage.client.who === 'host';
          const truth = open(inwards ? there : own, inwards ? own : there, [passage.ports[0], passage.ports[1]], { lists });
          expect([passage.verdict === 'open', passage]).toEqual([truth, passage]);
          if (passage.verdict === 'closed') expect(truth).toBe(false);
          met[truth ? 'open' : 'closed'] += 1;
        }
      },
    ),
    { numRuns: 1_500 },
  );
  expect(met.open).toBeGreaterThan(100);
  expect(met.closed).toBeGreaterThan(100);
});
