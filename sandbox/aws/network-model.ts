import { z } from 'zod';

const cidr = z.cidrv4();
const port = z.int().min(0).max(65_535);

const networkAcl = z.strictObject({
  networkAclId: z.string().regex(/^acl-[0-9a-f]+$/),
  remove: z.boolean().default(false),
  region: z.string().optional(),
  vpcId: z.string().optional(),
  /** The subnets it guards; every other one is guarded by the default ACL of its VPC. */
  subnetIds: z.array(z.string()).default([]),
  entries: z
    .array(
      z.strictObject({
        ruleNumber: z.int().min(1).max(32_766),
        egress: z.boolean().default(false),
        ruleAction: z.enum(['allow', 'deny']).default('allow'),
        /** A number, or -1 for all. */
        protocol: z
          .string()
          .regex(/^-?\d+$/)
          .default('6'),
        from: port.optional(),
        to: port.optional(),
        cidr: cidr.optional(),
        ipv6Cidr: z.cidrv6().optional(),
      }),
    )
    .default([]),
});

const routeTable = z.strictObject({
  routeTableId: z.string().regex(/^rtb-[0-9a-f]+$/),
  remove: z.boolean().default(false),
  region: z.string().optional(),
  vpcId: z.string().optional(),
  /** In the place of the one that a VPC has from the beginning. */
  main: z.boolean().default(false),
  subnetIds: z.array(z.string()).default([]),
  routes: z
    .array(
      z.strictObject({
        cidr: cidr.optional(),
        ipv6Cidr: z.cidrv6().optional(),
        prefixList: z.string().optional(),
        /** `local`, or the id of a gateway, a peering or an interface. */
        target: z.string(),
        state: z.enum(['active', 'blackhole']).default('active'),
        propagated: z.boolean().default(false),
      }),
    )
    .default([]),
});

const prefixList = z.strictObject({
  prefixListId: z.string().regex(/^pl-[0-9a-f]+$/),
  name: z.string().optional(),
  region: z.string().optional(),
  cidrs: z.array(z.string()).default([]),
});

const networkInterface = z.strictObject({
  networkInterfaceId: z.string().regex(/^eni-[0-9a-f]+$/),
  remove: z.boolean().default(false),
  region: z.string().optional(),
  vpcId: z.string().optional(),
  subnetId: z.string().optional(),
  privateIps: z.array(z.ipv4()).min(1),
  publicIp: z.ipv4().optional(),
  securityGroups: z.array(z.string()).default([]),
});

/** What `POST /world` may say of networks. */
export const networkPatch = {
  networkAcls: z.array(networkAcl).default([]),
  routeTables: z.array(routeTable).default([]),
  prefixLists: z.array(prefixList).default([]),
  /** Interfaces of other things than the machines of this world. */
  networkInterfaces: z.array(networkInterface).default([]),
};

export type AclEntry = z.output<typeof networkAcl>['entries'][number];

const patch = z.object(networkPatch);
type NetworkPatch = z.output<typeof patch>;

/** What somebody has made of the networks; the rest is as in a new VPC. */
export interface NetworkWorld {
  readonly acls: Map<string, z.output<typeof networkAcl>>;
  readonly tables: Map<string, z.output<typeof routeTable>>;
  readonly lists: Map<string, z.output<typeof prefixList>>;
  readonly interfaces: Map<string, z.output<typeof networkInterface>>;
}

export function newNetwork(): NetworkWorld {
  return { acls: new Map(), tables: new Map(), lists: new Map(), interfaces: new Map() };
}

export function clearNetwork(network: NetworkWorld): void {
  for (const kind of [network.acls, network.tables, network.lists, network.interfaces]) kind.clear();
}

/** Each thing is as it was last said, and gone where it is removed. */
export function patchNetwork(network: NetworkWorld, { networkAcls, routeTables, prefixLists, networkInterfaces }: NetworkPatch): void {
  for (const one of networkAcls) put(network.acls, one.networkAclId, one, one.remove);
  for (const one of routeTables) put(network.tables, one.routeTableId, one, one.remove);
  for (const one of prefixLists) put(network.lists, one.prefixListId, one, false);
  for (const one of networkInterfaces) put(network.interfaces, one.networkInterfaceId, one, one.remove);
}

function put<T>(kind: Map<string, T>, id: string, one: T, remove: boolean): void {
  if (remove) kind.delete(id);
  else kind.set(id, one);
}
