import type { RouteFacts, SubnetFacts } from '../../src/migration/network-port.ts';
import { isIpv6 } from './address-range.ts';

/** Whether what goes by this route leaves the network. */
export function leadsOut({ nextHop }: RouteFacts): boolean {
  return nextHop !== 'None' && nextHop !== 'VnetLocal';
}

/** Whether whatever goes to no network that Azure knows is dropped. */
export function goesNowhere({ routeTable, prefixes }: SubnetFacts): boolean {
  const dropped = new Set((routeTable?.routes ?? []).filter(({ nextHop }) => nextHop === 'None').map(({ prefix }) => prefix));
  return dropped.has('0.0.0.0/0') && (!prefixes.some(isIpv6) || dropped.has('::/0'));
}

/** The route by which everything goes through an appliance or a gateway; one to `Internet` opens nothing by itself. */
export function detour({ routeTable }: SubnetFacts): RouteFacts | undefined {
  return routeTable?.routes?.find(({ prefix, nextHop }) => prefix === '0.0.0.0/0' && detours.includes(nextHop));
}

const detours: readonly string[] = ['VirtualAppliance', 'VirtualNetworkGateway'];

/** Where a route leads, in words. */
export function hop({ nextHop, nextHopIp }: RouteFacts): string {
  if (nextHop === 'Internet') return 'the internet';
  if (nextHop === 'VirtualAppliance') return `an appliance${nextHopIp ? ` at ${nextHopIp}` : ''}`;
  return nextHop === 'VirtualNetworkGateway' ? 'a gateway' : nextHop;
}
