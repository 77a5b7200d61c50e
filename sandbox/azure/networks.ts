import type { Reply } from '../kit/http.ts';
import { resourceId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { armError, ok, page, resourceNotFound } from './replies.ts';
import {
  find,
  type Network,
  type NetworkSecurityGroup,
  type Peering,
  type RouteTable,
  type SecurityRule,
  type Subnet,
  type World,
} from './world.ts';

const provider = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network';
const network = `${provider}/virtualNetworks/{network}`;

/** Networks with their subnets, the security groups that guard them, the tables that route in them. */
export const networkRoutes: readonly Route[] = [
  route(
    'GET',
    network,
    'VirtualNetworks_Get',
    'Microsoft.Network/virtualNetworks/read',
    withNetwork((ask, one) => ok(networkView(ask.world, one))),
  ),
  route(
    'GET',
    `${network}/subnets`,
    'Subnets_List',
    'Microsoft.Network/virtualNetworks/subnets/read',
    withNetwork((ask, one) =>
      page(
        ask,
        one.subnets.map((subnet) => subnetView(ask.world, one, subnet)),
        10,
      ),
    ),
  ),
  route(
    'GET',
    `${network}/subnets/{subnet}`,
    'Subnets_Get',
    'Microsoft.Network/virtualNetworks/subnets/read',
    withNetwork((ask, one) => {
      const subnet = one.subnets.find((candidate) => candidate.name.toLowerCase() === ask.param('subnet').toLowerCase());
      return subnet ? ok(subnetView(ask.world, one, subnet)) : armError(404, 'NotFound', `Resource ${ask.path} not found.`);
    }),
  ),
  route(
    'GET',
    `${provider}/networkSecurityGroups/{securityGroup}`,
    'NetworkSecurityGroups_Get',
    'Microsoft.Network/networkSecurityGroups/read',
    (ask) => {
      const one = find(ask.world.securityGroups, ask.param('securityGroup'));
      return one && one.group.toLowerCase() === ask.param('group').toLowerCase()
        ? ok(securityGroupView(ask.world, one))
        : resourceNotFound('Microsoft.Network/networkSecurityGroups', ask.param('securityGroup'), ask.param('group'));
    },
  ),
  route('GET', `${provider}/routeTables/{routeTable}`, 'RouteTables_Get', 'Microsoft.Network/routeTables/read', (ask) => {
    const one = find(ask.world.routeTables, ask.param('routeTable'));
    return one && one.group.toLowerCase() === ask.param('group').toLowerCase()
      ? ok(routeTableView(ask.world, one))
      : resourceNotFound('Microsoft.Network/routeTables', ask.param('routeTable'), ask.param('group'));
  }),
];

function withNetwork(answer: (ask: Ask, one: Network) => Reply): (ask: Ask) => Reply {
  return (ask) => {
    const one = find(ask.world.networks, ask.param('network'));
    const here = one?.group.toLowerCase() === ask.param('group').toLowerCase();
    return one && here ? answer(ask, one) : resourceNotFound('Microsoft.Network/virtualNetworks', ask.param('network'), ask.param('group'));
  };
}

function networkView(world: World, one: Network): object {
  const id = resourceId(world, one.group, 'Microsoft.Network/virtualNetworks', one.name);
  return {
    id,
    name: one.name,
    type: 'Microsoft.Network/virtualNetworks',
    location: one.location,
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: [one.prefix] },
      ...(one.dnsServers && { dhcpOptions: { dnsServers: one.dnsServers } }),
      subnets: one.subnets.map((subnet) => subnetView(world, one, subnet)),
      virtualNetworkPeerings: (one.peerings ?? []).map((peering) => peeringView(world, one, id, peering)),
    },
  };
}

function peeringView(world: World, one: Network, network: string, { name, remote, state }: Peering): object {
  const group = find(world.networks, remote)?.group ?? one.group;
  return {
    id: `${network}/virtualNetworkPeerings/${name}`,
    name,
    properties: {
      provisioningState: 'Succeeded',
      peeringState: state,
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
      useRemoteGateways: false,
      remoteVirtualNetwork: { id: resourceId(world, group, 'Microsoft.Network/virtualNetworks', remote) },
    },
  };
}

function subnetView(world: World, one: Network, subnet: Subnet): object {
  const id = `${resourceId(world, one.group, 'Microsoft.Network/virtualNetworks', one.name)}/subnets/${subnet.name}`;
  const beside = (type: string, name: string | undefined) =>
    name === undefined ? undefined : { id: resourceId(world, one.group, `Microsoft.Network/${type}`, name) };
  const ours = [...world.vms.values()].filter((vm) => vm.subnetId.toLowerCase() === id.toLowerCase()).map(({ nic }) => nic);
  const nics = [...ours, ...Array.from({ length: subnet.taken ?? 0 }, (_, n) => `nic-other-${n}`)];
  const holders = [
    ...nics.map((nic) => `${resourceId(world, one.group, 'Microsoft.Network/networkInterfaces', nic)}/ipConfigurations/ipconfig1`),
    ...(subnet.gateway ? [`${beside('virtualNetworkGateways', subnet.gateway)?.id}/ipConfigurations/default`] : []),
  ];
  return {
    id,
    name: subnet.name,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: {
      provisioningState: 'Succeeded',
      addressPrefix: subnet.prefix,
      ...(holders.length > 0 && { ipConfigurations: holders.map((holder) => ({ id: holder })) }),
      ...(subnet.serviceEndpoints && {
        serviceEndpoints: subnet.serviceEndpoints.map((service) => ({ provisioningState: 'Succeeded', service, locations: ['*'] })),
      }),
      ...(subnet.privateEndpoints && { privateEndpoints: subnet.privateEndpoints.map((name) => beside('privateEndpoints', name)) }),
      delegations: subnet.delegatedTo ? [{ name: 'delegation', properties: { serviceName: subnet.delegatedTo } }] : [],
      natGateway: beside('natGateways', subnet.natGateway),
      routeTable: beside('routeTables', subnet.routeTable),
      networkSecurityGroup: beside('networkSecurityGroups', subnet.securityGroup),
      ...(subnet.defaultOutbound !== undefined && { defaultOutboundAccess: subnet.defaultOutbound }),
    },
  };
}

function securityGroupView(world: World, one: NetworkSecurityGroup): object {
  const id = resourceId(world, one.group, 'Microsoft.Network/networkSecurityGroups', one.name);
  return {
    id,
    name: one.name,
    type: 'Microsoft.Network/networkSecurityGroups',
    location: one.location,
    properties: {
      provisioningState: 'Succeeded',
      securityRules: one.rules.map((rule) => ruleView(`${id}/securityRules`, rule)),
      defaultSecurityRules: defaultRules.map((rule) => ruleView(`${id}/defaultSecurityRules`, rule)),
    },
  };
}

function routeTableView(world: World, one: RouteTable): object {
  const id = resourceId(world, one.group, 'Microsoft.Network/routeTables', one.name);
  return {
    id,
    name: one.name,
    type: 'Microsoft.Network/routeTables',
    location: one.location,
    properties: {
      provisioningState: 'Succeeded',
      disableBgpRoutePropagation: false,
      routes: one.routes.map(({ name, prefix, nextHop, nextHopIp }) => ({
        id: `${id}/routes/${name}`,
        name,
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: prefix,
          nextHopType: nextHop,
          ...(nextHopIp !== undefined && { nextHopIpAddress: nextHopIp }),
        },
      })),
    },
  };
}

/** Azure writes one value in the singular field and several in the plural one, and leaves the other empty. */
function ruleView(collection: string, rule: SecurityRule): object {
  const either = (one: string, many: string, values: readonly string[]) =>
    values.length === 1 ? { [one]: values[0], [many]: [] } : { [many]: values };
  return {
    id: `${collection}/${rule.name}`,
    name: rule.name,
    properties: {
      provisioningState: 'Succeeded',
      priority: rule.priority,
      direction: rule.direction,
      access: rule.access,
      protocol: rule.protocol,
      sourcePortRange: '*',
      sourcePortRanges: [],
      ...either('sourceAddressPrefix', 'sourceAddressPrefixes', rule.sources),
      ...either('destinationAddressPrefix', 'destinationAddressPrefixes', rule.destinations),
      ...either('destinationPortRange', 'destinationPortRanges', rule.ports),
    },
  };
}

const standing = (
  name: string,
  priority: number,
  direction: SecurityRule['direction'],
  access: SecurityRule['access'],
  source: string,
  destination: string,
): SecurityRule => ({ name, priority, direction, access, protocol: '*', sources: [source], destinations: [destination], ports: ['*'] });

/** What every security group has beneath its own rules. */
const defaultRules: readonly SecurityRule[] = [
  standing('AllowVnetInBound', 65_000, 'Inbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
  standing('AllowAzureLoadBalancerInBound', 65_001, 'Inbound', 'Allow', 'AzureLoadBalancer', '*'),
  standing('DenyAllInBound', 65_500, 'Inbound', 'Deny', '*', '*'),
  standing('AllowVnetOutBound', 65_000, 'Outbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
  standing('AllowInternetOutBound', 65_001, 'Outbound', 'Allow', '*', 'Internet'),
  standing('DenyAllOutBound', 65_500, 'Outbound', 'Deny', '*', '*'),
];
