/** What was read; or why it was not, with the permission that would let Ferry read it. */
export type Known<T> = { readonly value: T } | { readonly withheld: string; readonly permission: string };

/** What one rule of a security group lets through over IPv4. Ports are inclusive; protocol `-1` means all, absent ports too. */
export interface GroupRule {
  readonly groupId: string;
  readonly way: 'out' | 'in';
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrs: readonly string[];
  readonly prefixLists: readonly string[];
  /** Security groups whose members it is for. */
  readonly groups: readonly string[];
}

/** An IPv4 entry of a network ACL; the lowest number that fits decides. Protocol `-1` means all, `6` is TCP. */
export interface AclEntry {
  readonly number: number;
  readonly way: 'out' | 'in';
  readonly allows: boolean;
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidr: string;
}

export interface NetworkAcl {
  readonly id: string;
  readonly entries: readonly AclEntry[];
}

/** What a route leads to; `appliance` is another network interface, `gateway` anything that leads to other networks of one's own. */
export type RouteKind = 'local' | 'peering' | 'transit' | 'internet' | 'nat' | 'appliance' | 'gateway';

export interface Route {
  readonly destination: { readonly cidr: string } | { readonly prefixList: string };
  readonly kind: RouteKind;
  /** Its id, `local` for the VPC itself. */
  readonly target: string;
  readonly blackhole: boolean;
  /** Learnt from a gateway: gives way to what somebody wrote. */
  readonly propagated: boolean;
}

export interface RouteTable {
  readonly id: string;
  readonly routes: readonly Route[];
}

/** A network interface in its place. */
export interface NetworkEnd {
  readonly interfaceId: string;
  /** The instance that it is attached to, where an address led to it. */
  readonly instanceId?: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly groups: readonly string[];
  /** Of all its groups together. */
  readonly rules: Known<readonly GroupRule[]>;
  readonly acl: Known<NetworkAcl>;
  /** The table that its subnet is associated with, else the main one of the VPC. */
  readonly routes: Known<RouteTable>;
}

/** Where an address of the replication host is: an interface of this account and region, or nowhere that Ferry sees. */
export type HostEnd = { readonly is: 'here'; readonly end: NetworkEnd } | { readonly is: 'elsewhere' } | { readonly is: 'ambiguous' };

/** Everything in AWS that lies between a machine and its replication host. */
export interface SourceNetwork {
  readonly region: string;
  /** The interface with the machine's private address; absent where it has none. */
  readonly machine?: NetworkEnd;
  readonly hosts: Readonly<Record<string, Known<HostEnd>>>;
  /** IPv4 ranges by the id of the prefix list, of every list that a rule or route names. */
  readonly prefixLists: Readonly<Record<string, Known<readonly string[]>>>;
}

export interface NetworkReader {
  /** `undefined` when EC2 does not know the machine. Throws CloudError. */
  network(instanceId: string, hostAddresses: readonly string[]): Promise<SourceNetwork | undefined>;
}
