import { z } from 'zod';
import { containerId } from '../arm.ts';
import { unsigned } from '../channel-integrity.ts';
import type { ConfigurationServer } from '../configuration-server.ts';
import type { Wanted } from '../machines.ts';
import { type Engine, toRecovery } from './engine.ts';
import { readInMageAzureV2Enabling } from './in-mage-azure-v2-enabling.ts';
import { configurationServerProvider, configurationServerView } from './in-mage-azure-v2-fabric.ts';
import { inMageAzureV2Item } from './in-mage-azure-v2-item.ts';

const text = z.string().min(1);
const instanceType = z.literal('InMageAzureV2');
const ofOurs = z.looseObject({ instanceType, recoveryPointId: text.nullish() });

const updating = z.looseObject({
  properties: z.looseObject({
    recoveryAzureVMName: text.optional(),
    recoveryAzureVMSize: text.optional(),
    selectedRecoveryAzureNetworkId: text.optional(),
    selectedTfoAzureNetworkId: text.optional(),
    licenseType: z.enum(['NotSpecified', 'NoLicenseType', 'WindowsServer']).optional(),
    vmNics: z.array(z.looseObject({ ipConfigs: z.array(z.looseObject({ recoverySubnetName: text.optional() })).optional() })).optional(),
    providerSpecificDetails: z.looseObject({ instanceType, recoveryAzureV2ResourceGroupId: text.optional() }).optional(),
  }),
});

const failover = z
  .looseObject({ properties: z.looseObject({ ...toRecovery, providerSpecificDetails: ofOurs }) })
  .transform(({ properties }) => ({ recoveryPointId: properties.providerSpecificDetails.recoveryPointId }));

/** The described details hold no point: it stands beside them. */
const changePoint = z
  .looseObject({ properties: z.looseObject({ recoveryPointId: text, providerSpecificDetails: z.looseObject({ instanceType }) }) })
  .transform(({ properties }) => ({ recoveryPointId: properties.recoveryPointId }));

const test = z
  .looseObject({
    properties: z.looseObject({
      failoverDirection: z.literal('PrimaryToRecovery').optional(),
      networkId: text.optional(),
      providerSpecificDetails: ofOurs,
    }),
  })
  .transform(({ properties }) => ({
    recoveryPointId: properties.providerSpecificDetails.recoveryPointId,
    networkId: properties.networkId,
  }));

/** The configuration server ("classic"), for machines that were added by address. */
export function inMageAzureV2(server: ConfigurationServer): Engine {
  return {
    name: 'InMageAzureV2',
    fabricType: 'VMware',
    fabricProvider: 'InMageFabric',
    fabricTitle: server.name,
    containerTitle: server.name,
    fabricDetails: (_kit, _world, vault) => configurationServerView(vault, server),
    providerDetails: () => configurationServerProvider(server),
    mappingDetails: null,
    providerOfItems: server.provider,
    protectableItemId: (world, vault, item) => `${containerId(world, vault, server)}/replicationProtectableItems/${item.wanted.machineId}`,
    readEnabling: (ask, vault) => readInMageAzureV2Enabling(server, ask, vault),
    readUpdate,
    itemDetails: (asked) => inMageAzureV2Item(server, asked),
    failover,
    changePoint,
    test,
    // 105 s as recorded, and the 8 to 10 minutes that Microsoft's page adds for physical machines.
    seconds: { failover: 645, commit: 3, remove: 200 },
    testVmName: (vmName) => `${vmName}-Test`,
    refusesUnsigned: unsigned,
  };
}

function readUpdate(body: unknown, wanted: Wanted): Wanted | z.ZodError {
  const read = updating.safeParse(body);
  if (!read.success) return read.error;
  const { properties } = read.data;
  return {
    ...wanted,
    vmName: properties.recoveryAzureVMName ?? wanted.vmName,
    vmSize: properties.recoveryAzureVMSize ?? wanted.vmSize,
    networkId: properties.selectedRecoveryAzureNetworkId ?? wanted.networkId,
    testNetworkId: properties.selectedTfoAzureNetworkId ?? wanted.testNetworkId,
    licenseType: properties.licenseType ?? wanted.licenseType,
    subnet: properties.vmNics?.[0]?.ipConfigs?.[0]?.recoverySubnetName ?? wanted.subnet,
    resourceGroupId: properties.providerSpecificDetails?.recoveryAzureV2ResourceGroupId ?? wanted.resourceGroupId,
  };
}
