import type { NetworkWorld } from './network-model.ts';
import type { Policy } from './policy.ts';
import type { HostedZone } from './route53/zones.ts';
import type { Ran } from './ssm/shell/known-script.ts';

export type Power = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface Volume {
  readonly volumeId: string;
  readonly device: string;
  readonly gib: number;
  readonly root: boolean;
  readonly encrypted: boolean;
  readonly multiAttach: boolean;
  /** Other instances that it is attached to. */
  readonly sharedWith: readonly string[];
  /** What the machine writes to it, by the second; absent: CloudWatch has no figures of it. */
  readonly bytesPerSecond?: number;
}

export interface NetworkInterface {
  readonly id: string;
  readonly privateIps: readonly string[];
  readonly securityGroups: readonly string[];
}

/** What the inventory of Systems Manager last collected, by type (`AWS:Network`). */
export type Inventory = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

export interface ManagedNode {
  readonly online: boolean;
  readonly agentVersion: string;
  readonly platformName: string;
  readonly platformVersion: string;
  readonly inventory: Inventory;
}

export interface Instance {
  readonly instanceId: string;
  readonly region: string;
  readonly instanceType: string;
  readonly architecture: string;
  readonly virtualization: 'hvm' | 'paravirtual';
  readonly platform: 'windows' | 'linux';
  readonly platformDetails: string;
  readonly imageId: string;
  readonly osName: string;
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly rootDeviceName: string;
  readonly bootMode: 'legacy-bios' | 'uefi';
  /** The version of its virtual TPM. */
  readonly tpm?: string;
  readonly spot: boolean;
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly hostId?: string;
  readonly marketplaceProducts: readonly string[];
  /** The name of the role it runs under. */
  readonly instanceProfile?: string;
  /** The service that runs it for the account. */
  readonly operator?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly interfaces: readonly NetworkInterface[];
  readonly publicIp?: string;
  readonly elasticIp?: string;
  readonly volumes: readonly Volume[];
  /** Of its last start. */
  launchedAt: Date;
  readonly note: string;
  /** What Systems Manager knows of it; absent: no agent has ever registered. */
  readonly ssm?: ManagedNode;
  /** What Ferry's scripts find inside it, by the names they print; what is left out is as it should be. */
  readonly guest?: Readonly<Record<string, string>>;
  /** The Auto Scaling group that keeps it. */
  readonly autoScaling?: { readonly group: string; readonly lifecycleState: string };
  shutdownBehaviour: 'stop' | 'terminate';
  stopProtection: boolean;
  /** Its guest never ends its shutdown. */
  hangs: boolean;
  terminationProtection: boolean;
  state: Power;
  stateReason?: { readonly code: string; readonly message: string };
  /** The state it is on its way to, and when it gets there. */
  becoming?: { readonly state: Power; readonly at: number };
}

export interface Image {
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  readonly platform: 'windows' | 'linux';
  readonly architecture: string;
  readonly virtualization: 'hvm' | 'paravirtual';
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly ownerId: string;
  readonly createdAt: Date;
  /** `lately`: EC2 still takes the id but shows nothing; `yes`: the id does not exist any more. */
  readonly deregistered: 'no' | 'lately' | 'yes';
}

export interface SecurityGroupRule {
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  readonly prefixLists: readonly string[];
  readonly groups: readonly string[];
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly egress: readonly SecurityGroupRule[];
  readonly ingress: readonly SecurityGroupRule[];
}

export interface Snapshot {
  readonly snapshotId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly gib: number;
  readonly encrypted: boolean;
  readonly description: string;
  readonly startedAt: number;
  readonly completesAt: number;
}

/** A document of the account that Run Command plays; AWS's own need none. */
export interface CommandDocument {
  readonly name: string;
  readonly platforms: readonly ('linux' | 'windows')[];
  readonly parameters: readonly string[];
  /** Parameters without which it is refused. */
  readonly demands: readonly string[];
  readonly seconds: number;
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
}

/** A command that was sent to one machine, with all that will become of it there. */
export interface RunCommand {
  readonly commandId: string;
  readonly instanceId: string;
  readonly documentName: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly requestedAt: number;
  /** Before that, nobody finds it by its machine. */
  readonly shownAt: number;
  readonly begunAt: number;
  readonly endsAt: number;
  /** When it is given up where the agent does not take it. */
  readonly expiresAt: number;
  /** It takes longer than it was given. */
  readonly overran: boolean;
  readonly ran: Ran;
  outcome?: readonly [status: string, details: string];
}

/** Everything the sandbox's account owns. Tags live in one place, by resource id, as in EC2. */
export interface World {
  readonly account: string;
  readonly instances: Map<string, Instance>;
  readonly images: Map<string, Image>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly snapshots: Map<string, Snapshot>;
  readonly network: NetworkWorld;
  readonly tags: Map<string, Record<string, string>>;
  /** Documents of Systems Manager that the account made, by name. */
  readonly documents: Map<string, CommandDocument>;
  readonly commands: Map<string, RunCommand>;
  /** By id, of Route 53. */
  readonly hostedZones: Map<string, HostedZone>;
  /** Roles that may be assumed, by ARN, and the external id their trust demands. */
  readonly roles: Map<string, string | undefined>;
  /** Actions the caller may not do, as IAM spells them. */
  deny: readonly string[];
  /** What IAM allows the caller; absent: everything. */
  policies?: readonly Policy[] | undefined;
}

export const home = { account: '111122223333', region: 'eu-west-1', vpcId: 'vpc-0f00d00000000001a', subnetId: 'subnet-0f00d00000000001a' };

/** The account that owns the images of the sandbox. */
export const amazon = '801119661308';
