import { z } from 'zod';
import { CloudError } from '../../errors.ts';
import type { ReplicationHost, Replicator } from '../../migration/replicator-port.ts';
import type { Grant } from './allowed.ts';
import type { TargetContext } from './context.ts';
import { toCloudError } from './errors.ts';
import { missingRights, type SeenScope } from './missing-rights.ts';
import type { RightScope } from './permissions.ts';
import { parseResourceId, resourceGroupId } from './resource-id.ts';
import { placeOf } from './scope.ts';

const names = z
  .array(z.string())
  .nullish()
  .transform((actions) => actions ?? []);
const permission = z.looseObject({ actions: names, notActions: names });

/**
 * Looks at each place where Ferry needs rights. Deny assignments, policies and locks do not show in this answer. The SDK
 * for rights writes the address of a resource that lies directly in its group with an empty segment, so Ferry reads it itself.
 */
export function rightsReads(context: TargetContext, host: Replicator['host']): Pick<Replicator, 'rights'> {
  const { config, arm } = context;
  const { subscription, resourceGroup, vault, placement, testFailover } = config;
  const testGroup = testFailover?.network && parseResourceId(testFailover.network)?.resourceGroup;

  async function look(on: RightScope, id: string): Promise<SeenScope[]> {
    try {
      const grants: readonly Grant[] = await arm.list(`${id}/providers/Microsoft.Authorization/permissions`, '2022-04-01', permission);
      return [{ on, id, grants }];
    } catch (error) {
      const seen = toCloudError(`looking which rights Ferry has on ${placeOf(id)}`, error);
      // What is not there is named by those who look for it.
      if (seen instanceof CloudError && seen.code === 'azure-not-found') return [];
      if (seen instanceof CloudError && seen.status === 403) return [{ on, id, grants: undefined }];
      throw seen;
    }
  }

  /** The site comes with the appliance; without one there is nothing to look at yet. */
  async function registered(): Promise<ReplicationHost | undefined> {
    try {
      return await host();
    } catch (error) {
      if (error instanceof CloudError && (error.code === 'azure-denied' || error.code === 'azure-not-found')) return undefined;
      throw error;
    }
  }

  return {
    async rights() {
      // The vault alone first: a sign-in that fails then says always the same.
      const inVault = await look(
        'vault',
        `${resourceGroupId(subscription, resourceGroup)}/providers/Microsoft.RecoveryServices/vaults/${vault}`,
      );
      const found = await registered();
      const around = await Promise.all([
        ...(found?.site ? [look('site', found.site)] : []),
        look('group', resourceGroupId(subscription, placement.resourceGroup)),
        look('network', placement.network),
        look('cache', placement.cacheStorageAccount),
        ...(testGroup === undefined ? [] : [look('tests', resourceGroupId(subscription, testGroup))]),
      ]);
      return missingRights([...inVault, ...around.flat()], found?.engine ?? (config.engine === 'auto' ? undefined : config.engine), config);
    },
  };
}
