import { pass, warn } from '../check.ts';
import type { LandingCheck } from './landing.ts';
import { subnetOf } from './subnet.ts';

/** A load balancer or a public address would be given to the machine itself, which is not there yet. */
export const outbound: LandingCheck = {
  id: 'target-outbound',
  title: 'Machines reach the internet from the subnet',
  judge(approach) {
    const found = subnetOf(approach);
    if (!found) return [];
    if (found.natGateway) return [pass('a NAT gateway')];
    if (found.routeTable) return [pass('as its route table leads')];
    if (!found.private) return [pass("by Azure's default access, which is given no longer to new networks")];
    return [
      warn(
        `the subnet ${found.name} is private, and neither a NAT gateway nor a route table leads out of it: Windows is not activated, and neither the VM agent nor updates get through`,
        'Give the subnet a NAT gateway, or a route for 0.0.0.0/0 through a firewall, before the failover; or else give the VM a public address or a load balancer with outbound rules afterwards.',
      ),
    ];
  },
};
