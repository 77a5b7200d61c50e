import type { ApplianceAilments, ReplicationAilments } from './ailments.ts';
import { type ConfigurationServer, createConfigurationServer } from './configuration-server.ts';
import type { InMageAzureV2Policy } from './engines/in-mage-azure-v2-policy.ts';
import type { InMageRcmPolicy } from './engines/in-mage-rcm-policy.ts';
import { isolatedNetwork } from './isolated-network.ts';
import type { Machine, ProtectedItem } from './machines.ts';
import type { Operation } from './operations.ts';

/** Everything the sandbox's Azure is: one tenant with one subscription. Names are kept as written and found whatever their case. */
export interface World {
  readonly tenantId: string;
  readonly clientId: string;
  clientSecret: string;
  clientSecretExpired: boolean;
  readonly subscription: string;
  tokenSeconds: number;
  /** ARM actions the service principal lacks; `*` stands for any characters. */
  deny: string[];
  /** ARM actions beyond which it has no rights; absent: it has all of them. */
  allow?: string[] | undefined;
  /** Machines, as the appliance calls them, that come up in Azure without an agent that answers. */
  mute: string[];
  /** Vaults under a ReadOnly lock. */
  locked: string[];
  readonly groups: Map<string, Named & { readonly location: string }>;
  readonly vaults: Map<string, Vault>;
  readonly networks: Map<string, Network>;
  readonly storageAccounts: Map<string, Named & { readonly group: string; readonly location: string; readonly sku: string }>;
  readonly securityGroups: Map<string, NetworkSecurityGroup>;
  readonly routeTables: Map<string, RouteTable>;
  readonly availabilitySets: Map<string, AvailabilitySet>;
  readonly capacity: Capacity;
  readonly vms: Map<string, VirtualMachine>;
  /** What ails replications, by the machine's address; it may be wished for before one exists. */
  readonly ailments: Map<string, ReplicationAilments>;
  readonly operations: Map<string, Operation>;
}

export interface Named {
  readonly name: string;
}

export interface Network extends Named {
  readonly group: string;
  readonly location: string;
  readonly prefix: string;
  /** Empty: Azure's own. */
  readonly dnsServers?: readonly string[];
  readonly peerings?: readonly Peering[];
  readonly subnets: readonly Subnet[];
}

export interface Peering extends Named {
  /** Name of the other network. */
  readonly remote: string;
  readonly state: 'Initiated' | 'Connected' | 'Disconnected';
}

export interface Subnet extends Named {
  readonly prefix: string;
  /** Addresses that others have taken, beside the machines of this world. */
  readonly taken?: number;
  /** The service it is handed over to, such as Microsoft.Sql/managedInstances. */
  readonly delegatedTo?: string;
  readonly natGateway?: string;
  readonly routeTable?: string;
  readonly securityGroup?: string;
  /** False: nothing in it reaches the internet unless something lets it out. */
  readonly defaultOutbound?: boolean;
  readonly serviceEndpoints?: readonly string[];
  readonly privateEndpoints?: readonly string[];
  /** The virtual network gateway that stands in it; Azure wants it in a subnet called GatewaySubnet. */
  readonly gateway?: string;
}

export interface NetworkSecurityGroup extends Named {
  readonly group: string;
  readonly location: string;
  readonly rules: readonly SecurityRule[];
}

export interface SecurityRule extends Named {
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
}

export interface RouteTable extends Named {
  readonly group: string;
  readonly location: string;
  readonly routes: readonly {
    readonly name: string;
    readonly prefix: string;
    readonly nextHop: string;
    readonly nextHopIp?: string | undefined;
  }[];
}

export interface AvailabilitySet extends Named {
  readonly group: string;
  readonly location: string;
  readonly aligned: boolean;
}

/** What the region lets this subscription have. */
export interface Capacity {
  /** Sizes that the subscription may not use, in the whole region or in zones of it. */
  restricted: { readonly size: string; readonly zones?: readonly string[] | undefined }[];
  /** Cores by family, or `cores` for all of them; what is not named is plenty. */
  readonly quotas: Map<string, number>;
  /** Cores that others use, by family. */
  readonly used: Map<string, number>;
}

export interface Vault extends Named {
  readonly group: string;
  readonly location: string;
  readonly createdAt: number;
  provisioned: boolean;
  appliance?: Appliance;
  configurationServer?: ConfigurationServer;
  /** Signs what is meant for the source's site; a vault has none before its extended information was written. */
  integrityKey?: string;
  /** Whether jobs that reach into the source's site fail without such a signature. */
  demandsSignature: boolean;
  readonly policies: Map<string, Policy>;
  readonly mappings: Map<string, Mapping>;
  readonly items: Map<string, ProtectedItem>;
  readonly events: VaultEvent[];
}

export const engineNames = ['InMageRcm', 'InMageAzureV2'] as const;

/** The two providers of Site Recovery, as its descriptions call them. */
export type EngineName = (typeof engineNames)[number];

/** What every host brings with it when it registers: a fabric, a container and a provider in the vault. */
export interface Host extends Named {
  registered: boolean;
  /** When its components spoke last; undefined means that they keep speaking. */
  silentSince?: number;
  ailments?: ApplianceAilments;
  readonly fabric: string;
  readonly container: string;
  readonly provider: string;
  readonly address: string;
  /** The id that enabling replication wants as process server. */
  readonly machineId: string;
  readonly internalId: string;
}

/** A modern replication appliance: one machine that brings a discovery site, too. */
export interface Appliance extends Host {
  readonly engine: 'InMageRcm';
  health: 'None' | 'Normal' | 'Warning' | 'Critical';
  readonly site: string;
  readonly biosId: string;
  readonly runAsAccount: string;
  readonly machines: Map<string, Machine>;
}

export type ReplicationHost = Appliance | ConfigurationServer;

export type Policy = Named & (InMageRcmPolicy | InMageAzureV2Policy);

export interface Mapping extends Named {
  /** Name of the fabric whose container it associates. */
  readonly fabric: string;
  readonly policyId: string;
  readonly targetProtectionContainerId: string;
}

export interface VaultEvent {
  readonly name: string;
  readonly at: number;
  readonly type: 'JobStatus' | 'VmHealth';
  readonly description: string;
  readonly severity: string;
  readonly about: string;
  readonly job?: { readonly id: string; readonly title: string; readonly status: string };
}

export interface VirtualMachine extends Named {
  readonly id: string;
  readonly vmId: string;
  readonly group: string;
  readonly location: string;
  readonly size: string;
  readonly os: 'Windows' | 'Linux';
  readonly disks: readonly { readonly name: string; readonly gib: number; readonly root: boolean; readonly type?: string }[];
  readonly nic: string;
  readonly ip: string;
  readonly subnetId: string;
  readonly createdAt: number;
  power: 'starting' | 'running' | 'deallocating' | 'deallocated';
  /** When the guest agent begins to answer. */
  agentReadyAt: number;
  tags: Readonly<Record<string, string>>;
  licenseType?: string;
  readonly zone?: string;
  readonly availabilitySet?: string;
}

const tenantId = '7b1f4f5c-3f0a-4c55-9b0d-0c6a3d0f5e01';
const subscription = '2f6a1d3c-8f0e-4a5b-9c3d-5e7f90a1b2c3';
const location = 'westeurope';

/**
 * The world before anybody worked in it: a vault with a healthy appliance, one with a configuration server, one without
 * either, a place to land, one for tests; no policy, mapping, machine.
 */
export function createWorld(): World {
  const world: World = {
    tenantId,
    clientId: '9d0c2a4e-61b7-4a1e-8f35-2b7d6c5e4f30',
    clientSecret: 'sandbox-secret',
    clientSecretExpired: false,
    subscription,
    tokenSeconds: 3599,
    deny: [],
    mute: [],
    locked: [],
    groups: new Map(),
    vaults: new Map(),
    networks: new Map(),
    storageAccounts: new Map(),
    securityGroups: new Map(),
    routeTables: new Map(),
    availabilitySets: new Map(),
    capacity: { restricted: [], quotas: new Map(), used: new Map() },
    vms: new Map(),
    ailments: new Map(),
    operations: new Map(),
  };
  for (const name of ['rg-migrate', 'rg-migrated']) put(world.groups, { name, location });
  put(world.networks, {
    name: 'vnet-migrated',
    group: 'rg-migrated',
    location,
    prefix: '10.20.0.0/16',
    subnets: [{ name: 'machines', prefix: '10.20.1.0/24' }],
  });
  const isolated = isolatedNetwork(location);
  put(world.networks, isolated.network);
  put(world.securityGroups, isolated.guard);
  put(world.storageAccounts, { name: 'stmigratecache', group: 'rg-migrate', location, sku: 'Standard_LRS' });
  put(world.vaults, { ...emptyVault('rsv-migrate', 'rg-migrate', location), appliance: createAppliance('rsv-migrate', 'asr-appliance') });
  put(world.vaults, {
    ...emptyVault('rsv-classic', 'rg-migrate', location),
    configurationServer: createConfigurationServer('rsv-classic', 'asr-config-server'),
    integrityKey: 'c2FuZGJveC1jaGFubmVsLWludGVncml0eS1rZXk=',
  });
  put(world.vaults, emptyVault('rsv-new', 'rg-migrate', location));
  return world;
}

/** A provisioned vault that knows nobody. */
export function emptyVault(name: string, group: string, where: string): Vault {
  return {
    name,
    group,
    location: where,
    createdAt: Date.now(),
    provisioned: true,
    demandsSignature: false,
    policies: new Map(),
    mappings: new Map(),
    items: new Map(),
    events: [],
  };
}

/** An appliance as it stands after its registration: the service derives the other names from the vault's. */
export function createAppliance(vault: string, name: string): Appliance {
  const stem = vault.replaceAll('-', '');
  return {
    engine: 'InMageRcm',
    name,
    registered: true,
    health: 'Normal',
    fabric: `${vault}-vmwarefabric`,
    container: `${stem}replicationcontainer`,
    site: `${stem}physicalsite`,
    provider: `${name.replaceAll('-', '')}dra`,
    address: '10.0.0.10',
    machineId: '5d1f6a30-2c44-4f1b-9a6e-71d0c8b2e940',
    biosId: 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10',
    internalId: 'c0a8f3d2-19b4-5e67-8a2c-4f5b6d7e8f90',
    runAsAccount: '3b9e6c1d-0f42-5a78-b6d4-9c1e2f3a4b5c',
    machines: new Map(),
  };
}

/** Keeps a resource under its name, whatever the case. */
export function put<T extends Named>(map: Map<string, T>, resource: T): T {
  map.set(resource.name.toLowerCase(), resource);
  return resource;
}

/** The resource of that name, whatever the case. */
export function find<T>(map: ReadonlyMap<string, T>, name: string | undefined): T | undefined {
  return name === undefined ? undefined : map.get(name.toLowerCase());
}
