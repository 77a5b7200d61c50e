import type { NetworkSecurityGroup, RouteTable, SecurityRule, Subnet, VirtualNetwork } from '@azure/arm-network';
import type { NetworkFacts, RouteTableFacts, SecurityRule as Rule, SecurityGroupFacts, SubnetFacts } from '../../migration/network-port.ts';
import { lastSegment } from './resource-id.ts';
import { known } from './values.ts';

/** What a network says of itself; of the groups and tables of its subnets it knows no more than the ids. */
export function readNetwork(network: VirtualNetwork, id: string): NetworkFacts {
  return {
    id: network.id ?? id,
    name: network.name ?? lastSegment(id) ?? '',
    location: network.location ?? '',
    prefixes: network.addressSpace?.addressPrefixes ?? [],
    dnsServers: network.dhcpOptions?.dnsServers ?? [],
    peerings: (network.virtualNetworkPeerings ?? []).map((peering) => ({
      name: peering.name ?? 'a peering',
      remote: lastSegment(peering.remoteVirtualNetwork?.id) ?? 'a network that Azure does not name',
      state: peering.peeringState ?? 'in an unknown state',
    })),
    subnets: (network.subnets ?? []).map(readSubnet),
    ...known({ natGateway: lastSegment(network.defaultPublicNatGateway?.id) }),
  };
}

function readSubnet(subnet: Subnet): SubnetFacts {
  const { addressPrefix, addressPrefixes } = subnet;
  return {
    name: subnet.name ?? '',
    prefixes: addressPrefixes?.length ? addressPrefixes : addressPrefix ? [addressPrefix] : [],
    inUse: subnet.ipConfigurations?.length ?? 0,
    givenTo: (subnet.delegations ?? []).map(({ serviceName, name }) => serviceName ?? name ?? 'a service'),
    serviceEndpoints: (subnet.serviceEndpoints ?? []).map(({ service }) => service ?? 'a service'),
    privateEndpoints: (subnet.privateEndpoints ?? []).map(({ id }) => lastSegment(id) ?? 'without a name'),
    ...known({
      natGateway: lastSegment(subnet.natGateway?.id),
      serviceGateway: lastSegment(subnet.serviceGateway?.id),
      defaultOutbound: subnet.defaultOutboundAccess ?? undefined,
      securityGroup: named(subnet.networkSecurityGroup?.id),
      routeTable: named(subnet.routeTable?.id),
    }),
  };
}

function named(id: string | undefined): { readonly id: string; readonly name: string } | undefined {
  return id === undefined ? undefined : { id, name: lastSegment(id) ?? id };
}

/** A security group with its own rules and those beneath. */
export function readSecurityGroup(group: NetworkSecurityGroup, id: string): Required<SecurityGroupFacts> {
  const rules = [...(group.securityRules ?? []), ...(group.defaultSecurityRules ?? [])];
  const inOrder = (some: readonly SecurityRule[]) => some.map(readRule).toSorted((a, b) => a.priority - b.priority);
  return {
    id: group.id ?? id,
    name: group.name ?? lastSegment(id) ?? id,
    rules: {
      inbound: inOrder(rules.filter(({ direction }) => direction === 'Inbound')),
      outbound: inOrder(rules.filter(({ direction }) => direction !== 'Inbound')),
    },
  };
}

function readRule(rule: SecurityRule): Rule {
  const both = (one: string | undefined, many: readonly string[] | undefined) => [...(one ? [one] : []), ...(many ?? [])];
  const groups = (some: readonly { readonly id?: string }[] = []) => some.map(({ id }) => id ?? 'an application security group');
  return {
    name: rule.name ?? 'without a name',
    // Without a place in the order it must not be what closes the door.
    priority: rule.priority ?? (rule.access === 'Deny' ? Number.MAX_SAFE_INTEGER : 0),
    access: rule.access ?? 'Allow',
    protocol: rule.protocol ?? '',
    sources: both(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
    sourcePorts: both(rule.sourcePortRange, rule.sourcePortRanges),
    destinations: both(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
    ports: both(rule.destinationPortRange, rule.destinationPortRanges),
    fromGroups: groups(rule.sourceApplicationSecurityGroups),
    toGroups: groups(rule.destinationApplicationSecurityGroups),
  };
}

/** A route table with its routes. */
export function readRouteTable(table: RouteTable, id: string): Required<RouteTableFacts> {
  return {
    id: table.id ?? id,
    name: table.name ?? lastSegment(id) ?? id,
    routes: (table.routes ?? []).map((route) => ({
      name: route.name ?? 'without a name',
      prefix: route.addressPrefix ?? 'an unknown range',
      nextHop: route.nextHopType ?? 'an unknown place',
      ...known({ nextHopIp: route.nextHopIpAddress ?? route.nextHop?.nextHopIpAddresses.join(', ') }),
    })),
  };
}
