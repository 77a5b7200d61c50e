import { z } from 'zod';
import { lastSegment } from '../arm.ts';
import type { Ask } from '../ask.ts';
import { isAssociated } from '../associated.ts';
import { type ConfigurationServer, machineAt } from '../configuration-server.ts';
import type { Pace } from '../machines.ts';
import { agentFailure, pushWarning } from '../push.ts';
import { find, type Vault } from '../world.ts';
import type { Enabling, Misunderstood } from './engine.ts';

const text = z.string().min(1);
const enabling = z.looseObject({
  properties: z.looseObject({
    policyId: text,
    protectableItemId: text,
    providerSpecificDetails: z.looseObject({
      instanceType: z.literal('InMageAzureV2'),
      processServerId: text,
      masterTargetId: text.optional(),
      runAsAccountId: text.optional(),
      logStorageAccountId: text.optional(),
      diskType: z.enum(['Standard_LRS', 'Premium_LRS', 'StandardSSD_LRS']).default('Standard_LRS'),
      disksToInclude: z.array(z.looseObject({ diskId: text })).optional(),
      targetAzureV2ResourceGroupId: text,
      targetAzureNetworkId: text.optional(),
      targetAzureSubnetId: text.optional(),
      targetAzureVmName: text.optional(),
      targetVmSize: text.optional(),
      targetAvailabilitySetId: text.optional(),
      targetAvailabilityZone: text.optional(),
      licenseType: z.enum(['NotSpecified', 'NoLicenseType', 'WindowsServer']).default('NotSpecified'),
    }),
  }),
});

/** Recorded with an agent in place; a push takes some minutes more, how many is a guess. */
const enableSeconds = 65;
const pushSeconds = 300;

/** As recorded for 35 GB in two disks: 629 s for 30 GB, protected 24 minutes after enabling, a point told five minutes late. */
function paceAfter(enabled: number): Pace {
  return {
    copyingVisible: enabled - 5,
    copyingStarts: enabled + 5,
    secondsPerGib: 21,
    leastCopy: 480,
    progressRefresh: 60,
    firstPointAfterCopy: 300,
    protectedAfterCopy: 615,
    completeShownAfterCopy: 60,
    listingLag: 200,
    itemLag: 305,
  };
}

/** A machine is enabled by its protectable item, which somebody made by adding its address. */
export function readInMageAzureV2Enabling(server: ConfigurationServer, ask: Ask, vault: Vault): Enabling | Misunderstood {
  const body = enabling.safeParse(ask.body);
  if (!body.success) return { problem: `Enabling replication was not understood: ${z.prettifyError(body.error)}` };
  const { policyId, protectableItemId, providerSpecificDetails: input } = body.data.properties;
  const item = find(server.discovered, lastSegment(protectableItemId));
  const account = input.runAsAccountId;
  const isServer = (id: string) => id.toLowerCase() === server.machineId.toLowerCase();
  const wrong = [
    !item && `there is no protectable item ${lastSegment(protectableItemId)}`,
    !find(vault.policies, lastSegment(policyId)) && `the vault has no policy ${lastSegment(policyId)}`,
    !isServer(input.processServerId) && `there is no process server ${input.processServerId}`,
    input.masterTargetId !== undefined &&
      !(server.masterTarget && isServer(input.masterTargetId)) &&
      `there is no master target ${input.masterTargetId}`,
    account !== undefined && !server.accounts.some(({ id }) => id === account) && `there is no run-as account ${account}`,
    !find(ask.world.groups, lastSegment(input.targetAzureV2ResourceGroupId)) &&
      `there is no resource group ${lastSegment(input.targetAzureV2ResourceGroupId)}`,
    input.logStorageAccountId !== undefined &&
      !find(ask.world.storageAccounts, lastSegment(input.logStorageAccountId)) &&
      `there is no storage account ${lastSegment(input.logStorageAccountId)}`,
    !isAssociated(vault, server.fabric, policyId) && 'the policy is not associated with the container',
  ].filter((problem) => problem !== false);
  if (!item || wrong.length > 0) return { problem: `Replication cannot be enabled: ${wrong.join('; ')}.` };
  const machine = machineAt(server, item.ip);
  const seconds = enableSeconds + (machine.agent === 'installed' ? 0 : pushSeconds);
  return {
    internalId: item.name,
    ip: item.ip,
    friendlyName: item.friendlyName,
    onlyDisks: input.disksToInclude,
    wanted: {
      policyId,
      machineId: item.name,
      processServerId: input.processServerId,
      masterTargetId: input.masterTargetId ?? server.machineId,
      runAsAccountId: account ?? null,
      resourceGroupId: input.targetAzureV2ResourceGroupId,
      networkId: input.targetAzureNetworkId ?? '',
      // Named an id, yet PowerShell sends the bare name and the item tells it back.
      subnet: lastSegment(input.targetAzureSubnetId ?? ''),
      testNetworkId: '',
      vmName: input.targetAzureVmName ?? item.friendlyName,
      vmSize: input.targetVmSize ?? null,
      diskType: input.diskType,
      logStorageAccountId: input.logStorageAccountId ?? null,
      licenseType: input.licenseType,
      availabilitySetId: input.targetAvailabilitySetId,
      zone: input.targetAvailabilityZone,
    },
    seconds,
    pace: paceAfter(seconds),
    failure: agentFailure({ ...machine, displayName: item.friendlyName }, ask.kit.guest(item.ip), account ?? null),
    warning: pushWarning({ ...machine, displayName: item.friendlyName }, ask.kit.guest(item.ip)),
    installed: () => {
      server.machines.set(item.ip, { ...machineAt(server, item.ip), agent: 'installed' });
    },
  };
}
