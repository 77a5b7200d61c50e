/** A size of virtual machine that the region offers, as far as a machine can be too large for it. */
export interface VmSize {
  readonly name: string;
  /** Cores are counted against the quota of this family. */
  readonly family: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly dataDisks: number;
  readonly nics: number;
  readonly premium: boolean;
  readonly generations: readonly (1 | 2)[];
  readonly architecture: string;
  /** Zones of the region in which this subscription may have it. */
  readonly zones: readonly string[];
  /** Why this subscription may not have it in this region, in Azure's word for it. */
  readonly withheld?: string;
}

/** Cores in use and allowed; the one named `cores` counts those of every family. */
export interface CoreQuota {
  readonly name: string;
  readonly label: string;
  readonly used: number;
  readonly limit: number;
}

export interface LandingSubnet {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Interfaces that have an address in it. */
  readonly inUse: number;
  /** Services that it is handed over to. */
  readonly delegatedTo: readonly string[];
  readonly natGateway: boolean;
  readonly routeTable: boolean;
  /** Nothing in it reaches the internet unless something lets it out. */
  readonly private: boolean;
  /** ARM id of the security group that guards it. */
  readonly securityGroup?: string;
}

export interface LandingNetwork {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Empty: Azure's own. */
  readonly dnsServers: readonly string[];
  readonly subnets: readonly LandingSubnet[];
}

/** One inbound rule of a network security group. Names such as `VirtualNetwork` stand for addresses; `*` for all. */
export interface InboundRule {
  readonly name: string;
  readonly priority: number;
  readonly allows: boolean;
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly ports: readonly string[];
  /** It is limited to addresses of the sender's port or of certain destinations: what that comes to is not judged. */
  readonly limited?: true;
}

export interface LandingGuard {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly InboundRule[];
}

/** Everything Ferry knows of where a machine would land, read at one time. What is absent has its sentence in `problems`. */
export interface LandingFacts {
  readonly location?: string;
  /** What is missing, not shown to Ferry or in the wrong place, each a sentence with what to do. */
  readonly problems: readonly string[];
  /** What Ferry may not see and goes on without. */
  readonly warnings: readonly string[];
  readonly network?: LandingNetwork;
  /** The group that ferry.yml names, else that of the subnet; absent when there is neither. */
  readonly securityGroup?: LandingGuard;
  readonly sizes?: readonly VmSize[];
  readonly quotas?: readonly CoreQuota[];
  /** Names of the VMs in the resource group. */
  readonly takenNames?: readonly string[];
  readonly availabilitySet?: { readonly name: string; readonly managed: boolean };
}
