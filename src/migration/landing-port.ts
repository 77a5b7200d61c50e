import type { NetworkFacts, SecurityGroupFacts } from './network-port.ts';

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

/** Everything Ferry knows of where a machine would land, read at one time. What is absent has its sentence in `problems`. */
export interface LandingFacts {
  readonly location?: string;
  /** What is missing, not shown to Ferry or in the wrong place, each a sentence with what to do. */
  readonly problems: readonly string[];
  /** What Ferry may not see and goes on without. */
  readonly warnings: readonly string[];
  /** Of its subnets, only the one that ferry.yml names is read with its rules and routes. */
  readonly network?: NetworkFacts;
  /** The group that ferry.yml names, else that of the subnet; absent when there is neither. */
  readonly securityGroup?: Required<SecurityGroupFacts>;
  readonly sizes?: readonly VmSize[];
  readonly quotas?: readonly CoreQuota[];
  /** Names of the VMs in the resource group. */
  readonly takenNames?: readonly string[];
  readonly availabilitySet?: { readonly name: string; readonly managed: boolean };
}
