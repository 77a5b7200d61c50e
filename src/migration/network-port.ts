/** A virtual network as far as it decides what a machine in it reaches; absent means that Azure did not say. */
export interface NetworkFacts {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly prefixes: readonly string[];
  readonly peerings: readonly { readonly name: string; readonly remote: string; readonly state: string }[];
  /** A NAT gateway for the whole network. */
  readonly natGateway?: string;
  readonly subnets: readonly SubnetFacts[];
}

export interface SubnetFacts {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Services that the subnet was given to: no machine can land in it. */
  readonly givenTo: readonly string[];
  readonly natGateway?: string;
  readonly serviceGateway?: string;
  /** Whether Azure lends a machine without an address of its own a way to the internet. */
  readonly defaultOutbound?: boolean;
  readonly securityGroup?: { readonly name: string; readonly outbound: readonly OutboundRule[] };
  readonly routeTable?: { readonly name: string; readonly routes: readonly RouteFacts[] };
  readonly serviceEndpoints: readonly string[];
  readonly privateEndpoints: readonly string[];
}

/** A rule of a network security group about what leaves, Azure's own rules included. */
export interface OutboundRule {
  readonly name: string;
  readonly priority: number;
  readonly access: string;
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
  /** It speaks of application security groups on that side. */
  readonly fromGroups: boolean;
  readonly toGroups: boolean;
}

export interface RouteFacts {
  readonly name: string;
  readonly prefix: string;
  readonly nextHop: string;
  readonly nextHopIp?: string;
}
