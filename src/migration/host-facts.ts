import type { HealthError } from './replicator-port.ts';
import type { Millis } from './types.ts';

/** How loaded one part is: Azure's own verdict, and the figure where it gives one. */
export interface Load {
  readonly of: 'memory' | 'processor' | 'disk' | 'system' | 'throughput' | 'database' | 'web';
  readonly status?: string;
  readonly usedPercent?: number;
}

/** One registered part of a replication host as its engine reads it; what Azure does not say is absent. */
export interface ComponentFacts {
  readonly kind: string;
  readonly name: string;
  /** None, Normal, Warning or Critical; `Healthy` is a word of the load statuses. */
  readonly health?: string;
  readonly errors: readonly HealthError[];
  /** `never`: it should send one and has not; absent: this kind sends none. */
  readonly heartbeat?: Millis | 'never';
  /** The state of its service, such as Running. */
  readonly service?: string;
  /** How it stands to the vault, such as Connected. */
  readonly connection?: string;
  readonly version?: string;
  readonly versionStatus?: string;
  readonly versionExpires?: Millis;
  readonly certificateDays?: number;
  readonly freePercent?: number;
  readonly loads?: readonly Load[];
}

/** A replication host as its engine reads it, to be judged. */
export interface HostFacts {
  /** "replication appliance" or "configuration server". */
  readonly title: string;
  readonly name: string;
  readonly components: readonly ComponentFacts[];
  /** Kinds that belong to it and have not registered. */
  readonly missing: readonly string[];
  /** Where the Mobility service is pushed and the host itself keeps the accounts: how many it knows. */
  readonly accountsForPush?: number;
}

/** One reason why a host cannot be used, or may soon not be: a sentence with what to do. */
export interface HostFinding {
  /** The same reason has the same key at every look. */
  readonly key: string;
  readonly verdict: 'block' | 'warn';
  readonly text: string;
}
