import type { Reply } from '../kit/http.ts';
import { resourceId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { armError, ok, page, resourceNotFound } from './replies.ts';
import { type Size, sizes } from './vm-sizes.ts';
import { find, type World } from './world.ts';

const compute = '/subscriptions/{subscription}/providers/Microsoft.Compute';
const zones = ['1', '2', '3'];
const plenty = 10_000;

/** What the region offers and what is left of it: sizes, cores, availability sets. */
export const capacityRoutes: readonly Route[] = [
  route('GET', `${compute}/skus`, 'ResourceSkus_List', 'Microsoft.Compute/skus/read', listSkus),
  route('GET', `${compute}/locations/{location}/usages`, 'Usage_List', 'Microsoft.Compute/locations/usages/read', listUsages),
  route(
    'GET',
    '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/availabilitySets/{availabilitySet}',
    'AvailabilitySets_Get',
    'Microsoft.Compute/availabilitySets/read',
    availabilitySet,
  ),
];

function listSkus(ask: Ask): Reply {
  const wanted = /^location eq '([^']+)'$/i.exec(ask.query.get('$filter') ?? '')?.[1]?.toLowerCase();
  if (ask.query.has('$filter') && !wanted) return armError(400, 'BadRequest', 'The filter is not supported.');
  const locations = [...new Set([...ask.world.vaults.values()].map(({ location }) => location))];
  const here = locations.filter((location) => wanted === undefined || location.toLowerCase() === wanted);
  // A disk stands for everything that is no machine and is listed beside them.
  const values = here.flatMap((location) => [diskSku(location), ...sizes.map((size) => sku(ask.world, size, location))]);
  return page(ask, values, 20);
}

function diskSku(location: string): object {
  return {
    resourceType: 'disks',
    name: 'Premium_LRS',
    tier: 'Premium',
    size: 'P10',
    locations: [location],
    capabilities: [],
    restrictions: [],
  };
}

function sku(world: World, size: Size, location: string): object {
  const capability = (name: string, value: string | number) => ({ name, value: String(value) });
  const restricted = world.capacity.restricted.filter((one) => one.size.toLowerCase() === size.name.toLowerCase());
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    size: size.name.replace('Standard_', ''),
    family: size.family,
    locations: [location],
    locationInfo: [{ location, zones, zoneDetails: [] }],
    capabilities: [
      capability('vCPUs', size.vcpus),
      capability('MemoryGB', size.memoryGib),
      capability('MaxDataDiskCount', size.dataDisks),
      capability('MaxNetworkInterfaces', size.nics),
      capability('PremiumIO', size.premium ? 'True' : 'False'),
      capability('HyperVGenerations', size.generations),
      capability('CpuArchitectureType', size.architecture),
    ],
    restrictions: restricted.map(({ zones: some }) => ({
      type: some ? 'Zone' : 'Location',
      values: [location],
      restrictionInfo: { locations: [location], ...(some && { zones: some }) },
      reasonCode: 'NotAvailableForSubscription',
    })),
  };
}

function listUsages(ask: Ask): Reply {
  const { capacity, vms } = ask.world;
  const location = ask.param('location').toLowerCase();
  const machines = [...vms.values()].filter((vm) => vm.location.toLowerCase() === location && vm.power !== 'deallocated');
  const running = (family: string) =>
    machines.reduce((sum, vm) => {
      const size = sizes.find(({ name }) => name.toLowerCase() === vm.size.toLowerCase());
      return sum + (size && (family === 'cores' || size.family === family) ? size.vcpus : 0);
    }, 0);
  const usage = (name: string, localizedValue: string) => ({
    unit: 'Count',
    currentValue: running(name) + (capacity.used.get(name) ?? 0),
    limit: capacity.quotas.get(name) ?? plenty,
    name: { value: name, localizedValue },
  });
  const families = [...new Set(sizes.map(({ family }) => family))];
  return page(
    ask,
    [usage('cores', 'Total Regional vCPUs'), ...families.map((name) => usage(name, `${name.replace('Family', '')} vCPUs`))],
    5,
  );
}

function availabilitySet(ask: Ask): Reply {
  const one = find(ask.world.availabilitySets, ask.param('availabilitySet'));
  if (!one || one.group.toLowerCase() !== ask.param('group').toLowerCase())
    return resourceNotFound('Microsoft.Compute/availabilitySets', ask.param('availabilitySet'), ask.param('group'));
  return ok({
    id: resourceId(ask.world, one.group, 'Microsoft.Compute/availabilitySets', one.name),
    name: one.name,
    type: 'Microsoft.Compute/availabilitySets',
    location: one.location,
    sku: { name: one.aligned ? 'Aligned' : 'Classic' },
    properties: { platformFaultDomainCount: 2, platformUpdateDomainCount: 5, virtualMachines: [] },
  });
}
