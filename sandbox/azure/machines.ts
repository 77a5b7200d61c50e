import type { ReplicationAilments } from './ailments.ts';

/** A machine that the appliance discovered because somebody added its address in the appliance's configurator. */
export interface Machine {
  readonly name: string;
  readonly ip: string;
  readonly displayName: string;
  readonly agent: 'installed' | 'absent';
  /** Whether the configurator was given credentials for it. */
  readonly account: boolean;
  /** What becomes of a push: most EC2 images let nobody log in by password, and many groups let nobody in at all. A number is the code it fails with. */
  readonly push: 'works' | 'works-after-reboot' | 'no-login' | 'no-route' | `${number}`;
  /** Name of another vault that replicates it already, or nothing. */
  readonly elsewhere: string;
  readonly discoveredAt: number;
}

export interface RecoveryPoint {
  readonly name: string;
  readonly at: number;
  /** When listing begins to show it. */
  readonly listedAt: number;
  readonly type: 'CrashConsistent' | 'ApplicationConsistent';
}

/** How long the stages of replication take, in seconds from enabling, and how late it is told. */
export interface Pace {
  readonly copyingVisible: number;
  readonly copyingStarts: number;
  readonly secondsPerGib: number;
  readonly leastCopy: number;
  readonly progressRefresh: number;
  readonly firstPointAfterCopy: number;
  readonly protectedAfterCopy: number;
  readonly completeShownAfterCopy: number;
  /** Listing shows a point this long after its time; the item itself later still. */
  readonly listingLag: number;
  readonly itemLag: number;
}

/** What enabling replication asked for, kept as it came. */
export interface Wanted {
  readonly policyId: string;
  readonly machineId: string;
  readonly processServerId: string;
  readonly masterTargetId?: string;
  readonly runAsAccountId: string | null;
  readonly resourceGroupId: string;
  readonly networkId: string;
  readonly subnet: string;
  readonly testNetworkId: string;
  readonly testSubnet?: string | undefined;
  readonly vmName: string;
  readonly vmSize: string | null;
  readonly diskType: string;
  readonly logStorageAccountId: string | null;
  readonly licenseType: string;
  readonly availabilitySetId?: string | undefined;
  readonly zone?: string | undefined;
}

export interface ReplicatedDisk {
  readonly id: string;
  readonly name: string;
  readonly gib: number;
  readonly root: boolean;
  readonly type: string;
  targetDisk?: string;
}

/** The replication of one machine; where it stands follows from the clock, what people did is kept here. */
export interface ProtectedItem {
  readonly name: string;
  /** Name of the fabric it is replicated through. */
  readonly fabric: string;
  readonly pace: Pace;
  readonly ip: string;
  readonly friendlyName: string;
  readonly os: 'Windows' | 'Linux';
  readonly osName: string;
  readonly internalId: string;
  readonly correlation: string;
  readonly enabledAt: number;
  wanted: Wanted;
  readonly disks: ReplicatedDisk[];
  /** Divides the copying rate. */
  slowness: number;
  /** Milliseconds in which copying stood still because the guest did not run. */
  stalled: number;
  lastTick: number;
  /** Enabling ended in failure: replication never begins. */
  broken?: { readonly code: string; readonly message: string };
  points: RecoveryPoint[];
  lastHeartbeat: number;
  noPointsUntil: number;
  unhealthyUntil: number;
  /** What somebody wished upon it. */
  ailments?: ReplicationAilments;
  /** The job that runs on it now. */
  job?: string;
  test: 'None' | 'WaitingForCompletion';
  failedOver?: { readonly at: number; point: RecoveryPoint; committed: boolean; vmId: string };
  lastTestAt?: number;
  testVmId?: string;
}
