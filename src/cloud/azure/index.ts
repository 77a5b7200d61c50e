import type { TargetConfig } from '../../config-schema.ts';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { AzureEnvironment } from './clients.ts';
import { createContext } from './context.ts';
import { hostReads } from './host-reads.ts';
import { itemReads } from './item-reads.ts';
import { jobReads } from './job-reads.ts';
import { networkReads } from './network-reads.ts';
import { rightsReads } from './rights.ts';
import { targetReads } from './target-reads.ts';
import { testVmReads } from './test-vm.ts';
import { verbs } from './verbs.ts';

export interface ReplicatorOptions {
  readonly alias: string;
  readonly config: TargetConfig;
  readonly env: AzureEnvironment;
}

/** The Replicator of one target: Azure Site Recovery behind the real SDK clients. */
export function createReplicator({ config, env }: ReplicatorOptions): Replicator {
  const context = createContext(config, env);
  const hosts = hostReads(context);
  const target = targetReads(context);
  return {
    ...target,
    ...testVmReads(context, target.vm),
    ...rightsReads(context, hosts.host),
    ...hosts,
    ...networkReads(context),
    ...itemReads(context),
    ...jobReads(context),
    ...verbs(context),
  };
}
