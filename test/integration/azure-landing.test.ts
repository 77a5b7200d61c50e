import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createReplicator } from '../../src/cloud/azure/index.ts';
import type { TargetConfig } from '../../src/config-schema.ts';
import { accepted, prepare, type Stage, stage, until } from '../support/azure-adapter.ts';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterEach(() => on.azure.world({ deny: [] }));
afterAll(() => on.azure.close());

const inGroup = (type: string, name: string) =>
  `/subscriptions/${on.config.subscription}/resourceGroups/rg-migrated/providers/${type}/${name}`;

/** The target with something more about how machines land. */
function like(placement: Partial<TargetConfig['placement']>) {
  const config = { ...on.config, placement: { ...on.config.placement, ...placement } };
  return createReplicator({ alias: 'weu', config, env: on.env });
}

describe('where machines land', () => {
  test('is read at one time: the region, the network, sizes and cores, and the names that are taken', async () => {
    on.azure.world({
      vms: [{ name: 'sql-01' }],
      capacity: { restricted: [{ size: 'Standard_D4s_v5' }, { size: 'Standard_D8s_v5', zones: ['2'] }], used: { standardESv5Family: 12 } },
    });
    const facts = await on.replicator.landing();
    expect(facts).toMatchObject({ location: 'westeurope', problems: [], warnings: [], takenNames: ['sql-01'] });
    expect(facts.network).toMatchObject({
      name: 'vnet-migrated',
      prefixes: ['10.20.0.0/16'],
      dnsServers: [],
      subnets: [{ name: 'machines', prefixes: ['10.20.1.0/24'], givenTo: [] }],
    });
    const sizes = new Map(facts.sizes?.map((size) => [size.name, size]));
    // Several pages, and disks beside machines.
    expect(sizes.size).toBeGreaterThan(20);
    expect(sizes.get('Standard_E4s_v5')).toEqual({
      name: 'Standard_E4s_v5',
      family: 'standardESv5Family',
      vcpus: 4,
      memoryGib: 32,
      dataDisks: 8,
      nics: 2,
      premium: true,
      generations: [1, 2],
      architecture: 'x64',
      zones: ['1', '2', '3'],
    });
    expect(sizes.get('Standard_D4s_v5')).toMatchObject({ withheld: 'NotAvailableForSubscription' });
    expect(sizes.get('Standard_D8s_v5')).toMatchObject({ zones: ['1', '3'] });
    expect(sizes.get('Standard_D2ps_v5')).toMatchObject({ architecture: 'Arm64', generations: [2] });
    expect(facts.quotas).toContainEqual({ name: 'standardESv5Family', label: 'standardESv5 vCPUs', used: 12, limit: 10_000 });
    expect(facts.quotas).toContainEqual(expect.objectContaining({ name: 'cores', used: 2 }));
  });

  test('has what its subnet says of itself', async () => {
    on.azure.world({
      networks: [
        {
          name: 'vnet-other',
          dnsServers: ['10.0.0.2', '10.0.0.3'],
          subnets: [
            { name: 'private', prefix: '10.20.2.0/28', taken: 4, defaultOutbound: false, routeTable: 'rt-out' },
            { name: 'nat', prefix: '10.20.3.0/28', natGateway: 'ng-out', delegatedTo: 'Microsoft.Web/serverFarms' },
          ],
        },
      ],
      routeTables: [
        { name: 'rt-out', routes: [{ name: 'all', prefix: '0.0.0.0/0', nextHop: 'VirtualAppliance', nextHopIp: '10.20.9.4' }] },
      ],
    });
    const { network } = await like({ network: inGroup('Microsoft.Network/virtualNetworks', 'vnet-other'), subnet: 'private' }).landing();
    expect(network?.dnsServers).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(network?.subnets).toEqual([
      {
        name: 'private',
        prefixes: ['10.20.2.0/28'],
        inUse: 4,
        givenTo: [],
        defaultOutbound: false,
        routeTable: {
          id: inGroup('Microsoft.Network/routeTables', 'rt-out'),
          name: 'rt-out',
          routes: [{ name: 'all', prefix: '0.0.0.0/0', nextHop: 'VirtualAppliance', nextHopIp: '10.20.9.4' }],
        },
        serviceEndpoints: [],
        privateEndpoints: [],
      },
      {
        name: 'nat',
        prefixes: ['10.20.3.0/28'],
        inUse: 0,
        givenTo: ['Microsoft.Web/serverFarms'],
        natGateway: 'ng-out',
        serviceEndpoints: [],
        privateEndpoints: [],
      },
    ]);
  });

  test('is guarded by the group that ferry.yml names, read with the rules beneath its own, in the order in which Azure asks them', async () => {
    on.azure.world({
      securityGroups: [
        {
          name: 'nsg-machines',
          rules: [
            { name: 'web', priority: 200, ports: ['80', '443'], sources: ['10.0.0.0/8', '192.168.0.0/16'] },
            { name: 'no-guests', priority: 100, access: 'Deny', protocol: '*', sources: ['10.9.0.0/16'] },
            { name: 'one-machine', priority: 300, destinations: ['10.20.1.4'] },
            { name: 'out', priority: 100, direction: 'Outbound' },
          ],
        },
      ],
    });
    const id = inGroup('Microsoft.Network/networkSecurityGroups', 'nsg-machines');
    const { securityGroup } = await like({ networkSecurityGroup: id }).landing();
    expect(securityGroup).toMatchObject({ id, name: 'nsg-machines' });
    expect(securityGroup?.rules.inbound.map(({ name }) => name)).toEqual([
      'no-guests',
      'web',
      'one-machine',
      'AllowVnetInBound',
      'AllowAzureLoadBalancerInBound',
      'DenyAllInBound',
    ]);
    expect(securityGroup?.rules.inbound[1]).toEqual({
      name: 'web',
      priority: 200,
      access: 'Allow',
      protocol: 'Tcp',
      sources: ['10.0.0.0/8', '192.168.0.0/16'],
      sourcePorts: ['*'],
      destinations: ['*'],
      ports: ['80', '443'],
      fromGroups: [],
      toGroups: [],
    });
    expect(securityGroup?.rules.inbound[2]).toMatchObject({ destinations: ['10.20.1.4'] });
    expect(securityGroup?.rules.outbound.map(({ name }) => name)[0]).toBe('out');
  });

  test('what is missing is a problem; what Ferry may not see of it and does without is a warning', async () => {
    const wanting = like({
      networkSecurityGroup: inGroup('Microsoft.Network/networkSecurityGroups', 'nsg-nowhere'),
      availability: { set: inGroup('Microsoft.Compute/availabilitySets', 'as-nowhere') },
    });
    expect((await wanting.landing()).problems).toEqual([
      'The availability set as-nowhere does not exist: create it, or correct placement in ferry.yml.',
      'The network security group nsg-nowhere does not exist: create it, or correct placement in ferry.yml.',
    ]);
    on.azure.world({
      deny: ['Microsoft.Compute/skus/read', 'Microsoft.Compute/locations/usages/read', 'Microsoft.Network/networkSecurityGroups/read'],
    });
    const { problems, warnings, sizes, quotas } = await like({
      networkSecurityGroup: inGroup('Microsoft.Network/networkSecurityGroups', 'nsg-machines'),
    }).landing();
    expect([problems, sizes, quotas]).toEqual([[], undefined, undefined]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Reading the sizes of virtual machines in westeurope: Ferry's identity lacks the right Microsoft\.Compute\/skus\/read/,
      ),
      expect.stringMatching(/lacks the right Microsoft\.Compute\/locations\/usages\/read/),
      expect.stringMatching(/lacks the right Microsoft\.Network\/networkSecurityGroups\/read/),
    ]);
  });

  test('what Ferry may not see of the subnet itself is known by its name alone, and said once', async () => {
    on.azure.world({
      networks: [
        { name: 'vnet-shy', subnets: [{ name: 'shy', prefix: '10.20.4.0/28', securityGroup: 'nsg-machines', routeTable: 'rt-out' }] },
      ],
      securityGroups: [{ name: 'nsg-machines', rules: [] }],
      routeTables: [{ name: 'rt-out', routes: [] }],
      deny: ['Microsoft.Network/networkSecurityGroups/read', 'Microsoft.Network/routeTables/read'],
    });
    const place = { network: inGroup('Microsoft.Network/virtualNetworks', 'vnet-shy'), subnet: 'shy' };
    const { network, problems, warnings, securityGroup } = await like(place).landing();
    expect(network?.subnets[0]).toMatchObject({ securityGroup: { name: 'nsg-machines' }, routeTable: { name: 'rt-out' } });
    expect([network?.subnets[0]?.securityGroup?.rules, network?.subnets[0]?.routeTable?.routes]).toEqual([undefined, undefined]);
    expect([problems, securityGroup]).toEqual([[], undefined]);
    expect(warnings).toEqual([
      expect.stringMatching(/lacks the right Microsoft\.Network\/networkSecurityGroups\/read/),
      expect.stringMatching(/lacks the right Microsoft\.Network\/routeTables\/read/),
    ]);
  });

  test('an id of another subscription is no place for this vault', async () => {
    const elsewhere = like({
      network: '/subscriptions/99999999-0000-4000-8000-000000000000/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v',
    });
    expect((await elsewhere.landing()).problems).toEqual([
      expect.stringMatching(/it is not in the subscription .* of the target\. Name one in the vault's subscription/),
    ]);
  });

  test('an availability set tells whether it is for managed disks', async () => {
    on.azure.world({ availabilitySets: [{ name: 'as-old', aligned: false }, { name: 'as-new' }] });
    const set = async (name: string) =>
      (await like({ availability: { set: inGroup('Microsoft.Compute/availabilitySets', name) } }).landing()).availabilitySet;
    expect([await set('as-old'), await set('as-new')]).toEqual([
      { name: 'as-old', managed: false },
      { name: 'as-new', managed: true },
    ]);
  });
});

test('a machine lands as it was decided, and takes tags and a licence there', async () => {
  const { host, request } = await prepare(on);
  const landing = { vmSize: 'Standard_E4s_v5', diskType: 'Premium_LRS', zone: '3' } as const;
  await accepted(() => on.replicator.enable({ ...request, ...landing }));
  await until(
    () => on.replicator.item(host, request.item),
    (item) => item?.allowedOperations.includes('UnplannedFailover') === true,
  );
  const [point] = await until(
    () => on.replicator.recoveryPoints(host, request.item),
    (points) => points.length > 0,
  );
  await accepted(() => on.replicator.failOver(host, request.item, point?.id ?? ''));
  const item = await until(
    () => on.replicator.item(host, request.item),
    (found) => found?.targetVmId !== undefined,
  );
  const vmId = item?.targetVmId ?? '';
  expect(await on.replicator.vm(vmId)).toMatchObject({ name: 'vm-web-07', size: 'Standard_E4s_v5', tags: {} });
  await accepted(() => on.replicator.tagVm(vmId, { 'cost-centre': '4711' }, 'RHEL_BYOS'));
  expect(await on.replicator.vm(vmId)).toMatchObject({ tags: { 'cost-centre': '4711' }, licenseType: 'RHEL_BYOS' });
  // What is given takes the place of what was there, so that Ferry gives everything.
  await accepted(() => on.replicator.tagVm(vmId, { 'ferry:migration': 'm-1' }));
  expect(await on.replicator.vm(vmId)).toMatchObject({ tags: { 'ferry:migration': 'm-1' }, licenseType: 'RHEL_BYOS' });
  expect(on.effects.all()['azure']?.['VirtualMachines_Update']).toEqual({ 'vm-web-07': 2 });
});
