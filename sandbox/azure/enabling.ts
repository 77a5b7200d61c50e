import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { lastSegment } from './arm.ts';
import type { Ask } from './ask.ts';
import { disturb, type On, view, work } from './items.ts';
import type { Machine, ProtectedItem, Wanted } from './machines.ts';
import { begin, type JobError } from './operations.ts';
import { pushFailure } from './push.ts';
import { siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { type Appliance, find, put, type Vault } from './world.ts';

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

/** Enables replication of a discovered machine: checks what is named, then begins the copy. */
export function enable(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  const body = enabling.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `Enabling replication was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { policyId, providerSpecificDetails: input } = body.data.properties;
  const machine = find(appliance.machines, lastSegment(input.fabricDiscoveryMachineId));
  const policy = find(vault.policies, lastSegment(policyId));
  const wrong = [
    !machine && `the appliance has not discovered ${lastSegment(input.fabricDiscoveryMachineId)}`,
    !policy && `the vault has no policy ${lastSegment(policyId)}`,
    input.processServerId.toLowerCase() !== appliance.machineId && `there is no process server ${input.processServerId}`,
    !find(ask.world.groups, lastSegment(input.targetResourceGroupId)) &&
      `there is no resource group ${lastSegment(input.targetResourceGroupId)}`,
    ![...vault.mappings.values()].some((mapping) => lastSegment(mapping.policyId).toLowerCase() === policy?.name.toLowerCase()) &&
      'the policy is not associated with the container',
  ].filter((problem) => problem !== false);
  if (!machine || !policy || wrong.length > 0) {
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `Replication cannot be enabled: ${wrong.join('; ')}.`,
      'Correct the input and try again.',
    );
  }
  const existing = find(vault.items, ask.param('item')) ?? [...vault.items.values()].find((item) => item.ip === machine.ip);
  if (existing && !existing.broken) return alreadyEnabled(ask, { vault, appliance, item: existing });
  const disks = input.disksDefault ?? input.disksToInclude?.[0];
  const item = newItem(ask, machine, {
    policyId,
    machineId: input.fabricDiscoveryMachineId,
    processServerId: input.processServerId,
    runAsAccountId: input.runAsAccountId ?? null,
    resourceGroupId: input.targetResourceGroupId,
    networkId: input.targetNetworkId ?? '',
    subnet: input.targetSubnetName ?? '',
    testNetworkId: input.testNetworkId ?? '',
    vmName: input.targetVmName ?? machine.displayName,
    vmSize: input.targetVmSize ?? null,
    diskType: disks?.diskType ?? 'Standard_LRS',
    logStorageAccountId: disks?.logStorageAccountId ?? null,
    licenseType: input.licenseType ?? 'NotSpecified',
    availabilitySetId: input.targetAvailabilitySetId,
    zone: input.targetAvailabilityZone,
  });
  put(vault.items, item);
  disturb(ask, item);
  const on = { vault, appliance, item };
  const failure = elsewhere(machine) ?? pushFailure(machine, ask.kit.guest(machine.ip), item.wanted.runAsAccountId);
  return work(ask, on, {
    scenario: scenarios.enable,
    done: () => {
      delete item.broken;
      put(appliance.machines, { ...(find(appliance.machines, machine.name) ?? machine), agent: 'installed' });
    },
    failed: (_, error) => {
      item.broken = error;
    },
    ...(failure && { fails: failure }),
    ...(find(ask.world.vms, item.wanted.vmName) && { warning: nameTaken(item.wanted.vmName) }),
  });
}

/** A machine has one Mobility service, and that serves one vault. The wording is a guess: see undescribed.md. */
function elsewhere({ displayName, elsewhere: vault }: Machine): JobError | undefined {
  if (vault === '') return undefined;
  return {
    code: 'SandboxProtectedElsewhere',
    message: `The machine ${displayName} is already protected in the vault ${vault}.`,
    possibleCauses: `The Mobility service of the machine is registered for replication with the vault ${vault}.`,
    recommendedAction: `Disable replication of the machine in the vault ${vault}, then retry the operation.`,
  };
}

/** Enabling twice succeeds at once, with a warning. */
function alreadyEnabled(ask: Ask, on: On): Reply {
  const { vault, item } = on;
  const warning: JobError = {
    code: '45031',
    message: 'Protection is already enabled for the virtual machine.',
    possibleCauses: 'Replication of this machine was enabled before.',
    recommendedAction: 'No action is needed.',
  };
  return begin(ask, {
    vault,
    scenario: scenarios.enable,
    seconds: 1,
    target: { id: item.internalId, name: item.friendlyName },
    done: () => undefined,
    warning,
    result: () => view(ask, on),
  });
}

/** The failover will take a longer name. */
function nameTaken(name: string): JobError {
  return {
    code: '310024',
    message: `The name provided for the virtual machine '${name}' is unavailable.`,
    possibleCauses: 'A virtual machine of that name exists in the target resource group.',
    recommendedAction: 'Choose another name, or accept the one that the failover gives.',
  };
}

function newItem(ask: Ask, machine: Machine, wanted: Wanted): ProtectedItem {
  const now = Date.now();
  const guest = ask.kit.guest(machine.ip);
  const windows = guest?.os === 'windows';
  return {
    name: ask.param('item'),
    ip: machine.ip,
    friendlyName: guest?.name ?? machine.displayName,
    os: windows ? 'Windows' : 'Linux',
    osName: guest?.osName ?? '',
    internalId: randomUUID(),
    correlation: randomUUID(),
    enabledAt: now,
    wanted,
    disks: (guest?.disks ?? []).map((disk, index) => ({
      id: `{${disk.id}}`,
      name: windows ? `\\\\.\\PHYSICALDRIVE${index}` : `/dev/nvme${index}n1`,
      gib: disk.gib,
      root: disk.root,
    })),
    slowness: 1,
    stalled: 0,
    lastTick: now,
    points: [],
    lastHeartbeat: now,
    noPointsUntil: 0,
    unhealthyUntil: 0,
    test: 'None',
  };
}
