import type { SubnetFacts } from '../../src/migration/network-port.ts';
import { pass, warn } from '../check.ts';
import { type Internet, internet } from '../isolation/internet.ts';
import { detour, hop } from '../isolation/routes.ts';
import type { LandingCheck } from './landing.ts';
import { subnetOf } from './subnet.ts';

const missed = 'Windows is not activated, and no updates get through';

/** A load balancer or a public address would be given to the machine itself, which is not there yet. */
export const outbound: LandingCheck = {
  id: 'target-outbound',
  title: 'Machines reach the internet from the subnet',
  judge(approach) {
    const found = subnetOf(approach);
    const { network } = approach.facts;
    if (!found || !network || unread(found)) return [];
    const way = internet(found, network);
    const route = detour(found);
    if (route && !('closedBy' in way && way.closedBy === 'rule'))
      return [pass(`as the route ${route.name} of ${found.routeTable?.name} leads, to ${hop(route)}`)];
    if ('shut' in way) return [shut(found.name, way)];
    return [
      pass(
        way.over === 'gateway'
          ? `through the gateway ${way.gateway}`
          : "by Azure's default access, which is given no longer to new networks",
      ),
    ];
  },
};

/** What Ferry may not see has its sentence already. */
function unread({ securityGroup, routeTable }: SubnetFacts): boolean {
  return (securityGroup !== undefined && !securityGroup.rules) || (routeTable !== undefined && !routeTable.routes);
}

function shut(subnet: string, way: Extract<Internet, { readonly shut: string }>) {
  switch (way.closedBy) {
    case 'rule':
      return warn(
        `nothing in the subnet ${subnet} reaches the internet (${way.shut}): ${missed}`,
        'Before the failover, allow in that group, ahead of the rule, what the machine needs.',
      );
    case 'route':
      return warn(
        `nothing in the subnet ${subnet} reaches the internet (${way.shut}): ${missed}`,
        'Before the failover, send 0.0.0.0/0 through a firewall in that route table, or delete the route.',
      );
    case 'no way out':
      return warn(
        `the subnet ${subnet} is private, and neither a NAT gateway nor a route for 0.0.0.0/0 leads out of it: ${missed}`,
        'Give the subnet a NAT gateway, or a route for 0.0.0.0/0 through a firewall, before the failover; or else give the VM a public address or a load balancer with outbound rules afterwards.',
      );
  }
}
