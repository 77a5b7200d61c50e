import type { NetworkManagementClient, SecurityRule, Subnet } from '@azure/arm-network';
import type { NetworkFacts, OutboundRule, SubnetFacts } from '../../migration/network-port.ts';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { reading, readingIfFound } from './errors.ts';
import { lastSegment, parseResourceId } from './resource-id.ts';
import { known } from './values.ts';

/** A network with everything that decides what a machine in it reaches; all of it is read, or it throws. */
export function networkReads({ config, clients }: TargetContext): Pick<Replicator, 'network'> {
  const { network: client } = clients;
  return {
    async network(id) {
      const parts = parseResourceId(id);
      const here = parts?.subscription.toLowerCase() === config.subscription.toLowerCase();
      if (!parts || !here) return undefined;
      const found = await readingIfFound(`reading the network ${parts.name}`, () =>
        client.virtualNetworks.get(parts.resourceGroup, parts.name),
      );
      if (!found) return undefined;
      const subnets = [];
      for (const subnet of found.subnets ?? []) subnets.push(await readSubnet(client, subnet));
      const facts: NetworkFacts = {
        id: found.id ?? id,
        name: found.name ?? parts.name,
        location: found.location ?? '',
        prefixes: found.addressSpace?.addressPrefixes ?? [],
        peerings: (found.virtualNetworkPeerings ?? []).map((peering) => ({
          name: peering.name ?? 'a peering',
          remote: lastSegment(peering.remoteVirtualNetwork?.id) ?? 'a network that Azure does not name',
          state: peering.peeringState ?? 'in an unknown state',
        })),
        subnets,
        ...known({ natGateway: lastSegment(found.defaultPublicNatGateway?.id) }),
      };
      return facts;
    },
  };
}

async function readSubnet(client: NetworkManagementClient, subnet: Subnet): Promise<SubnetFacts> {
  const group = named(subnet.networkSecurityGroup?.id);
  const table = named(subnet.routeTable?.id);
  const rules =
    group &&
    (await reading(`reading the network security group ${group.name}`, () =>
      client.networkSecurityGroups.get(group.resourceGroup, group.name),
    ));
  const routes =
    table && (await reading(`reading the route table ${table.name}`, () => client.routeTables.get(table.resourceGroup, table.name)));
  return {
    name: subnet.name ?? '',
    prefixes: subnet.addressPrefixes ?? (subnet.addressPrefix ? [subnet.addressPrefix] : []),
    givenTo: (subnet.delegations ?? []).map(({ serviceName, name }) => serviceName ?? name ?? 'a service'),
    serviceEndpoints: (subnet.serviceEndpoints ?? []).map(({ service }) => service ?? 'a service'),
    privateEndpoints: (subnet.privateEndpoints ?? []).map(({ id }) => lastSegment(id) ?? 'without a name'),
    ...known({
      natGateway: lastSegment(subnet.natGateway?.id),
      serviceGateway: lastSegment(subnet.serviceGateway?.id),
      defaultOutbound: subnet.defaultOutboundAccess ?? undefined,
      securityGroup: rules && {
        name: group?.name ?? '',
        outbound: [...(rules.securityRules ?? []), ...(rules.defaultSecurityRules ?? [])]
          .filter(({ direction }) => direction !== 'Inbound')
          .map(readRule),
      },
      routeTable: routes && {
        name: table?.name ?? '',
        routes: (routes.routes ?? []).map((route) => ({
          name: route.name ?? 'without a name',
          prefix: route.addressPrefix ?? 'an unknown range',
          nextHop: route.nextHopType ?? 'an unknown place',
          ...known({ nextHopIp: route.nextHopIpAddress ?? route.nextHop?.nextHopIpAddresses.join(', ') }),
        })),
      },
    }),
  };
}

function readRule(rule: SecurityRule): OutboundRule {
  const both = (one: string | undefined, many: readonly string[] | undefined) => [...(one ? [one] : []), ...(many ?? [])];
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
    fromGroups: (rule.sourceApplicationSecurityGroups ?? []).length > 0,
    toGroups: (rule.destinationApplicationSecurityGroups ?? []).length > 0,
  };
}

/** What a subnet refers to lies in the subscription of its network. */
function named(id: string | undefined): { readonly resourceGroup: string; readonly name: string } | undefined {
  return id === undefined ? undefined : parseResourceId(id);
}
