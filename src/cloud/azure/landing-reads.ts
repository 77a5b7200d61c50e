import type { LandingFacts } from '../../migration/landing-port.ts';
import type { NetworkFacts, RouteTableFacts, SecurityGroupFacts } from '../../migration/network-port.ts';
import type { TargetContext } from './context.ts';
import { type Looked, look } from './look.ts';
import { readNetwork, readRouteTable, readSecurityGroup } from './network-facts.ts';
import { lastSegment } from './resource-id.ts';
import { placeProblems, readPlace, within } from './target-problems.ts';
import { known } from './values.ts';
import { listVms } from './virtual-machines.ts';
import { listQuotas, listSizes } from './vm-sizes.ts';

/** Reads, at one time, everything that decides whether and how a machine can land at the target. */
export async function readLanding(context: TargetContext, location: string | undefined): Promise<LandingFacts> {
  const { arm, config } = context;
  const { placement, subscription } = config;
  const [place, sizes, quotas, names, set] = await Promise.all([
    readPlace(context),
    location === undefined ? nothing() : look(`sizes of virtual machines in ${location}`, () => listSizes(arm, subscription, location)),
    location === undefined ? nothing() : look(`cores that are left in ${location}`, () => listQuotas(arm, subscription, location)),
    look(`virtual machines of the resource group ${placement.resourceGroup}`, () => listVms(arm, subscription, placement.resourceGroup)),
    readAvailabilitySet(context),
  ]);
  const { network, guard, looked } = await readSurroundings(
    context,
    place.network.found && readNetwork(place.network.found, placement.network),
  );
  // Ferry goes on without what it may not see of these: it then knows less, and says so.
  const goodToKnow = [sizes, quotas, set, ...looked];
  // A group that is not there has no machines either, and is named once.
  const needed = [...(place.group.problem === undefined ? [names] : []), ...goodToKnow.filter(({ denied }) => !denied)];
  return {
    problems: [...placeProblems(place, config, location), ...needed.flatMap(({ problem }) => problem ?? [])],
    warnings: goodToKnow.filter(({ denied }) => denied).flatMap(({ problem }) => problem ?? []),
    ...known({
      location,
      network,
      securityGroup: guard,
      sizes: sizes.found,
      quotas: quotas.found,
      takenNames: names.found?.flatMap(({ name }) => name ?? []),
      availabilitySet: set.found,
    }),
  };
}

async function readAvailabilitySet({ clients, config }: TargetContext): Promise<Looked<{ name: string; managed: boolean }>> {
  const { availability } = config.placement;
  if (!availability || !('set' in availability)) return {};
  const what = `availability set ${lastSegment(availability.set)}`;
  return look(what, async () => {
    const { resourceGroup, name } = within(config.subscription, availability.set, `reading the ${what}`);
    const found = await clients.compute.availabilitySets.get(resourceGroup, name);
    return { name: found.name ?? name, managed: found.sku?.name === 'Aligned' };
  });
}

interface Surroundings {
  readonly network?: NetworkFacts;
  readonly guard?: Required<SecurityGroupFacts>;
  /** Each part as it was read, or why it was not. */
  readonly looked: readonly Looked<unknown>[];
}

/** The network with the rules and routes of the subnet in which machines land, and the group that is to guard them. */
async function readSurroundings(context: TargetContext, network: NetworkFacts | undefined): Promise<Surroundings> {
  const { networkSecurityGroup: wanted, subnet: wantedSubnet } = context.config.placement;
  const subnet = network?.subnets.find(({ name }) => name.toLowerCase() === wantedSubnet.toLowerCase());
  const own = subnet?.securityGroup?.id;
  const [group, table] = await Promise.all([readGroup(context, own), readTable(context, subnet?.routeTable?.id)]);
  const named = wanted === undefined || wanted.toLowerCase() === own?.toLowerCase() ? group : await readGroup(context, wanted);
  const read = subnet && {
    ...subnet,
    ...known({ securityGroup: group.found ?? subnet.securityGroup, routeTable: table.found ?? subnet.routeTable }),
  };
  return {
    looked: [...new Set([named, group]), table],
    ...known({
      network: network && { ...network, subnets: network.subnets.map((one) => (one === subnet ? (read ?? one) : one)) },
      guard: named.found,
    }),
  };
}

async function readGroup({ clients, config }: TargetContext, id: string | undefined): Promise<Looked<Required<SecurityGroupFacts>>> {
  if (id === undefined) return {};
  const what = `network security group ${lastSegment(id)}`;
  return look(what, async () => {
    const { resourceGroup, name } = within(config.subscription, id, `reading the ${what}`);
    return readSecurityGroup(await clients.network.networkSecurityGroups.get(resourceGroup, name), id);
  });
}

async function readTable({ clients, config }: TargetContext, id: string | undefined): Promise<Looked<Required<RouteTableFacts>>> {
  if (id === undefined) return {};
  const what = `route table ${lastSegment(id)}`;
  return look(what, async () => {
    const { resourceGroup, name } = within(config.subscription, id, `reading the ${what}`);
    return readRouteTable(await clients.network.routeTables.get(resourceGroup, name), id);
  });
}

async function nothing(): Promise<Looked<never>> {
  return {};
}
