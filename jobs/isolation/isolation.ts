import type { NetworkFacts } from '../../src/migration/network-port.ts';
import { subnetIsolation } from './subnet.ts';

/** One way out of a network: what was seen, and what closes it. */
export interface WayOut {
  readonly seen: string;
  readonly remedy: string;
}

export interface Isolation {
  /** Empty when the network is proven to be isolated. */
  readonly waysOut: readonly WayOut[];
  /** Single services that a machine in it reaches all the same. */
  readonly warnings: readonly string[];
  /** What proves it, as half a sentence. */
  readonly proof: string;
}

interface About {
  /** ARM ids of the test network and of the one in which migrated machines land. */
  readonly network: string;
  readonly production: string;
  /** Where the vault is; a test machine can be made nowhere else. */
  readonly location?: string;
}

/** Subnets by whose name Azure knows what leads out of a network; no machine lands in them. */
const doors: Readonly<Record<string, string>> = {
  gatewaysubnet: 'a VPN or ExpressRoute gateway',
  routeserversubnet: 'a route server, which takes routes from elsewhere',
  azurefirewallsubnet: 'a firewall, which leads to the internet',
  azurefirewallmanagementsubnet: 'a firewall, which leads to the internet',
};

/** Lets people in and nothing out; no machine lands in it. */
const bastion = 'azurebastionsubnet';

/**
 * Whether a copy of a machine can reach nothing from this network. What cannot be proven counts as open: a cloned job or
 * queue consumer that reaches production does its work there a second time.
 */
export function isolation(facts: NetworkFacts | undefined, { network, production, location }: About): Isolation {
  const name = facts?.name ?? network.split('/').at(-1) ?? network;
  if (sameId(network, production))
    return open(`${name} is the network in which migrated machines land`, 'name another network, which leads nowhere');
  if (!facts)
    return open(`the network ${name} does not exist in the subscription of the target`, 'create it, or correct its id in ferry.yml');
  const inside = facts.subnets.filter(
    (subnet) => !isDoor(subnet.name) && subnet.name.toLowerCase() !== bastion && subnet.givenTo.length === 0,
  );
  const judged = inside.map((subnet) => subnetIsolation(subnet, facts));
  const waysOut: WayOut[] = [
    ...elsewhere(facts, location),
    ...facts.peerings.map((peering) => ({
      seen: `it is peered with ${peering.remote} (${peering.name}, ${peering.state})`,
      remedy: 'delete the peering',
    })),
    ...facts.subnets
      .filter(({ name: subnet }) => isDoor(subnet))
      .map(({ name: subnet }) => ({
        seen: `it has a subnet ${subnet}, for ${doors[subnet.toLowerCase()]}`,
        remedy: 'delete what stands in that subnet, and the subnet',
      })),
    ...(inside.length === 0 ? [{ seen: 'it has no subnet in which a machine can land', remedy: 'add a subnet' }] : []),
    ...judged.flatMap((one) => one.waysOut),
  ];
  return {
    waysOut,
    warnings: judged.flatMap((one) => one.warnings),
    proof: `no peering, no gateway, no way to the internet (${judged.map((one) => one.proof).join('; ')})`,
  };
}

/** The ways out as sentences, each with what closes it. */
export function sayWaysOut(waysOut: readonly WayOut[]): string {
  return waysOut.map(({ seen, remedy }) => `${seen.charAt(0).toUpperCase()}${seen.slice(1)}: ${remedy}.`).join(' ');
}

function open(seen: string, remedy: string): Isolation {
  return { waysOut: [{ seen, remedy }], warnings: [], proof: '' };
}

function elsewhere({ location }: NetworkFacts, wanted: string | undefined): WayOut[] {
  if (wanted === undefined || region(location) === region(wanted)) return [];
  return [{ seen: `it is in ${location} but the vault is in ${wanted}`, remedy: `name a network in ${wanted}` }];
}

function isDoor(subnet: string): boolean {
  return subnet.toLowerCase() in doors;
}

function sameId(a: string, b: string): boolean {
  return a.replace(/\/+$/, '').toLowerCase() === b.replace(/\/+$/, '').toLowerCase();
}

/** "West Europe" and "westeurope" are the same region. */
function region(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}
