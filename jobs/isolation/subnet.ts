import type { NetworkFacts, SubnetFacts } from '../../src/migration/network-port.ts';
import { type Internet, internet } from './internet.ts';
import type { Isolation, WayOut } from './isolation.ts';
import { hop, leadsOut } from './routes.ts';

/** What a machine in one subnet reaches beyond its network. */
export function subnetIsolation(subnet: SubnetFacts, network: Pick<NetworkFacts, 'prefixes' | 'natGateway'>): Isolation {
  const { name } = subnet;
  const way = internet(subnet, network);
  return {
    waysOut: [...routesOut(subnet), ...('shut' in way ? [] : [openWay(way, name)])],
    warnings: [
      ...subnet.serviceEndpoints.map((service) => `the subnet ${name} has a service endpoint for ${service}`),
      ...subnet.privateEndpoints.map((endpoint) => `the subnet ${name} has the private endpoint ${endpoint}`),
    ],
    proof: 'shut' in way ? `subnet ${name}: ${way.shut}` : '',
  };
}

function routesOut({ name, routeTable: table }: SubnetFacts): WayOut[] {
  if (!table) return [];
  if (!table.routes)
    return [{ seen: `the routes of ${table.name} were not read, by which its subnet ${name} goes`, remedy: 'let Ferry read them' }];
  return table.routes.filter(leadsOut).map((route) => ({
    seen: `the route ${route.name} of ${table.name} sends ${route.prefix} from its subnet ${name} to ${hop(route)}`,
    remedy: 'delete the route',
  }));
}

function openWay(way: Exclude<Internet, { readonly shut: string }>, name: string): WayOut {
  if (way.over === 'gateway') {
    return {
      seen: `the gateway ${way.gateway} leads to the internet (${way.because}) from its subnet ${name}`,
      remedy: 'take the gateway away, or deny Internet to what leaves in its network security group',
    };
  }
  const said = way.said ? 'default outbound access is on' : 'nothing says that default outbound access is off';
  return {
    seen: `the internet can be reached: ${said} (${way.because}), from its subnet ${name}`,
    remedy: 'make it a private subnet (defaultOutboundAccess false), or deny Internet to what leaves in its network security group',
  };
}
