import type { Approach } from '../../jobs/landing/landing.ts';
import type { LandingFacts, VmSize } from '../../src/migration/landing-port.ts';
import type { NetworkFacts, SecurityRule, SubnetFacts } from '../../src/migration/network-port.ts';
import { sound } from './fake-clouds.ts';

/** A size of Azure that is like its name: `Standard_D4s_v5` has 4 vCPUs. */
export function vmSize(name: string, memoryGib: number, more: Partial<VmSize> = {}): VmSize {
  return {
    name,
    family: `family-${name.replace(/\d+/, '')}`,
    vcpus: Number(/\d+/.exec(name)?.[0] ?? 0),
    memoryGib,
    dataDisks: 8,
    nics: 2,
    premium: true,
    generations: [1, 2],
    architecture: 'x64',
    zones: ['1', '2', '3'],
    ...more,
  };
}

export const region: readonly VmSize[] = [
  ...[2, 4, 8, 16].map((n) => vmSize(`Standard_D${n}s_v5`, n * 4)),
  ...[2, 4, 8].map((n) => vmSize(`Standard_E${n}s_v5`, n * 8)),
  ...[2, 4, 8].map((n) => vmSize(`Standard_F${n}s_v2`, n * 2)),
  ...[4, 8].map((n) => vmSize(`Standard_D${n}s_v3`, n * 4)),
  vmSize('Standard_B2s', 4),
  vmSize('Standard_B2ms', 8),
  vmSize('Standard_D4_v5', 16, { premium: false }),
  vmSize('Standard_D4ps_v5', 16, { architecture: 'Arm64' }),
];

const machines: SubnetFacts = {
  name: 'machines',
  prefixes: ['10.20.1.0/24'],
  inUse: 9,
  givenTo: [],
  serviceEndpoints: [],
  privateEndpoints: [],
};

const networkId = '/subscriptions/s/resourceGroups/rg-migrated/providers/Microsoft.Network/virtualNetworks/vnet-migrated';

/** The network of the place, with these subnets. */
export function landingNetwork(subnets: readonly SubnetFacts[] = [machines]): NetworkFacts {
  return {
    id: networkId,
    name: 'vnet-migrated',
    location: 'westeurope',
    prefixes: ['10.20.0.0/16'],
    dnsServers: [],
    peerings: [],
    subnets,
  };
}

/** A rule that allows everything, but for what is told otherwise. */
export function securityRule(more: Partial<SecurityRule>): SecurityRule {
  return {
    name: 'rule',
    priority: 1000,
    access: 'Allow',
    protocol: '*',
    sources: ['*'],
    sourcePorts: ['*'],
    destinations: ['*'],
    ports: ['*'],
    fromGroups: [],
    toGroups: [],
    ...more,
  };
}

export const place: LandingFacts = {
  location: 'westeurope',
  problems: [],
  warnings: [],
  network: landingNetwork(),
  sizes: region,
  quotas: [{ name: 'cores', label: 'Total Regional vCPUs', used: 10, limit: 100 }],
  takenNames: ['sql-01'],
};

const group = '/subscriptions/s/resourceGroups/rg-migrated/providers/';

/** A four-core Windows machine on its way into a place that has everything. */
export function approach(more: Partial<Approach> & { readonly subnet?: Partial<SubnetFacts> } = {}): Approach {
  const { subnet, ...parts } = more;
  const network = landingNetwork([{ ...machines, ...subnet }]);
  return {
    machine: { ...sound, vcpus: 4, memoryGib: 16, ingress: [] },
    osFamily: 'windows',
    placement: {
      resourceGroup: 'rg-migrated',
      network: networkId,
      subnet: 'machines',
      cacheStorageAccount: `${group}Microsoft.Storage/storageAccounts/cache`,
      diskType: 'StandardSSD_LRS',
    },
    facts: { ...place, network },
    landing: { vmName: 'web-07-def0', size: 'Standard_D4s_v5', sizeWhy: 'as asked', diskType: 'StandardSSD_LRS', network: '' },
    ...parts,
  };
}
