import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { lastSegment } from '../arm.ts';
import type { Ask } from '../ask.ts';
import { isAssociated } from '../associated.ts';
import type { Pace } from '../machines.ts';
import { agentFailure, pushWarning } from '../push.ts';
import { type Appliance, find, put, type Vault } from '../world.ts';
import type { Enabling, Misunderstood } from './engine.ts';

const text = z.string().min(1);
const enabling = z.looseObject({
  properties: z.looseObject({
    policyId: text,
    providerSpecificDetails: z.looseObject({
      instanceType: z.literal('InMageRcm'),
      fabricDiscoveryMachineId: text,
      processServerId: text,
      targetResourceGroupId: text,
      runAsAccountId: text.optional(),
      targetNetworkId: text.optional(),
      targetSubnetName: text.optional(),
      testNetworkId: text.optional(),
      testSubnetName: text.optional(),
      targetVmName: text.optional(),
      targetVmSize: text.optional(),
      licenseType: text.optional(),
      targetAvailabilitySetId: text.optional(),
      targetAvailabilityZone: text.optional(),
      disksDefault: z.looseObject({ diskType: text, logStorageAccountId: text }).optional(),
      disksToInclude: z.array(z.looseObject({ diskId: text, diskType: text, logStorageAccountId: text })).optional(),
    }),
  }),
});

/** As the recording of a 40 GB machine shows it. */
const pace: Pace = {
  copyingVisible: 1600,
  copyingStarts: 1765,
  secondsPerGib: 36,
  leastCopy: 300,
  progressRefresh: 923,
  firstPointAfterCopy: 960,
  protectedAfterCopy: 1560,
  completeShownAfterCopy: 300,
  listingLag: 240,
  itemLag: 541,
};

/** A machine is enabled by its id in the appliance's discovery site. */
export function readInMageRcmEnabling(appliance: Appliance, ask: Ask, vault: Vault): Enabling | Misunderstood {
  const body = enabling.safeParse(ask.body);
  if (!body.success) return { problem: `Enabling replication was not understood: ${z.prettifyError(body.error)}` };
  const { policyId, providerSpecificDetails: input } = body.data.properties;
  const machine = find(appliance.machines, lastSegment(input.fabricDiscoveryMachineId));
  const wrong = [
    !machine && `the appliance has not discovered ${lastSegment(input.fabricDiscoveryMachineId)}`,
    !find(vault.policies, lastSegment(policyId)) && `the vault has no policy ${lastSegment(policyId)}`,
    input.processServerId.toLowerCase() !== appliance.machineId && `there is no process server ${input.processServerId}`,
    !find(ask.world.groups, lastSegment(input.targetResourceGroupId)) &&
      `there is no resource group ${lastSegment(input.targetResourceGroupId)}`,
    !isAssociated(vault, appliance.fabric, policyId) && 'the policy is not associated with the container',
  ].filter((problem) => problem !== false);
  if (!machine || wrong.length > 0) return { problem: `Replication cannot be enabled: ${wrong.join('; ')}.` };
  const disks = input.disksDefault ?? input.disksToInclude?.[0];
  return {
    internalId: randomUUID(),
    ip: machine.ip,
    friendlyName: ask.kit.guest(machine.ip)?.name ?? machine.displayName,
    onlyDisks: input.disksDefault ? undefined : input.disksToInclude,
    wanted: {
      policyId,
      machineId: input.fabricDiscoveryMachineId,
      processServerId: input.processServerId,
      runAsAccountId: input.runAsAccountId ?? null,
      resourceGroupId: input.targetResourceGroupId,
      networkId: input.targetNetworkId ?? '',
      subnet: input.targetSubnetName ?? '',
      testNetworkId: input.testNetworkId ?? '',
      testSubnet: input.testSubnetName,
      vmName: input.targetVmName ?? machine.displayName,
      vmSize: input.targetVmSize ?? null,
      diskType: disks?.diskType ?? 'Standard_LRS',
      logStorageAccountId: disks?.logStorageAccountId ?? null,
      licenseType: input.licenseType ?? 'NotSpecified',
      availabilitySetId: input.targetAvailabilitySetId,
      zone: input.targetAvailabilityZone,
    },
    seconds: 1650,
    pace,
    failure: agentFailure(machine, ask.kit.guest(machine.ip), input.runAsAccountId ?? null),
    warning: pushWarning(machine, ask.kit.guest(machine.ip)),
    installed: () => {
      put(appliance.machines, { ...(find(appliance.machines, machine.name) ?? machine), agent: 'installed' });
    },
  };
}
