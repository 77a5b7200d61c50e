import ipaddr from 'ipaddr.js';
import type { SubnetFacts } from '../../src/migration/network-port.ts';
import { block, pass } from '../check.ts';
import type { Approach, LandingCheck } from './landing.ts';

/** Azure keeps the first four addresses of a range and the last one. */
const reserved = 5;

export const subnet: LandingCheck = {
  id: 'target-subnet',
  title: 'The subnet has room',
  judge(approach) {
    const found = subnetOf(approach);
    if (!found) return [];
    const [service] = found.givenTo;
    if (service)
      return [
        block(
          `the subnet ${found.name} is handed over to ${service}, which alone may place things in it`,
          'Name another subnet as placement.subnet in ferry.yml, or take the delegation away.',
        ),
      ];
    const { free, all } = addresses(found);
    return free > 0
      ? [pass(`${free} of the ${all} addresses of ${found.name} are free`)]
      : [
          block(
            `none of the ${all} addresses of the subnet ${found.name} is free`,
            'Take away what nobody needs in it, enlarge it, or name another one as placement.subnet in ferry.yml.',
          ),
        ];
  },
};

/** The subnet that ferry.yml names, when it is there. */
export function subnetOf({ placement, facts }: Pick<Approach, 'placement' | 'facts'>): SubnetFacts | undefined {
  return facts.network?.subnets.find(({ name }) => name.toLowerCase() === placement.subnet.toLowerCase());
}

/** How many addresses machines may have in a subnet, and how many nobody has. */
export function addresses({ prefixes, inUse }: Pick<SubnetFacts, 'prefixes' | 'inUse'>): { readonly all: number; readonly free: number } {
  const all = prefixes
    .filter((prefix) => ipaddr.IPv4.isValidCIDR(prefix))
    .reduce((sum, prefix) => sum + Math.max(0, 2 ** (32 - ipaddr.IPv4.parseCIDR(prefix)[1]) - reserved), 0);
  return { all, free: Math.max(0, all - inUse) };
}
