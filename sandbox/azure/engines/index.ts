import type { ReplicationHost } from '../world.ts';
import type { Engine } from './engine.ts';
import { inMageAzureV2 } from './in-mage-azure-v2.ts';
import { inMageRcm } from './in-mage-rcm.ts';

/** The provider of Site Recovery that a host replicates with. */
export function engineOf(host: ReplicationHost): Engine {
  return host.engine === 'InMageRcm' ? inMageRcm(host) : inMageAzureV2(host);
}
