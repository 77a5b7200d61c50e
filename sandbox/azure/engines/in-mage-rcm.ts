import { z } from 'zod';
import type { Wanted } from '../machines.ts';
import type { Appliance } from '../world.ts';
import { type Engine, toRecovery } from './engine.ts';
import { agentsAsked } from './in-mage-rcm-agents.ts';
import { readInMageRcmEnabling } from './in-mage-rcm-enabling.ts';
import { applianceProvider, applianceView } from './in-mage-rcm-fabric.ts';
import { inMageRcmItem } from './in-mage-rcm-item.ts';

const text = z.string().min(1);
const instanceType = z.literal('InMageRcm');

const updating = z.looseObject({
  properties: z.looseObject({
    providerSpecificDetails: z.looseObject({
      instanceType,
      targetVmName: text.optional(),
      targetVmSize: text.optional(),
      targetResourceGroupId: text.optional(),
      targetNetworkId: text.optional(),
      testNetworkId: text.optional(),
    }),
  }),
});

const failover = z
  .looseObject({
    properties: z.looseObject({
      ...toRecovery,
      providerSpecificDetails: z.looseObject({ instanceType, performShutdown: z.enum(['true', 'false']), recoveryPointId: text.nullish() }),
    }),
  })
  .transform(({ properties }) => ({ recoveryPointId: properties.providerSpecificDetails.recoveryPointId }));

const changePoint = z
  .looseObject({ properties: z.looseObject({ providerSpecificDetails: z.looseObject({ instanceType, recoveryPointId: text }) }) })
  .transform(({ properties }) => ({ recoveryPointId: properties.providerSpecificDetails.recoveryPointId }));

const test = z
  .looseObject({
    properties: z.looseObject({
      failoverDirection: z.literal('PrimaryToRecovery').optional(),
      networkId: text.optional(),
      providerSpecificDetails: z.looseObject({ instanceType, networkId: text.optional(), recoveryPointId: text.nullish() }),
    }),
  })
  .transform(({ properties: { networkId, providerSpecificDetails: details } }) => ({
    recoveryPointId: details.recoveryPointId,
    networkId: details.networkId ?? networkId,
  }));

/** The replication appliance ("modernized"). */
export function inMageRcm(appliance: Appliance): Engine {
  return {
    name: 'InMageRcm',
    fabricType: 'InMageRcm',
    fabricProvider: 'InMageRcmFabric',
    fabricTitle: appliance.fabric,
    containerTitle: appliance.container,
    fabricDetails: (kit, world, vault, filter) =>
      applianceView(world, vault, appliance, filter && agentsAsked(appliance, filter, kit.guest)),
    providerDetails: (world) => applianceProvider(world, appliance),
    mappingDetails: { instanceType: 'InMageRcm', enableAgentAutoUpgrade: 'true' },
    providerOfItems: appliance.machineId,
    protectableItemId: () => null,
    readEnabling: (ask, vault) => readInMageRcmEnabling(appliance, ask, vault),
    readUpdate,
    itemDetails: (asked) => inMageRcmItem(appliance, asked),
    failover,
    changePoint,
    test,
    seconds: { failover: 637, commit: 1.5, remove: 67 },
    testVmName: (vmName) => `${vmName}-test`,
    refusesUnsigned: () => undefined,
  };
}

function readUpdate(body: unknown, wanted: Wanted): Wanted | z.ZodError {
  const read = updating.safeParse(body);
  if (!read.success) return read.error;
  const { targetVmName, targetVmSize, targetResourceGroupId, targetNetworkId, testNetworkId } =
    read.data.properties.providerSpecificDetails;
  return {
    ...wanted,
    vmName: targetVmName ?? wanted.vmName,
    vmSize: targetVmSize ?? wanted.vmSize,
    resourceGroupId: targetResourceGroupId ?? wanted.resourceGroupId,
    networkId: targetNetworkId ?? wanted.networkId,
    testNetworkId: testNetworkId ?? wanted.testNetworkId,
  };
}
