/** A virtual network as far as it decides where a machine in it stands and what it reaches; absent means that Azure did not say. */
export interface NetworkFacts {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly prefixes: readonly string[];
  /** Empty: Azure's own. */
  readonly dnsServers: readonly string[];
  readonly peerings: readonly { readonly name: string; readonly remote: string; readonly state: string }[];
  /** A NAT gateway for the whole network. */
  readonly natGateway?: string;
  readonly subnets: readonly SubnetFacts[];
}

export interface SubnetFacts {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Interfaces that have an address in it. */
  readonly inUse: number;
  /** Services that the subnet was given to: no machine can land in it. */
  readonly givenTo: readonly string[];
  readonly natGateway?: string;
  readonly serviceGateway?: string;
  /** Whether Azure lends a machine without an address of its own a way to the internet. */
  readonly defaultOutbound?: boolean;
  readonly securityGroup?: SecurityGroupFacts;
  readonly routeTable?: RouteTableFacts;
  readonly serviceEndpoints: readonly string[];
  readonly privateEndpoints: readonly string[];
}

/** A network security group; without rules where they were not read. */
export interface SecurityGroupFacts {
  readonly id: string;
  readonly name: string;
  readonly rules?: SecurityRules;
}

/** Azure's own rules included, in the order in which Azure asks them. */
export interface SecurityRules {
  readonly inbound: readonly SecurityRule[];
  readonly outbound: readonly SecurityRule[];
}

/** One rule of a network security group. Names such as `VirtualNetwork` stand for addresses; `*` for all. */
export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly access: string;
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
  /** Application security groups on that side. */
  readonly fromGroups: readonly string[];
  readonly toGroups: readonly string[];
}

/** A route table; without routes where they were not read. */
export interface RouteTableFacts {
  readonly id: string;
  readonly name: string;
  readonly routes?: readonly RouteFacts[];
}

export interface RouteFacts {
  readonly name: string;
  readonly prefix: string;
  readonly nextHop: string;
  readonly nextHopIp?: string;
}
