import type { TargetConfig } from '../../../config-schema.ts';
import type { SiteRecoveryEngine } from './engine.ts';
import { inMageRcm } from './in-mage-rcm.ts';

/** One line per engine; the first is what `auto` means. */
const engines: readonly [SiteRecoveryEngine, ...SiteRecoveryEngine[]] = [inMageRcm];

export function engineFor(wanted: TargetConfig['engine']): SiteRecoveryEngine {
  return engines.find(({ engine }) => engine === wanted) ?? engines[0];
}
