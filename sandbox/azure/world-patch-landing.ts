import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { resourceId } from './arm.ts';
import { put, type World } from './world.ts';

const name = z.string().min(1);
const location = z.string().default('westeurope');
const resourceGroup = name.default('rg-migrated');

const subnet = z.strictObject({
  name,
  prefix: z.cidrv4(),
  taken: z.int().min(0).optional(),
  delegatedTo: name.optional(),
  natGateway: name.optional(),
  routeTable: name.optional(),
  securityGroup: name.optional(),
  defaultOutbound: z.boolean().optional(),
  serviceEndpoints: z.array(name).optional(),
  privateEndpoints: z.array(name).optional(),
  gateway: name.optional(),
});

const peering = z.strictObject({ name, remote: name, state: z.enum(['Initiated', 'Connected', 'Disconnected']).default('Connected') });

/** A network takes the place of the one of that name, with all its subnets. */
export const networkPart = z.strictObject({
  name,
  resourceGroup,
  location,
  prefix: z.cidrv4().default('10.20.0.0/16'),
  dnsServers: z.array(z.ipv4()).optional(),
  peerings: z.array(peering).optional(),
  subnets: z.array(subnet),
});

export const securityGroupPart = z.strictObject({
  name,
  resourceGroup,
  location,
  rules: z.array(
    z.strictObject({
      name,
      priority: z.int().min(100).max(4096),
      direction: z.enum(['Inbound', 'Outbound']).default('Inbound'),
      access: z.enum(['Allow', 'Deny']).default('Allow'),
      protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*']).default('Tcp'),
      sources: z.array(name).default(['*']),
      destinations: z.array(name).default(['*']),
      ports: z.array(name).default(['*']),
    }),
  ),
});

export const routeTablePart = z.strictObject({
  name,
  resourceGroup,
  location,
  routes: z.array(
    z.strictObject({
      name,
      prefix: z.string(),
      nextHop: z.enum(['VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None']),
      nextHopIp: z.ipv4().optional(),
    }),
  ),
});

export const availabilitySetPart = z.strictObject({ name, resourceGroup, location, aligned: z.boolean().default(true) });

export const capacityPart = z.strictObject({
  restricted: z.array(z.strictObject({ size: name, zones: z.array(name).optional() })).optional(),
  /** Cores by family, or `cores` for all of them. */
  quotas: z.record(z.string(), z.int().min(0)).optional(),
  used: z.record(z.string(), z.int().min(0)).optional(),
});

export const vmPart = z.strictObject({ name, resourceGroup, location, size: name.default('Standard_D2s_v5') });

interface LandingParts {
  readonly networks?: readonly z.infer<typeof networkPart>[] | undefined;
  readonly securityGroups?: readonly z.infer<typeof securityGroupPart>[] | undefined;
  readonly routeTables?: readonly z.infer<typeof routeTablePart>[] | undefined;
  readonly availabilitySets?: readonly z.infer<typeof availabilitySetPart>[] | undefined;
  readonly capacity?: z.infer<typeof capacityPart> | undefined;
  readonly vms?: readonly z.infer<typeof vmPart>[] | undefined;
}

/** What machines land in: networks and their guards, sizes and cores, sets, and the machines of others. */
export function patchLanding(world: World, { networks, securityGroups, routeTables, availabilitySets, capacity, vms }: LandingParts): void {
  for (const { resourceGroup: group, ...one } of networks ?? [])
    put(world.networks, defined({ ...one, group, subnets: one.subnets.map(defined) }));
  for (const { resourceGroup: group, ...one } of securityGroups ?? []) put(world.securityGroups, { ...one, group });
  for (const { resourceGroup: group, ...one } of routeTables ?? []) put(world.routeTables, { ...one, group });
  for (const { resourceGroup: group, ...one } of availabilitySets ?? []) put(world.availabilitySets, { ...one, group });
  if (capacity?.restricted) world.capacity.restricted = capacity.restricted;
  for (const [family, cores] of Object.entries(capacity?.quotas ?? {})) world.capacity.quotas.set(family, cores);
  for (const [family, cores] of Object.entries(capacity?.used ?? {})) world.capacity.used.set(family, cores);
  for (const { resourceGroup: group, ...one } of vms ?? [])
    put(world.vms, {
      ...one,
      group,
      id: resourceId(world, group, 'Microsoft.Compute/virtualMachines', one.name),
      vmId: randomUUID(),
      os: 'Linux',
      disks: [{ name: `${one.name}-os`, gib: 30, root: true }],
      nic: `${one.name}-nic-0`,
      ip: '10.20.1.4',
      subnetId: '',
      createdAt: Date.now(),
      power: 'running',
      agentReadyAt: 0,
      tags: {},
    });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that were left out. */
function defined<T extends object>(parts: T): Defined<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Defined<T>;
}
