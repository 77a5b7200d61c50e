import type { NetworkFacts, SubnetFacts } from '../../src/migration/network-port.ts';
import { type Outbound, outbound } from './outbound-rules.ts';
import { goesNowhere } from './routes.ts';

/** How the internet stands to a machine of a subnet that has no address of its own there. */
export type Internet =
  | { readonly closedBy: 'rule' | 'route' | 'no way out'; readonly shut: string }
  /** `because` is why no rule closes it. */
  | { readonly over: 'gateway'; readonly gateway: string; readonly because: string }
  | { readonly over: 'default'; readonly said: boolean; readonly because: string };

/**
 * One lock is enough: a rule that denies, a route into nowhere, or that nothing in the subnet leads out by itself. A route
 * through an appliance is not judged here: it leads out of a subnet that is locked by the last of the three.
 */
export function internet(subnet: SubnetFacts, network: Pick<NetworkFacts, 'prefixes' | 'natGateway'>): Internet {
  const { securityGroup, natGateway = network.natGateway, serviceGateway } = subnet;
  const rules = rulesOf(subnet, network);
  if (rules.closed) return { closedBy: 'rule', shut: `the rule ${rules.by} of ${securityGroup?.name} denies it` };
  if (goesNowhere(subnet)) return { closedBy: 'route', shut: `a route of ${subnet.routeTable?.name} leads nowhere` };
  const gateway = natGateway ?? serviceGateway;
  if (subnet.defaultOutbound === false && gateway === undefined) return { closedBy: 'no way out', shut: 'default outbound access is off' };
  const because = securityGroup ? `of ${securityGroup.name}, ${rules.because}` : rules.because;
  return gateway === undefined
    ? { over: 'default', said: subnet.defaultOutbound !== undefined, because }
    : { over: 'gateway', gateway, because };
}

function rulesOf({ securityGroup, prefixes }: SubnetFacts, network: Pick<NetworkFacts, 'prefixes'>): Outbound {
  if (!securityGroup) return { closed: false, because: 'it has no network security group' };
  return securityGroup.rules
    ? outbound(securityGroup.rules.outbound, prefixes, network.prefixes)
    : { closed: false, because: 'its rules were not read' };
}
