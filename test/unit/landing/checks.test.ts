import { describe, expect, test } from 'vitest';
import { judgeLanding } from '../../../jobs/landing/index.ts';
import type { Approach } from '../../../jobs/landing/landing.ts';
import { addresses } from '../../../jobs/landing/subnet.ts';
import type { RouteFacts, SecurityRule, SubnetFacts } from '../../../src/migration/network-port.ts';
import { approach, place, securityRule, vmSize } from '../../support/approaches.ts';

type More = Parameters<typeof approach>[0];

/** What a check says of an approach, but for what passes. */
function said(id: string, more: More = {}) {
  return judgeLanding(approach(more))
    .filter((finding) => finding.id === id && finding.verdict !== 'pass')
    .map(({ verdict, evidence, remedy }) => `${verdict}: ${evidence} → ${remedy}`);
}

function landing(more: Partial<Approach['landing']>): More {
  return { landing: { ...approach().landing, ...more } };
}

test('a machine that finds everything lands without a word against it', () => {
  const findings = judgeLanding(approach());
  expect(findings.map(({ verdict }) => verdict)).toEqual(findings.map(() => 'pass'));
  expect(findings.map(({ id, evidence }) => `${id}: ${evidence}`)).toEqual([
    'target-size: Standard_D4s_v5 has 4 vCPUs and 16 GiB',
    'target-name: web-07-def0',
    'target-subnet: 242 of the 251 addresses of machines are free',
    "target-outbound: by Azure's default access, which is given no longer to new networks",
  ]);
});

describe('the size', () => {
  const withSize = (more: Parameters<typeof vmSize>[2], landed: Partial<Approach['landing']> = {}): More => ({
    ...landing(landed),
    facts: { ...place, sizes: [vmSize('Standard_D4s_v5', 16, more)] },
  });

  test.each<[string, More, RegExp]>([
    ['is not there', landing({ size: 'Standard_Z9' }), /^block: there is no size Standard_Z9 in westeurope → /],
    [
      'is withheld',
      withSize({ withheld: 'NotAvailableForSubscription' }),
      /^block: Standard_D4s_v5 is not to be had by this subscription in westeurope \(NotAvailableForSubscription\) → .*Azure support/,
    ],
    ['is of another architecture', withSize({ architecture: 'Arm64' }), /^block: Standard_D4s_v5 is Arm64 and the machine is x86_64 → /],
    [
      'takes too few disks',
      {
        ...withSize({ dataDisks: 0 }),
        machine: { ...approach().machine, volumes: [...approach().machine.volumes, ...approach().machine.volumes] },
      },
      /^block: Standard_D4s_v5 takes 0 data disks and the machine has 1 → /,
    ],
    [
      'takes no premium disks',
      withSize({ premium: false }, { diskType: 'Premium_LRS' }),
      /^block: Standard_D4s_v5 takes no Premium_LRS disks → /,
    ],
    [
      'boots another way',
      { ...withSize({ generations: [2] }), machine: { ...approach().machine, bootMode: 'legacy-bios' } },
      /^block: Standard_D4s_v5 boots generation 2 and the machine, which boots by BIOS, is of generation 1 → /,
    ],
    [
      'boots another way than UEFI',
      { ...withSize({ generations: [1] }), machine: { ...approach().machine, bootMode: 'uefi' } },
      /by UEFI, is of generation 2 → /,
    ],
    [
      'is not in the zone',
      withSize({ zones: ['1', '3'] }, { zone: '2' }),
      /^block: Standard_D4s_v5 is not to be had in zone 2 of westeurope \(only in 1, 3\) → /,
    ],
    ['is in no zone', withSize({ zones: [] }, { zone: '2' }), /\(in no zone\) → /],
  ])('that %s is told with what to do', (_, more, sentence) => {
    const [first, second] = said('target-size', more);
    expect(first).toMatch(sentence);
    expect(second).toBeUndefined();
  });

  test('cores that are used up are told by the name that Azure gives them, of the family and of all', () => {
    const quotas = [
      { name: 'cores', label: 'Total Regional vCPUs', used: 98, limit: 100 },
      { name: 'FAMILY-standard_ds_v5', label: 'Standard DSv5 Family vCPUs', used: 10, limit: 10 },
      { name: 'standardESv5Family', label: 'another', used: 10, limit: 10 },
    ];
    expect(said('target-size', { facts: { ...place, quotas } })).toEqual([
      expect.stringMatching(
        /^block: Standard_D4s_v5 needs 4 cores, and of Total Regional vCPUs in westeurope 2 are left \(98 of 100 in use\) → Raise the quota/,
      ),
      expect.stringMatching(/of Standard DSv5 Family vCPUs in westeurope none is left \(10 of 10 in use\) → /),
    ]);
  });

  test('that is smaller than the machine is a warning: somebody may have meant it', () => {
    expect(said('target-size', landing({ size: 'Standard_D2s_v5' }))).toEqual([
      expect.stringMatching(/^warn: Standard_D2s_v5 has 2 vCPUs and 8 GiB, and in EC2 the machine has 4 and 16 GiB \(m5\.xlarge\) → /),
    ]);
  });

  test('that Site Recovery picks is a warning', () => {
    const { size: _, ...without } = approach().landing;
    expect(said('target-size', { landing: { ...without, sizeWhy: 'Site Recovery picks it: nobody knows' } })).toEqual([
      expect.stringMatching(/^warn: Site Recovery picks it: nobody knows → .*placement\.sizes/),
    ]);
  });

  test('that could not be read is not judged a second time', () => {
    expect(said('target-size', { facts: { problems: [], warnings: ['no right'] } })).toEqual([]);
  });
});

describe('the name', () => {
  test.each([
    ['web_07', /letters, digits and hyphens only/],
    ['-web', /begins and ends/],
    ['web-', /begins and ends/],
    ['1234', /not all digits/],
    ['a-name-of-sixteen', /17 characters and this machine's may have 15/],
  ])('%s is refused', (vmName, sentence) => {
    expect(said('target-name', landing({ vmName }))).toEqual([expect.stringMatching(sentence)]);
  });

  test('that another VM has, in whatever case, is a warning that says what Azure does', () => {
    expect(said('target-name', landing({ vmName: 'SQL-01' }))).toEqual([
      expect.stringMatching(/^warn: rg-migrated has a VM SQL-01 already, so that Azure will call this one SQL-01-…/),
    ]);
  });

  test('may be longer for Linux', () => {
    expect(said('target-name', { osFamily: 'linux', ...landing({ vmName: 'a-name-of-more-than-sixteen' }) })).toEqual([]);
  });
});

describe('availability', () => {
  test('a zone and a set do not go together', () => {
    expect(said('target-availability', landing({ zone: '1', availabilitySet: '/sets/as-1' }))).toEqual([
      expect.stringMatching(/^block: zone 1 is asked for, and ferry\.yml puts machines into an availability set → /),
    ]);
  });

  test('a set for machines without managed disks is refused', () => {
    const set = { ...landing({ availabilitySet: '/sets/as-1' }), facts: { ...place, availabilitySet: { name: 'as-1', managed: false } } };
    expect(said('target-availability', set)).toEqual([
      expect.stringMatching(/^block: the availability set as-1 is not for machines with managed disks/),
    ]);
    expect(said('target-availability', { ...set, facts: { ...place, availabilitySet: { name: 'as-1', managed: true } } })).toEqual([]);
  });
});

describe('the subnet', () => {
  test.each<[string, Partial<SubnetFacts>, RegExp]>([
    ['is full', { prefixes: ['10.20.1.0/29'], inUse: 3 }, /^block: none of the 3 addresses of the subnet machines is free → /],
    [
      'is handed over',
      { givenTo: ['Microsoft.Sql/managedInstances'] },
      /^block: the subnet machines is handed over to Microsoft\.Sql\/managedInstances/,
    ],
  ])('that %s is told with what to do', (_, subnet, sentence) => {
    expect(said('target-subnet', { subnet })).toEqual([expect.stringMatching(sentence)]);
  });

  test.each([
    [['10.0.0.0/24'], 0, 251, 251],
    [['10.0.0.0/24', '10.0.1.0/28'], 12, 262, 250],
    [['10.0.0.0/30'], 0, 0, 0],
    [['fd00::/64'], 1, 0, 0],
  ])('%j with %d in use has %d addresses, %d of them free', (prefixes, inUse, all, free) => {
    expect(addresses({ prefixes, inUse })).toEqual({ all, free });
  });
});

describe('the way out', () => {
  const table = (...routes: Partial<RouteFacts>[]) => ({
    id: '/rt-1',
    name: 'rt-1',
    routes: routes.map((route) => ({ name: 'out', prefix: '0.0.0.0/0', nextHop: 'VirtualAppliance', ...route })),
  });
  const guard = (...outbound: Partial<SecurityRule>[]) => ({
    id: '/nsg-1',
    name: 'nsg-1',
    rules: { inbound: [], outbound: outbound.map(securityRule) },
  });
  const none = { name: 'no-internet', access: 'Deny', destinations: ['Internet'] };
  const updates = { name: 'updates', priority: 900, destinations: ['AzureUpdateDelivery'] };
  const closed = { defaultOutbound: false };

  test.each<[string, Partial<SubnetFacts>]>([
    ['private, with a NAT gateway', { ...closed, natGateway: 'ng-1' }],
    ['private, with a route through a firewall', { ...closed, routeTable: table({ nextHopIp: '10.20.9.4' }) }],
    ['private, with a route through a gateway', { ...closed, routeTable: table({ nextHop: 'VirtualNetworkGateway' }) }],
    ["not private, as Azure's networks were", { defaultOutbound: true }],
    ['not told to be private', {}],
    ['open to something by its rules', { securityGroup: guard(updates, none) }],
    ['guarded by rules that Ferry may not see, which has its own sentence', { ...closed, securityGroup: { id: '/nsg-1', name: 'nsg-1' } }],
    ['led by routes that Ferry may not see, which has its own sentence', { ...closed, routeTable: { id: '/rt-1', name: 'rt-1' } }],
  ])('is no worry where the subnet is %s', (_, subnet) => {
    expect(said('target-outbound', { subnet })).toEqual([]);
  });

  test.each<[string, Partial<SubnetFacts>, RegExp]>([
    [
      'private, and nothing leads out',
      closed,
      /^warn: the subnet machines is private, .*Windows is not activated.* → Give the subnet a NAT/,
    ],
    ['private, with a route table that leads elsewhere', { ...closed, routeTable: table({ prefix: '10.0.0.0/8' }) }, /is private, /],
    [
      'private, and a route to the internet lends it no address',
      { ...closed, routeTable: table({ nextHop: 'Internet' }) },
      /is private, and neither/,
    ],
    [
      'left by a route into nowhere, past its NAT gateway',
      { natGateway: 'ng-1', routeTable: table({ nextHop: 'None' }) },
      /reaches the internet \(a route of rt-1 leads nowhere\): .* → Before the failover, send 0\.0\.0\.0\/0 through a firewall/,
    ],
    [
      'closed by a rule, whatever the firewall would let through',
      { securityGroup: guard(none), routeTable: table({}) },
      /reaches the internet \(the rule no-internet of nsg-1 denies it\): .* → Before the failover, allow in that group/,
    ],
  ])('is missed where the subnet is %s', (_, subnet, sentence) => {
    expect(said('target-outbound', { subnet })).toEqual([expect.stringMatching(sentence)]);
  });
});
