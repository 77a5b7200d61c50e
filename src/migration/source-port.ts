import type { DnsPointers, Pointees } from './dns-records.ts';
import type { Guest } from './guest-port.ts';
import type { NetworkReader } from './source-network.ts';
import type { Surroundings } from './surroundings.ts';
import type { Millis } from './types.ts';

export type PowerState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** One IPv4 rule set a security group lets in. Ports are inclusive; protocol `-1` means all. */
export interface IngressRule {
  readonly groupId: string;
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrs: readonly string[];
  /** Prefix lists and referenced groups: what no comparison by address can judge. */
  readonly otherSources: readonly string[];
}

export interface SourceVolume {
  readonly volumeId: string;
  readonly device: string;
  readonly gib: number;
  readonly root: boolean;
  readonly encrypted: boolean;
  /** Several machines may write to it. */
  readonly multiAttach?: boolean;
  /** Other machines it is attached to. */
  readonly sharedWith?: readonly string[];
}

/** A fact that AWS was asked for and did not give. */
export interface Withheld {
  /** In AWS's words, as a half sentence. */
  readonly why: string;
  /** What would give it, as IAM spells it. */
  readonly permission: string;
}

/** What can be withheld by itself while the rest is known. */
export type SourceFact =
  | 'volumes'
  | 'image'
  | 'instanceType'
  | 'shutdownBehaviour'
  | 'stopProtection'
  | 'terminationProtection'
  | 'elasticIps'
  | keyof Omit<Surroundings, 'withheld'>;

/** Absent: the fact was given, or its absence is what AWS said. */
export type WithheldFacts = Readonly<Partial<Record<SourceFact, Withheld>>>;

/** A tag that ferry.yml asks of every machine of a source, as its owner's consent. */
export interface OptIn {
  readonly tag: string;
  readonly value: string;
}

/** Everything Ferry knows of an EC2 instance, gathered once per run. Absent means EC2 did not say. */
export interface SourceMachine extends Surroundings {
  readonly instanceId: string;
  /** When it was read. */
  readonly readAt: Millis;
  /** The account of ferry.yml. */
  readonly account: string;
  /** The account that owns it, as EC2 says. */
  readonly ownerId?: string;
  readonly region: string;
  readonly name: string;
  readonly state: PowerState;
  readonly architecture?: string;
  readonly virtualization?: string;
  readonly hypervisor?: string;
  readonly instanceType: string;
  /** `spot` and its like; absent for an ordinary On-Demand instance. */
  readonly lifecycle?: string;
  readonly tenancy?: string;
  /** The Dedicated Host that it runs on. */
  readonly hostId?: string;
  /** The service that runs it for the account, when one does. */
  readonly operator?: string;
  readonly marketplaceProducts?: readonly string[];
  /** ARN. */
  readonly instanceProfile?: string;
  readonly optIn?: OptIn;
  readonly launchedAt: Millis;
  readonly platform?: string;
  readonly platformDetails?: string;
  readonly rootDeviceType?: string;
  readonly rootDeviceName?: string;
  readonly bootMode?: string;
  /** The version of its virtual TPM; absent: it has none. */
  readonly tpm?: string;
  /** Whether its type has disks of the host, which lose their data when it stops. */
  readonly instanceStorage?: boolean;
  readonly shutdownBehaviour?: string;
  readonly stopProtection?: boolean;
  readonly terminationProtection?: boolean;
  readonly privateIps: readonly string[];
  readonly publicIps: readonly string[];
  readonly elasticIps: readonly string[];
  /** Private and public ones of EC2's own; a public one that is not of an Elastic IP goes with a stop. */
  readonly dnsNames?: readonly string[];
  readonly networkInterfaces: number;
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly volumes: readonly SourceVolume[];
  readonly ingress?: readonly IngressRule[];
  readonly vcpus?: number;
  readonly memoryGib?: number;
  /** Volumes are thrown instead, except to readers who said that they bear it. */
  readonly withheld?: WithheldFacts;
  readonly image: {
    readonly id: string;
    readonly found: boolean;
    readonly name?: string;
    readonly description?: string;
  };
  readonly tags: Readonly<Record<string, string>>;
}

export interface SourceSnapshot {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly state: 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';
  readonly percent?: number;
  readonly operation?: string;
}

/** One AWS account and region. Reads throw CloudError; the six verbs at the end change AWS and run only under `mutate`. */
export interface Source extends NetworkReader {
  /** `undefined` when EC2 does not know the id in this account and region. */
  machine(instanceId: string): Promise<SourceMachine | undefined>;
  /** What only other services and other machines tell of it; asked for where it is judged. What is denied is in `withheld`. */
  surroundings(machine: SourceMachine): Promise<Surroundings>;
  /** DNS records of the account that lead to any of these; what could not be read is said in the answer and never thrown. */
  recordsPointingAt(pointees: Pointees): Promise<DnsPointers>;
  power(instanceId: string): Promise<{ readonly state: PowerState; readonly reason?: string; readonly launchedAt?: Millis } | undefined>;
  /** Snapshots that carry `ferry:migration=<migration>`. */
  snapshots(migration: string): Promise<readonly SourceSnapshot[]>;
  tags(resourceIds: readonly string[]): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;
  terminationProtected(instanceId: string): Promise<boolean>;
  /** Commands inside its machines, where ferry.yml allows them. */
  readonly guest: Guest;

  stop(instanceId: string): Promise<void>;
  /** Without waiting for the guest, as a power cut. */
  forceStop(instanceId: string): Promise<void>;
  start(instanceId: string): Promise<void>;
  /** One crash-consistent set of all volumes; tags `ferry:operation` and `ferry:migration` on each. */
  createSnapshots(instanceId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  tag(resourceIds: readonly string[], tags: Readonly<Record<string, string>>): Promise<void>;
  protectFromTermination(instanceId: string): Promise<void>;
}
