import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { containerId, lastSegment } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { begin } from './operations.ts';
import { childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { registered, underContainer, underVault, withAppliance, withVault } from './vault-routes.ts';
import { type Appliance, find, type Mapping, put, type Vault, type World } from './world.ts';

const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/${verb}`;
const mappings = '/replicationProtectionContainerMappings';
const creation = z.looseObject({
  properties: z.looseObject({ policyId: z.string().min(1), targetProtectionContainerId: z.literal('Microsoft Azure') }),
});

export const mappingRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(mappings),
    'ReplicationProtectionContainerMappings_List',
    right('read'),
    withVault((ask, vault) => {
      const appliance = registered(vault);
      return appliance ? list(ask, vault, appliance) : ok({ value: [], nextLink: null });
    }),
  ),
  route(
    'GET',
    underContainer(mappings),
    'ReplicationProtectionContainerMappings_ListByReplicationProtectionContainers',
    right('read'),
    withAppliance(list),
  ),
  route('GET', underContainer(`${mappings}/{name}`), 'ReplicationProtectionContainerMappings_Get', right('read'), withAppliance(read)),
  route(
    'PUT',
    underContainer(`${mappings}/{name}`),
    'ReplicationProtectionContainerMappings_Create',
    right('write'),
    withAppliance(create),
  ),
  route(
    'DELETE',
    underContainer(`${mappings}/{name}`),
    'ReplicationProtectionContainerMappings_Purge',
    right('delete'),
    withAppliance(remove),
  ),
  route(
    'POST',
    underContainer(`${mappings}/{name}/remove`),
    'ReplicationProtectionContainerMappings_Delete',
    right('remove/action'),
    withAppliance(remove),
  ),
];

function list(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  return page(
    ask,
    [...vault.mappings.values()].map((mapping) => view(ask.world, vault, appliance, mapping)),
    2,
  );
}

function read(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  const mapping = find(vault.mappings, ask.param('name'));
  return mapping ? ok(view(ask.world, vault, appliance, mapping)) : childNotFound(ask, ask.param('name'));
}

function create(ask: Ask, vault: Vault, appliance: Appliance): Reply {
  const body = creation.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The association was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { policyId, targetProtectionContainerId } = body.data.properties;
  const policy = find(vault.policies, lastSegment(policyId));
  if (!policy)
    return siteRecoveryError(
      ask,
      400,
      '78253',
      `The replication policy ${lastSegment(policyId)} cannot be associated.`,
      'Create the policy in this vault, then associate it.',
    );
  const mapping: Mapping = { name: ask.param('name'), policyId, targetProtectionContainerId };
  return begin(ask, {
    vault,
    scenario: scenarios.associate,
    target: { id: policy.name, name: policy.name },
    done: () => put(vault.mappings, mapping),
    result: () => read(ask, vault, appliance),
  });
}

function remove(ask: Ask, vault: Vault): Reply {
  const mapping = find(vault.mappings, ask.param('name'));
  if (!mapping) return { status: 204 };
  return begin(ask, {
    vault,
    scenario: scenarios.dissociate,
    target: { id: mapping.name, name: mapping.name },
    done: () => vault.mappings.delete(mapping.name.toLowerCase()),
    result: () => ({ status: 204 }),
  });
}

function view(world: World, vault: Vault, appliance: Appliance, mapping: Mapping): object {
  return {
    id: `${containerId(world, vault, appliance)}/replicationProtectionContainerMappings/${mapping.name}`,
    name: mapping.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings',
    properties: {
      targetProtectionContainerId: mapping.targetProtectionContainerId,
      targetProtectionContainerFriendlyName: 'Microsoft Azure',
      providerSpecificDetails: { instanceType: 'InMageRcm', enableAgentAutoUpgrade: 'true' },
      health: 'Normal',
      healthErrorDetails: [],
      policyId: mapping.policyId,
      state: 'Paired',
      sourceProtectionContainerFriendlyName: appliance.container,
      sourceFabricFriendlyName: appliance.fabric,
      targetFabricFriendlyName: 'Microsoft Azure',
      policyFriendlyName: lastSegment(mapping.policyId),
    },
  };
}
