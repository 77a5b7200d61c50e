import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { lastSegment } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { allowedOperations, itemView } from './item-view.ts';
import type { Machine, ProtectedItem, Wanted } from './machines.ts';
import { begin, type JobError, span } from './operations.ts';
import { childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { removeTestVm } from './target-vms.ts';
import { registered, underContainer, underVault, withAppliance, withVault } from './vault-routes.ts';
import { type Appliance, find, put, type Vault } from './world.ts';

const collection = '/replicationProtectedItems';
const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/${verb}`;

export const protectedItemRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(collection),
    'ReplicationProtectedItems_List',
    'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read',
    withVault((ask, vault) => {
      const appliance = registered(vault);
      return appliance ? list(ask, vault, appliance) : ok({ value: [], nextLink: null });
    }),
  ),
  route(
    'GET',
    underContainer(collection),
    'ReplicationProtectedItems_ListByReplicationProtectionContainers',
    right('read'),
    withAppliance(list),
  ),
  route(
    'GET',
    underContainer(`${collection}/{item}`),
    'ReplicationProtectedItems_Get',
    right('read'),
    withItem((ask, on) => view(ask, on)),
  ),
  route('PUT', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Create', right('write'), withAppliance(enable)),
  route('PATCH', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Update', right('write'), withItem(update)),
  route(
    'POST',
    underContainer(`${collection}/{item}/remove`),
    'ReplicationProtectedItems_Delete',
    right('remove/action'),
    withItem(remove),
  ),
  route('DELETE', underContainer(`${collection}/{item}`), 'ReplicationProtectedItems_Purge', right('delete'), withItem(purge)),
  route(
    'POST',
    underContainer(`${collection}/{item}/updateMobilityService`),
    'ReplicationProtectedItems_UpdateMobilityService',
    right('updateMobilityService/action'),
    withItem(updateAgent),
  ),
];

/** What an operation on an item is about. */
export interface On {
  readonly vault: Vault;
  readonly appliance: Appliance;
  readonly item: ProtectedItem;
}

/** Answers for the item of the path, or says that it is not there; faults that change how an item behaves take effect here. */
export function withItem(answer: (ask: Ask, on: On) => Reply): (ask: Ask) => Reply {
  return withAppliance((ask, vault, appliance) => {
    const item = find(vault.items, ask.param('item'));
    if (!item) return childNotFound(ask, ask.param('item'));
    disturb(ask, item);
    return answer(ask, { vault, appliance, item });
  });
}

/** Minutes are real ones, shortened by the speed like all other work. */
export function disturb(ask: Ask, item: ProtectedItem): void {
  const minutes = typeof ask.fault?.['minutes'] === 'number' ? ask.fault['minutes'] : 60;
  const until = Date.now() + span(ask.kit, minutes * 60);
  if (ask.fault?.kind === 'no-points') item.noPointsUntil = until;
  if (ask.fault?.kind === 'unhealthy') item.unhealthyUntil = until;
  if (ask.fault?.kind === 'slow-disks') item.slowness = 10;
}

export function view(ask: Ask, { vault, appliance, item }: On): Reply {
  return ok(itemView(ask.world, ask.kit, vault, appliance, item));
}

/** Starts a job on an item, which then allows nothing else until it ends. */
export function work(
  ask: Ask,
  on: On,
  rest: Omit<Parameters<typeof begin>[1], 'vault' | 'target' | 'result'> & { readonly result?: () => Reply },
): Reply {
  return begin(ask, {
    vault: on.vault,
    target: { id: on.item.internalId, name: on.item.friendlyName },
    result: () => view(ask, on),
    started: (name) => {
      on.item.job = name;
    },
    ...rest,
  });
}

/** How Site Recovery refuses a verb that the item does not allow now. */
export function refuseUnless(ask: Ask, on: On, verb: string): Reply | undefined {
  const allowed = allowedOperations(ask.world, ask.kit, on.item, Date.now());
  if (allowed.includes(verb)) return undefined;
  return siteRecoveryError(
    ask,
    400,
    'OperationNotAllowed',
    `${verb} is not allowed on ${on.item.friendlyName} now. Allowed: ${allowed.join(', ') || 'nothing'}.`,
    'Wait until the running operation ends, or choose an operation that the replicated item allows.',
  );
}

function list(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  return page(
    ask,
    [...vault.items.values()].map((item) => itemView(ask.world, ask.kit, vault, appliance, item)),
    2,
  );
}

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
      disksDefault: z.looseObject({ diskType: text, logStorageAccountId: text }).optional(),
      disksToInclude: z.array(z.looseObject({ diskId: text, diskType: text, logStorageAccountId: text })).optional(),
    }),
  }),
});

function enable(ask: Ask, vault: Vault, appliance: Appliance): Reply {
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
  if (existing) return alreadyEnabled(ask, { vault, appliance, item: existing });
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
  });
  put(vault.items, item);
  disturb(ask, item);
  const on = { vault, appliance, item };
  const unreachable = pushFailure(ask, machine, item.wanted);
  return work(ask, on, {
    scenario: scenarios.enable,
    done: () => {
      delete item.broken;
    },
    failed: (_, error) => {
      item.broken = error;
    },
    ...(unreachable && { fails: unreachable }),
  });
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

/** Without an installed agent the appliance pushes it, for which the machine must run and an account be named. */
function pushFailure(ask: Ask, machine: Machine, wanted: Wanted): JobError | undefined {
  if (machine.agent === 'installed') return undefined;
  if (wanted.runAsAccountId !== null && ask.kit.guest(machine.ip)?.running) return undefined;
  const windows = ask.kit.guest(machine.ip)?.os === 'windows';
  return {
    code: windows ? '95117' : '97118',
    message: `The Mobility service could not be installed on ${machine.displayName}.`,
    possibleCauses: 'The machine does not run, no account was given, or the appliance cannot reach it.',
    recommendedAction: 'Install the Mobility service on the machine by hand, then enable replication again.',
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

const updating = z.looseObject({
  properties: z.looseObject({
    providerSpecificDetails: z.looseObject({
      instanceType: z.literal('InMageRcm'),
      targetVmName: text.optional(),
      targetVmSize: text.optional(),
      targetResourceGroupId: text.optional(),
      targetNetworkId: text.optional(),
      testNetworkId: text.optional(),
    }),
  }),
});

function update(ask: Ask, on: On): Reply {
  const body = updating.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The update was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { targetVmName, targetVmSize, targetResourceGroupId, targetNetworkId, testNetworkId } =
    body.data.properties.providerSpecificDetails;
  return work(ask, on, {
    scenario: scenarios.update,
    done: () => {
      const { wanted } = on.item;
      on.item.wanted = {
        ...wanted,
        vmName: targetVmName ?? wanted.vmName,
        vmSize: targetVmSize ?? wanted.vmSize,
        resourceGroupId: targetResourceGroupId ?? wanted.resourceGroupId,
        networkId: targetNetworkId ?? wanted.networkId,
        testNetworkId: testNetworkId ?? wanted.testNetworkId,
      };
    },
  });
}

const removing = z.looseObject({
  properties: z.looseObject({ disableProtectionReason: z.enum(['NotSpecified', 'MigrationComplete']).default('NotSpecified') }),
});

function remove(ask: Ask, on: On): Reply {
  const body = removing.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The removal was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const verb = body.data.properties.disableProtectionReason === 'MigrationComplete' ? 'CompleteMigration' : 'DisableProtection';
  const refused = refuseUnless(ask, on, verb);
  if (refused) return refused;
  return work(ask, on, { scenario: scenarios.remove, done: () => forget(ask, on), result: () => ({ status: 204 }) });
}

/** The forced way: no cleanup on the machine, whatever the item allows. */
function purge(ask: Ask, on: On): Reply {
  return work(ask, on, { scenario: scenarios.remove, seconds: 5, done: () => forget(ask, on), result: () => ({ status: 204 }) });
}

function forget(ask: Ask, { vault, item }: On): void {
  removeTestVm(ask.world, item);
  vault.items.delete(item.name.toLowerCase());
}

function updateAgent(ask: Ask, on: On): Reply {
  return work(ask, on, { scenario: scenarios.updateAgent, done: () => undefined });
}
