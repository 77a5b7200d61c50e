import type { VirtualNetwork } from '@azure/arm-network';
import type { StorageAccount } from '@azure/arm-storage';
import { z } from 'zod';
import type { TargetConfig } from '../../config-schema.ts';
import { CloudError } from '../../errors.ts';
import type { TargetContext } from './context.ts';
import { type Looked, look } from './look.ts';
import { lastSegment, parseResourceId, type ResourceId, resourceGroupId } from './resource-id.ts';

const group = z.looseObject({ location: z.string() });

/** What every machine lands in, as far as it could be read. */
export interface Place {
  readonly group: Looked<z.infer<typeof group>>;
  readonly network: Looked<VirtualNetwork>;
  readonly cache: Looked<StorageAccount>;
}

/** Reads the resource group, the network and the cache account of a target. */
export async function readPlace({ arm, clients, config }: Pick<TargetContext, 'arm' | 'clients' | 'config'>): Promise<Place> {
  const { placement, subscription } = config;
  const [groupSeen, network, cache] = await Promise.all([
    look(groupOf(config), () => arm.get(resourceGroupId(subscription, placement.resourceGroup), '2021-04-01', group)),
    look(networkOf(config), async () => {
      const { resourceGroup, name } = within(subscription, placement.network, `reading the ${networkOf(config)}`);
      return clients.network.virtualNetworks.get(resourceGroup, name);
    }),
    look(cacheOf(config), async () => {
      const { resourceGroup, name } = within(subscription, placement.cacheStorageAccount, `reading the ${cacheOf(config)}`);
      return clients.storage.storageAccounts.getProperties(resourceGroup, name);
    }),
  ]);
  return { group: groupSeen, network, cache };
}

/** What the place lacks, each a sentence with what to do. `vaultLocation` is where everything must be. */
export function placeProblems(place: Place, target: TargetConfig, vaultLocation: string | undefined): readonly string[] {
  const { network, cache } = place;
  const problems = [place.group, network, cache].flatMap(({ problem }) => problem ?? []);
  if (network.found) {
    problems.push(...elsewhere(networkOf(target), network.found.location, vaultLocation));
    const subnets = (network.found.subnets ?? []).flatMap(({ name }) => name ?? []);
    if (!subnets.some((name) => name.toLowerCase() === target.placement.subnet.toLowerCase())) {
      problems.push(
        `The ${networkOf(target)} has no subnet ${target.placement.subnet} (it has ${subnets.join(', ') || 'none'}): correct placement.subnet in ferry.yml or create the subnet.`,
      );
    }
  }
  if (cache.found) {
    problems.push(...elsewhere(cacheOf(target), cache.found.location, vaultLocation));
    if (cache.found.sku?.name?.startsWith('Premium')) {
      problems.push(
        `The ${cacheOf(target)} is ${cache.found.sku.name}: name a Standard_LRS account as placement.cacheStorageAccount in ferry.yml.`,
      );
    }
  }
  return problems;
}

/** The parts of an id that one subscription's client can read. Site Recovery wants all of it in the vault's own. */
export function within(subscription: string, id: string, action: string): ResourceId {
  const parts = parseResourceId(id);
  if (parts && parts.subscription.toLowerCase() === subscription.toLowerCase()) return parts;
  throw new CloudError(`${action}: it is not in the subscription ${subscription} of the target`, {
    code: 'azure-denied',
    status: 403,
    retryable: false,
    remedy: "Name one in the vault's subscription in ferry.yml: Site Recovery places machines in no other.",
  });
}

function groupOf({ placement }: TargetConfig): string {
  return `resource group ${placement.resourceGroup}`;
}

function networkOf({ placement }: TargetConfig): string {
  return `network ${lastSegment(placement.network)}`;
}

function cacheOf({ placement }: TargetConfig): string {
  return `cache storage account ${lastSegment(placement.cacheStorageAccount)}`;
}

function elsewhere(what: string, location: string | undefined, vaultLocation: string | undefined): string[] {
  if (location === undefined || vaultLocation === undefined || region(location) === region(vaultLocation)) return [];
  return [`The ${what} is in ${location} but the vault is in ${vaultLocation}: name one in ${vaultLocation} in ferry.yml.`];
}

/** "West Europe" and "westeurope" are the same region. */
function region(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}
