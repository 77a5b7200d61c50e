import type { NetworkFacts, RouteFacts, SubnetFacts } from '../../src/migration/network-port.ts';
import { isIpv6 } from './address-range.ts';
import type { Isolation } from './isolation.ts';
import { type Outbound, outbound } from './outbound-rules.ts';

/** What a machine in one subnet reaches beyond its network. */
export function subnetIsolation(subnet: SubnetFacts, network: Pick<NetworkFacts, 'prefixes' | 'natGateway'>): Isolation {
  const { name, routeTable } = subnet;
  const routes = (routeTable?.routes ?? []).filter(leadsOut).map((route) => ({
    seen: `the route ${route.name} of ${routeTable?.name} sends ${route.prefix} from its subnet ${name} to ${hop(route)}`,
    remedy: 'delete the route',
  }));
  const lock = internetLock(subnet, network);
  return {
    waysOut: [...routes, ...('open' in lock ? [{ seen: `${lock.open} from its subnet ${name}`, remedy: lock.remedy }] : [])],
    warnings: [
      ...subnet.serviceEndpoints.map((service) => `the subnet ${name} has a service endpoint for ${service}`),
      ...subnet.privateEndpoints.map((endpoint) => `the subnet ${name} has the private endpoint ${endpoint}`),
    ],
    proof: 'open' in lock ? '' : `subnet ${name}: ${lock.shut}`,
  };
}

function leadsOut({ nextHop }: RouteFacts): boolean {
  return nextHop !== 'None' && nextHop !== 'VnetLocal';
}

function hop({ nextHop, nextHopIp }: RouteFacts): string {
  if (nextHop === 'Internet') return 'the internet';
  if (nextHop === 'VirtualAppliance') return `an appliance${nextHopIp ? ` at ${nextHopIp}` : ''}`;
  return nextHop === 'VirtualNetworkGateway' ? 'a gateway' : nextHop;
}

type Lock = { readonly shut: string } | { readonly open: string; readonly remedy: string };

/** One lock is enough: a rule that denies, a route into nowhere, or that nothing in the subnet leads out by itself. */
function internetLock(subnet: SubnetFacts, network: Pick<NetworkFacts, 'prefixes' | 'natGateway'>): Lock {
  const { securityGroup, natGateway = network.natGateway, serviceGateway } = subnet;
  const rules: Outbound = securityGroup
    ? outbound(securityGroup.outbound, subnet.prefixes, network.prefixes)
    : { closed: false, because: 'it has no network security group' };
  if (rules.closed) return { shut: `the rule ${rules.by} of ${securityGroup?.name} denies it` };
  if (goesNowhere(subnet)) return { shut: `a route of ${subnet.routeTable?.name} leads nowhere` };
  const gateway = natGateway ?? serviceGateway;
  if (subnet.defaultOutbound === false && gateway === undefined) return { shut: 'default outbound access is off' };
  const reason = securityGroup ? ` (of ${securityGroup.name}, ${rules.because})` : ` (${rules.because})`;
  if (gateway !== undefined) {
    return {
      open: `the gateway ${gateway} leads to the internet${reason}`,
      remedy: 'take the gateway away, or deny Internet to what leaves in its network security group',
    };
  }
  const said = subnet.defaultOutbound === undefined ? 'nothing says that default outbound access is off' : 'default outbound access is on';
  return {
    open: `the internet can be reached: ${said}${reason},`,
    remedy: 'make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group',
  };
}

function goesNowhere({ routeTable, prefixes }: SubnetFacts): boolean {
  const dropped = new Set((routeTable?.routes ?? []).filter(({ nextHop }) => nextHop === 'None').map(({ prefix }) => prefix));
  return dropped.has('0.0.0.0/0') && (!prefixes.some(isIpv6) || dropped.has('::/0'));
}
