import type { NetworkEnd, Route, SourceNetwork } from '../../src/migration/source-network.ts';
import { contains, prefixLength } from './addresses.ts';
import { changeRoute } from './commands.ts';
import { type Hurdle, unread } from './passage.ts';

/** Where packets to an address go from a subnet. */
export type Way = { readonly is: 'by'; readonly route: Route } | { readonly is: 'hurdle'; readonly hurdle: Hurdle };

/** The route that EC2 takes: the VPC's own before learnt ones, then the longest prefix, then what somebody wrote. */
export function routeTo(end: NetworkEnd, address: string, { prefixLists, region }: Pick<SourceNetwork, 'prefixLists' | 'region'>): Way {
  if (!('value' in end.routes)) return { is: 'hurdle', hurdle: unread(end.routes) };
  const { id, routes } = end.routes.value;
  const fitting: { readonly route: Route; readonly length: number; readonly rank: number }[] = [];
  for (const route of routes) {
    if ('cidr' in route.destination) {
      const { cidr } = route.destination;
      if (contains(cidr, address)) fitting.push({ route, length: prefixLength(cidr), rank: route.propagated ? 2 : 0 });
      continue;
    }
    const list = prefixLists[route.destination.prefixList];
    if (!list || !('value' in list)) {
      const hurdle = unread(
        list ?? { withheld: `${route.destination.prefixList} is not readable`, permission: 'ec2:GetManagedPrefixListEntries' },
      );
      return { is: 'hurdle', hurdle };
    }
    const longest = Math.max(...list.value.filter((cidr) => contains(cidr, address)).map(prefixLength));
    if (longest >= 0) fitting.push({ route, length: longest, rank: 1 });
  }
  const local = fitting.some(({ route }) => route.kind === 'local');
  const [best] = fitting.filter(({ route }) => !(local && route.propagated)).toSorted((a, b) => b.length - a.length || a.rank - b.rank);
  if (!best)
    return { is: 'hurdle', hurdle: { is: 'closed', by: `${id} has no route to ${address}`, mend: changeRoute(id, address, region) } };
  if (best.route.blackhole)
    return {
      is: 'hurdle',
      hurdle: {
        is: 'closed',
        by: `the route of ${id} to ${destination(best.route)} is a blackhole: ${best.route.target} is gone or detached`,
        mend: changeRoute(id, address, region),
      },
    };
  return { is: 'by', route: best.route };
}

export function destination({ destination: to }: Route): string {
  return 'cidr' in to ? to.cidr : to.prefixList;
}

const kinds: Readonly<Record<Route['kind'], string>> = {
  local: 'the VPC itself',
  peering: 'the peering',
  transit: 'the transit gateway',
  internet: 'the internet gateway',
  nat: 'the NAT gateway',
  appliance: 'the appliance',
  gateway: 'the gateway',
};

/** What a route leads to, in words. */
export function leadsTo({ kind, target }: Route): string {
  return kind === 'local' ? kinds.local : `${kinds[kind]} ${target}`;
}
