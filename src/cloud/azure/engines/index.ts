import type { ReplicationProtectedItem } from '@azure/arm-recoveryservices-siterecovery';
import type { TargetConfig } from '../../../config-schema.ts';
import type { Engine } from '../../../migration/types.ts';
import type { ItemDetails, SiteRecoveryEngine } from './engine.ts';
import { inMageAzureV2 } from './in-mage-azure-v2.ts';
import { inMageRcm } from './in-mage-rcm.ts';

/** One line per engine; where a vault has hosts of several, `auto` takes the first of these. */
const engines: readonly SiteRecoveryEngine[] = [inMageRcm, inMageAzureV2];

/** The engines that ferry.yml lets a target use, in order of preference. */
export function enginesFor(wanted: TargetConfig['engine']): readonly SiteRecoveryEngine[] {
  return wanted === 'auto' ? engines : engines.filter(({ engine }) => engine === wanted);
}

export function engineOf(engine: Engine): SiteRecoveryEngine {
  const found = engines.find((candidate) => candidate.engine === engine);
  if (!found) throw new Error(`this build of Ferry does not know the engine ${engine}`);
  return found;
}

/** The engine behind something that Azure marks with the name of its provider; `undefined` for a provider Ferry does not use. */
export function engineBehind(instanceType: string | undefined): SiteRecoveryEngine | undefined {
  return engines.find(({ engine }) => engine === instanceType);
}

/** What an item's own provider says of it. After a failback set-up that is another one, which says nothing Ferry uses. */
export function itemDetails(item: ReplicationProtectedItem): ItemDetails {
  return engineBehind(item.properties?.providerSpecificDetails?.instanceType)?.itemDetails(item) ?? { disks: [], internalIds: [] };
}
