import type { NetworkSecurityGroup, SecurityRule, Subnet, VirtualNetwork } from '@azure/arm-network';
import type { InboundRule, LandingGuard, LandingNetwork, LandingSubnet } from '../../migration/landing-port.ts';

/** What a network says of itself that matters to a machine that is to land in it. */
export function readNetwork(network: VirtualNetwork, named: string): LandingNetwork {
  return {
    name: network.name ?? named,
    prefixes: network.addressSpace?.addressPrefixes ?? [],
    dnsServers: network.dhcpOptions?.dnsServers ?? [],
    subnets: (network.subnets ?? []).map((subnet) => readSubnet(subnet, network.defaultPublicNatGateway?.id !== undefined)),
  };
}

function readSubnet(subnet: Subnet, natForAll: boolean): LandingSubnet {
  const { addressPrefix, addressPrefixes, networkSecurityGroup: guard } = subnet;
  return {
    name: subnet.name ?? '',
    prefixes: addressPrefixes?.length ? addressPrefixes : addressPrefix ? [addressPrefix] : [],
    inUse: subnet.ipConfigurations?.length ?? 0,
    delegatedTo: (subnet.delegations ?? []).flatMap(({ serviceName }) => serviceName ?? []),
    natGateway: natForAll || subnet.natGateway?.id !== undefined,
    routeTable: subnet.routeTable?.id !== undefined,
    private: subnet.defaultOutboundAccess === false,
    ...(guard?.id && { securityGroup: guard.id }),
  };
}

/** A security group's inbound rules, its own and those beneath, in the order in which Azure asks them. */
export function readSecurityGroup(group: NetworkSecurityGroup, id: string): LandingGuard {
  const rules = [...(group.securityRules ?? []), ...(group.defaultSecurityRules ?? [])];
  return {
    id: group.id ?? id,
    name: group.name ?? '',
    rules: rules
      .filter(({ direction }) => direction === 'Inbound')
      .map(readRule)
      .toSorted((a, b) => a.priority - b.priority),
  };
}

function readRule(rule: SecurityRule): InboundRule {
  const asgs = rule.sourceApplicationSecurityGroups ?? [];
  const whole = (prefix: string) => prefix === '*' || prefix === 'VirtualNetwork' || prefix === '0.0.0.0/0';
  const destinations = either(rule.destinationAddressPrefix, rule.destinationAddressPrefixes);
  const senders = either(rule.sourcePortRange, rule.sourcePortRanges);
  const limited =
    !destinations.every(whole) || (rule.destinationApplicationSecurityGroups ?? []).length > 0 || !senders.every((port) => port === '*');
  return {
    name: rule.name ?? '',
    priority: rule.priority ?? 0,
    allows: rule.access === 'Allow',
    protocol: (rule.protocol ?? '*').toLowerCase(),
    sources: [
      ...either(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      ...asgs.map(({ id }) => id ?? 'an application security group'),
    ],
    ports: either(rule.destinationPortRange, rule.destinationPortRanges),
    ...(limited && { limited }),
  };
}

/** Azure writes one value in the singular field and several in the plural one. */
function either(one: string | undefined, many: readonly string[] | undefined): readonly string[] {
  return many?.length ? many : one ? [one] : [];
}
