import { z } from 'zod';
import type { TargetConfig } from '../../config-schema.ts';
import { CloudError } from '../../errors.ts';
import type { ArmReader } from './arm.ts';
import { toCloudError } from './errors.ts';
import { lastSegment, resourceGroupId } from './resource-id.ts';

const place = z.looseObject({ location: z.string() });

const network = z.looseObject({
  location: z.string(),
  properties: z.looseObject({ subnets: z.array(z.looseObject({ name: z.string().nullish() })).nullish() }).nullish(),
});

const storageAccount = z.looseObject({ location: z.string(), sku: z.looseObject({ name: z.string().nullish() }).nullish() });

/** What the target lacks, each a sentence with what to do. `vaultLocation` is where everything must be. */
export async function findTargetProblems(
  arm: ArmReader,
  target: TargetConfig,
  vaultLocation: string | undefined,
): Promise<readonly string[]> {
  const { placement, subscription } = target;
  const [group, vnet, cache] = await Promise.all([
    look(`resource group ${placement.resourceGroup}`, () =>
      arm.get(resourceGroupId(subscription, placement.resourceGroup), '2021-04-01', place),
    ),
    look(`network ${lastSegment(placement.network)}`, () => arm.get(placement.network, '2024-05-01', network)),
    look(`cache storage account ${lastSegment(placement.cacheStorageAccount)}`, () =>
      arm.get(placement.cacheStorageAccount, '2023-05-01', storageAccount),
    ),
  ]);
  const problems = [group, vnet, cache].flatMap(({ problem }) => problem ?? []);
  if (vnet.found) {
    problems.push(...elsewhere(`network ${lastSegment(placement.network)}`, vnet.found.location, vaultLocation));
    const subnets = (vnet.found.properties?.subnets ?? []).flatMap(({ name }) => name ?? []);
    if (!subnets.some((name) => name.toLowerCase() === placement.subnet.toLowerCase())) {
      problems.push(
        `The network ${lastSegment(placement.network)} has no subnet ${placement.subnet} (it has ${subnets.join(', ') || 'none'}): correct placement.subnet in ferry.yml or create the subnet.`,
      );
    }
  }
  if (cache.found) {
    problems.push(...elsewhere(`cache storage account ${lastSegment(placement.cacheStorageAccount)}`, cache.found.location, vaultLocation));
    if (cache.found.sku?.name?.startsWith('Premium')) {
      problems.push(
        `The cache storage account ${lastSegment(placement.cacheStorageAccount)} is ${cache.found.sku.name}: name a Standard_LRS account as placement.cacheStorageAccount in ferry.yml.`,
      );
    }
  }
  return problems;
}

/** A missing or denied resource is a problem to name; an Azure that does not answer is not. */
async function look<T>(what: string, read: () => Promise<T>): Promise<{ readonly found?: T; readonly problem?: string }> {
  try {
    return { found: await read() };
  } catch (error) {
    const seen = toCloudError(`reading the ${what}`, error);
    if (!(seen instanceof CloudError)) throw seen;
    if (seen.code === 'azure-not-found') return { problem: `The ${what} does not exist: create it, or correct placement in ferry.yml.` };
    if (seen.code === 'azure-denied' && seen.status === 403) {
      return { problem: `${seen.message.charAt(0).toUpperCase()}${seen.message.slice(1)}. ${seen.remedy ?? ''}`.trim() };
    }
    throw seen;
  }
}

function elsewhere(what: string, location: string, vaultLocation: string | undefined): string[] {
  if (vaultLocation === undefined || region(location) === region(vaultLocation)) return [];
  return [`The ${what} is in ${location} but the vault is in ${vaultLocation}: name one in ${vaultLocation} in ferry.yml.`];
}

/** "West Europe" and "westeurope" are the same region. */
function region(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}
