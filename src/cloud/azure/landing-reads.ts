import type { LandingFacts } from '../../migration/landing-port.ts';
import type { TargetContext } from './context.ts';
import { type Looked, look } from './look.ts';
import { readNetwork, readSecurityGroup } from './network-facts.ts';
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
  const network = place.network.found && readNetwork(place.network.found, lastSegment(placement.network) ?? '');
  const subnet = network?.subnets.find(({ name }) => name.toLowerCase() === placement.subnet.toLowerCase());
  const guard = await readGuard(context, placement.networkSecurityGroup ?? subnet?.securityGroup);
  // Ferry goes on without what it may not see of these: it then knows less, and says so.
  const goodToKnow = [sizes, quotas, set, guard];
  // A group that is not there has no machines either, and is named once.
  const needed = [...(place.group.problem === undefined ? [names] : []), ...goodToKnow.filter(({ denied }) => !denied)];
  return {
    problems: [...placeProblems(place, config, location), ...needed.flatMap(({ problem }) => problem ?? [])],
    warnings: goodToKnow.filter(({ denied }) => denied).flatMap(({ problem }) => problem ?? []),
    ...known({
      location,
      network,
      securityGroup: guard.found,
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

async function readGuard(
  { clients, config }: TargetContext,
  id: string | undefined,
): Promise<Looked<ReturnType<typeof readSecurityGroup>>> {
  if (id === undefined) return {};
  const what = `network security group ${lastSegment(id)}`;
  return look(what, async () => {
    const { resourceGroup, name } = within(config.subscription, id, `reading the ${what}`);
    return readSecurityGroup(await clients.network.networkSecurityGroups.get(resourceGroup, name), id);
  });
}

async function nothing(): Promise<Looked<never>> {
  return {};
}
