import type { HostFinding } from './host-facts.ts';
import type { LandingFacts } from './landing-port.ts';
import type { NetworkFacts } from './network-port.ts';
import type { DiskType, Engine, Millis, RecoveryPoint } from './types.ts';

export interface VaultFacts {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly provisioningState: string;
}

/** What was found at a target before the plan: what has to be mended first, and what is good to know. Each entry is a sentence. */
export interface TargetFindings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export interface HostComponent {
  readonly kind: string;
  readonly name: string;
  readonly health: string;
  readonly version?: string;
  readonly lastHeartbeat?: Millis;
}

/** Credentials that the host keeps, to push the Mobility service with. */
export interface RunAsAccount {
  readonly id: string;
  readonly name: string;
}

/** The replication appliance, or the configuration server, that the target's vault knows. */
export interface ReplicationHost {
  /** Whose calls replicate through it. */
  readonly engine: Engine;
  readonly fabric: string;
  readonly container: string;
  readonly name: string;
  /** The id that `enable` wants as process server. */
  readonly processServer: string;
  /** The id that `enable` wants as master target; empty for an engine that has none. */
  readonly masterTarget: string;
  /** ARM id of the site in which machines are discovered; empty where the vault itself lists them. */
  readonly site: string;
  readonly runAsAccounts: readonly RunAsAccount[];
  readonly components: readonly HostComponent[];
  /** Why it cannot be used now; empty when healthy. Each entry is a sentence with what to do. */
  readonly problems: readonly string[];
  /** The same reasons by their keys, and what will soon stand in its way; absent in records of older builds. */
  readonly findings?: readonly HostFinding[];
}

export interface ReplicationPolicy {
  readonly id: string;
  readonly name: string;
  readonly engine: string;
  readonly recoveryPointHistoryMinutes?: number;
  readonly crashConsistentMinutes?: number;
  readonly appConsistentMinutes?: number;
}

export interface PolicyMapping {
  readonly id: string;
  readonly name: string;
  readonly policyId: string;
  readonly state: string;
}

export interface DiscoveredDisk {
  readonly id: string;
  readonly name: string;
  readonly bytes?: number;
  /** Whether the system is on it, where Azure says so. */
  readonly system?: boolean;
}

/** A disk to replicate, and what it becomes. */
export interface EnabledDisk {
  readonly id: string;
  readonly type: DiskType;
}

export interface DiscoveredMachine {
  readonly id: string;
  readonly name: string;
  /** The operation that added it to the host, where Ferry did. */
  readonly addedBy?: string;
  readonly ips: readonly string[];
  readonly os?: string;
  readonly runAsAccount?: string;
  /** `unknown` when Azure does not say. */
  readonly agent: 'installed' | 'absent' | 'unknown';
  readonly agentVersion?: string;
  readonly poweredOn?: boolean;
  /** Empty until an agent has told of them. */
  readonly disks?: readonly DiscoveredDisk[];
  readonly errors: readonly string[];
}

/** A machine that a host is asked to look for. */
export interface NewMachine {
  readonly name: string;
  readonly privateIp: string;
  readonly os: 'windows' | 'linux';
}

export interface HealthError {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
  /** What it is about, where several of one kind can have the same error. */
  readonly entity?: string;
}

export interface ReplicatedDisk {
  readonly id: string;
  readonly name: string;
  readonly initialReplicationComplete: boolean;
  readonly percent?: number;
  readonly processedBytes?: number;
  readonly totalBytes?: number;
  /** What went over the wire in Azure's own last 15 minutes, compressed. */
  readonly last15MinutesBytes?: number;
  /** When Azure last counted; a recording counts every quarter of an hour. */
  readonly countedAt?: Millis;
  /** Azure's DiskReplicationProgressHealth, raw. */
  readonly health?: string;
  /** What waits on the machine to be sent. */
  readonly pendingAtSourceBytes?: number;
  /** What waits on the replication host to be sent on. */
  readonly pendingAtHostBytes?: number;
  /** What waits in the cache account to be written. */
  readonly pendingInCacheBytes?: number;
}

/** A second pass over disks that are copied already: Azure compares them all again. */
export interface Resync {
  readonly required: boolean;
  /** Azure's ResyncState, raw; where Azure has none, the one that its figures come to. */
  readonly state?: string;
  readonly percent?: number;
  /** What has been compared. */
  readonly processedBytes?: number;
  readonly health?: string;
}

/** The Mobility service on a machine that replicates, as far as Azure says. */
export interface AgentFacts {
  readonly version?: string;
  readonly latestVersion?: string;
  /** Azure's AgentVersionStatus, raw. */
  readonly versionStatus?: string;
  readonly versionExpires?: Millis;
  readonly upgradeable?: boolean;
  /** Azure's MobilityAgentUpgradeState, raw. */
  readonly upgradeState?: string;
  readonly upgradeErrors?: readonly HealthError[];
  readonly rebootRequired?: boolean;
  readonly lastHeartbeat?: Millis;
}

/** A protected item: the replication of one machine. Vendor states are raw strings; unknown values mean "keep looking". */
export interface ProtectedItem {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly discoveryMachineId?: string;
  readonly protectionState: string;
  readonly replicationHealth: string;
  readonly failoverHealth?: string;
  readonly testFailoverState?: string;
  readonly activeLocation?: string;
  readonly allowedOperations: readonly string[];
  readonly healthErrors: readonly HealthError[];
  readonly percent?: number;
  readonly disks: readonly ReplicatedDisk[];
  readonly resync?: Resync;
  /** How the copy of the whole machine gets on, raw. */
  readonly progressHealth?: string;
  readonly rpoSeconds?: number;
  /** When Azure worked the lag out. */
  readonly rpoAt?: Millis;
  readonly agent?: AgentFacts;
  readonly lastRecoveryPointAt?: Millis;
  readonly lastRecoveryPointId?: string;
  /** The point the failover really used. */
  readonly failoverPointId?: string;
  readonly agentVersion?: string;
  readonly lastHeartbeat?: Millis;
  /** The replication job that runs on it now. */
  readonly currentJob?: string;
  readonly targetVmId?: string;
  readonly targetVmName?: string;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
}

export interface ReplicationJob {
  readonly name: string;
  readonly kind: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';
  readonly rawState: string;
  readonly activityId?: string;
  readonly startedAt?: Millis;
  readonly endedAt?: Millis;
  readonly targetItem?: string;
  readonly currentTask?: string;
  /** With a state of `succeeded` these are warnings. */
  readonly errors: readonly JobError[];
}

export interface TargetVm {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly size?: string;
  readonly provisioningState?: string;
  readonly power: 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated' | 'unknown';
  readonly agent: 'ready' | 'not-ready' | 'absent';
  readonly agentMessage?: string;
  readonly disks: number;
  readonly privateIps?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly licenseType?: string;
  /** ARM ids of the networks its interfaces are in; absent when Ferry may not look. */
  readonly networks?: readonly string[];
  /** Names of public addresses that its interfaces have. */
  readonly publicAddresses?: readonly string[];
}

export interface EnableRequest {
  readonly item: string;
  readonly host: ReplicationHost;
  readonly policyId: string;
  readonly machine: DiscoveredMachine;
  readonly vmName: string;
  readonly vmSize?: string;
  /** Absent in calls of older builds: as the target has it. */
  readonly diskType?: DiskType;
  readonly zone?: string;
  /** ARM id. */
  readonly availabilitySet?: string;
  /** Id of the account to push the Mobility service with, instead of the machine's own. */
  readonly runAsAccount?: string;
  /** The disks to replicate, by their ids; without them all, each as `diskType`. */
  readonly disks?: readonly EnabledDisk[];
}

/** One target's vault, by whichever engine its host has. Reads throw CloudError; the verbs at the end change Azure and run only under `mutate`. */
export interface Replicator {
  vault(): Promise<VaultFacts | undefined>;
  /** What the target lacks, each a sentence with what to do: resource group, network, subnet, cache account. */
  targetProblems(): Promise<readonly string[]>;
  /** Rights that a migration will need and Ferry's identity lacks; where Azure does not let Ferry look, a warning. */
  rights(): Promise<TargetFindings>;
  /** Everything that decides whether and how a machine can land there, read at one time. */
  landing(): Promise<LandingFacts>;
  host(): Promise<ReplicationHost | undefined>;
  policy(name: string): Promise<ReplicationPolicy | undefined>;
  mappings(host: ReplicationHost): Promise<readonly PolicyMapping[]>;
  discover(host: ReplicationHost, privateIp: string): Promise<readonly DiscoveredMachine[]>;
  items(host: ReplicationHost): Promise<readonly ProtectedItem[]>;
  item(host: ReplicationHost, name: string): Promise<ProtectedItem | undefined>;
  recoveryPoints(host: ReplicationHost, item: string): Promise<readonly RecoveryPoint[]>;
  job(name: string): Promise<ReplicationJob | undefined>;
  /** Jobs of one item that started at or after `since`, with activity ids read one by one. */
  jobsOf(item: string, since: Millis): Promise<readonly ReplicationJob[]>;
  vm(id: string): Promise<TargetVm | undefined>;
  /** The machine of the item's test failover; the job that made it knows its name. */
  testVm(host: ReplicationHost, item: string, job: string | undefined): Promise<TargetVm | undefined>;
  /** A virtual network by its ARM id, with all that decides what a machine in it reaches. */
  network(id: string): Promise<NetworkFacts | undefined>;

  createPolicy(engine: Engine, name: string): Promise<void>;
  createMapping(host: ReplicationHost, name: string, policyId: string): Promise<void>;
  /** Asks the host to look for a machine, in whose name it keeps the operation's id; for engines whose machines Ferry adds. */
  addMachine(host: ReplicationHost, machine: NewMachine): Promise<void>;
  enable(request: EnableRequest): Promise<void>;
  /** Makes a test machine in that network, from one recovery point; the source and its replication go on. */
  testFailover(host: ReplicationHost, item: string, network: string, recoveryPointId: string): Promise<void>;
  /** Deletes the machine of a test failover. */
  cleanUpTestFailover(host: ReplicationHost, item: string): Promise<void>;
  /** Unplanned failover, pinned to one recovery point; does not touch the source. */
  failOver(host: ReplicationHost, item: string, recoveryPointId: string): Promise<void>;
  /** Makes the Azure VM of a failover anew from another recovery point; only before the commit. */
  applyRecoveryPoint(host: ReplicationHost, item: string, recoveryPointId: string): Promise<void>;
  commit(host: ReplicationHost, item: string): Promise<void>;
  /** `POST …/remove`. With `MigrationComplete` the Azure VM stays; never purge. */
  remove(host: ReplicationHost, item: string, reason: 'MigrationComplete' | 'NotSpecified'): Promise<void>;
  /** Stops the Azure VM and gives its compute back; its disks stay. */
  deallocate(vmId: string): Promise<void>;
  /** Gives the Azure VM these tags and no others, and the licence when one is named. */
  tagVm(vmId: string, tags: Readonly<Record<string, string>>, licenseType?: string): Promise<void>;
}
