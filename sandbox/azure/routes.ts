import type { Route } from './ask.ts';
import { capacityRoutes } from './capacity.ts';
import { certificateRoutes } from './certificates.ts';
import { computeRoutes } from './compute.ts';
import { extendedInfoRoutes } from './extended-info.ts';
import { fabricRoutes } from './fabrics.ts';
import { failoverRoutes } from './failover.ts';
import { jobRoutes } from './jobs.ts';
import { mappingRoutes } from './mappings.ts';
import { monitoringRoutes } from './monitoring.ts';
import { networkRoutes } from './networks.ts';
import { policyRoutes } from './policies.ts';
import { pollingRoutes } from './polling.ts';
import { protectableItemRoutes } from './protectable-items.ts';
import { protectedItemRoutes } from './protected-items.ts';
import { recoveryPointRoutes } from './recovery-points.ts';
import { siteRoutes } from './sites.ts';
import { surroundingRoutes } from './surroundings.ts';
import { vaultRoutes } from './vaults.ts';

/** Every operation the sandbox's Azure understands; the first that fits answers. */
export const routes: readonly Route[] = [
  ...vaultRoutes,
  ...extendedInfoRoutes,
  ...certificateRoutes,
  ...fabricRoutes,
  ...policyRoutes,
  ...mappingRoutes,
  ...protectableItemRoutes,
  ...protectedItemRoutes,
  ...failoverRoutes,
  ...recoveryPointRoutes,
  ...jobRoutes,
  ...monitoringRoutes,
  ...siteRoutes,
  ...computeRoutes,
  ...capacityRoutes,
  ...networkRoutes,
  ...surroundingRoutes,
  ...pollingRoutes,
];
