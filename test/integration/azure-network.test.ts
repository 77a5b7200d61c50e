import { afterAll, beforeAll, expect, it } from 'vitest';
import { isolation, sayWaysOut } from '../../jobs/isolation/isolation.ts';
import { type Stage, stage } from '../support/azure-adapter.ts';

let on: Stage;

beforeAll(async () => {
  on = await stage();
});

afterAll(() => on?.azure.close());

async function judged(id = on.azure.details.testNetwork) {
  const facts = await on.replicator.network(id);
  const about = { network: id, production: on.config.placement.network, location: 'westeurope' };
  const { waysOut, warnings, proof } = isolation(facts, about);
  return { said: sayWaysOut(waysOut), warnings, proof };
}

it('proves by the real SDK that the test network of the sandbox leads nowhere', async () => {
  expect(await judged()).toEqual({
    said: '',
    warnings: [],
    proof: 'no peering, no gateway, no way to the internet (subnet machines: the rule no-internet of nsg-test denies it)',
  });
});

it('reads peerings, gateways, rules, routes, NAT and endpoints', async () => {
  on.azure.world({
    networks: [
      {
        name: 'vnet-open',
        prefix: '10.99.0.0/16',
        peerings: [{ name: 'to-prod', remote: 'vnet-migrated' }],
        subnets: [
          {
            name: 'machines',
            prefix: '10.99.1.0/24',
            routeTable: 'rt-open',
            securityGroup: 'nsg-open',
            serviceEndpoints: ['Microsoft.Sql'],
            privateEndpoints: ['pe-1'],
          },
          { name: 'natted', prefix: '10.99.2.0/24', natGateway: 'nat-1', defaultOutbound: false },
          { name: 'web', prefix: '10.99.3.0/24', delegatedTo: 'Microsoft.Web/serverFarms' },
          { name: 'GatewaySubnet', prefix: '10.99.4.0/27', gateway: 'vgw-1' },
        ],
      },
    ],
    securityGroups: [
      {
        name: 'nsg-open',
        rules: [
          { name: 'updates', priority: 200, direction: 'Outbound', destinations: ['203.0.113.0/24', 'Storage'], ports: ['443'] },
          { name: 'rest', priority: 300, direction: 'Outbound', access: 'Deny', protocol: '*', destinations: ['Internet'] },
          { name: 'in', priority: 100, protocol: '*' },
        ],
      },
    ],
    routeTables: [
      { name: 'rt-open', routes: [{ name: 'onprem', prefix: '10.0.0.0/8', nextHop: 'VirtualAppliance', nextHopIp: '10.99.1.4' }] },
    ],
  });
  const { said, warnings } = await judged(on.azure.details.testNetwork.replace('vnet-test', 'vnet-open'));
  expect(said).toBe(
    [
      'It is peered with vnet-migrated (to-prod, Connected): delete the peering.',
      'It has a subnet GatewaySubnet, for a VPN or ExpressRoute gateway: delete what stands in that subnet, and the subnet.',
      'The route onprem of rt-open sends 10.0.0.0/8 from its subnet machines to an appliance at 10.99.1.4: delete the route.',
      'The internet can be reached: nothing says that default outbound access is off (of nsg-open, its rule updates lets machines reach 203.0.113.0/24, Storage), from its subnet machines: make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group.',
      'The gateway nat-1 leads to the internet (it has no network security group) from its subnet natted: take the gateway away, or deny Internet to what leaves in its network security group.',
    ].join(' '),
  );
  expect(warnings).toEqual([
    'the subnet machines has a service endpoint for Microsoft.Sql',
    'the subnet machines has the private endpoint pe-1',
  ]);
});

it('knows no network of another subscription, and none that is not there', async () => {
  const { testNetwork } = on.azure.details;
  expect(await on.replicator.network(testNetwork.replace(on.azure.details.subscription, 'another'))).toBeUndefined();
  expect(await on.replicator.network(`${testNetwork}-2`)).toBeUndefined();
});

it('throws when it may not read what would prove it: not provable is not isolated', async () => {
  for (const right of ['virtualNetworks', 'networkSecurityGroups']) {
    on.azure.world({ deny: [`Microsoft.Network/${right}/read`] });
    await expect(on.replicator.network(on.azure.details.testNetwork), right).rejects.toMatchObject({
      code: 'azure-denied',
      message: expect.stringContaining(`lacks the right Microsoft.Network/${right}/read`),
    });
  }
  on.azure.world({ deny: [] });
});
