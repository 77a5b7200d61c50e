import type { WithheldFacts } from './source-port.ts';
import type { Millis } from './types.ts';

/** A machine as its agent last told Systems Manager. */
export interface ManagedNode {
  /** `Online`, `ConnectionLost` or `Inactive`. */
  readonly ping: string;
  readonly pingAt?: Millis;
  readonly agentVersion?: string;
  readonly platformName?: string;
  readonly platformVersion?: string;
}

/** What Systems Manager's inventory last collected of a Windows machine's drivers. */
export interface DriverInventory {
  /** Network adapters by the product name of the driver that is bound to them. */
  readonly adapters: readonly string[];
  /** Installed software that is called like a PV driver: a trace, and no proof of what is in use. */
  readonly software: readonly string[];
  readonly capturedAt?: Millis;
}

/** Another machine of the account that has one of its private addresses. */
export interface Namesake {
  readonly instanceId: string;
  readonly vpcId: string;
  readonly address: string;
}

/** What a machine wrote to its volumes, added up over all of them. */
export interface Churn {
  readonly bytes: number;
  /** The busiest interval, as an average over it. */
  readonly peakBytesPerSecond: number;
  readonly from: Millis;
  readonly to: Millis;
}

/** What only other services and other machines tell of a machine. Absent: nobody asked, or it is in `withheld`. */
export interface Surroundings {
  /** `none`: no agent of it has ever registered. */
  readonly managedNode?: ManagedNode | 'none';
  /** Asked for of Windows machines on Xen only. `none`: nothing was ever collected. */
  readonly drivers?: DriverInventory | 'none';
  /** `none`: no Auto Scaling group keeps it. */
  readonly autoScaling?: { readonly group: string; readonly lifecycleState: string } | 'none';
  readonly namesakes?: readonly Namesake[];
  /** `none`: CloudWatch has no figures of its volumes. */
  readonly churn?: Churn | 'none';
  readonly withheld?: WithheldFacts;
}
