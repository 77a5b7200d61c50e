import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { containerId, lastSegment } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { engineOf } from './engines/index.ts';
import { begin } from './operations.ts';
import { childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { hostsOf, underContainer, underVault, withHost, withVault } from './vault-routes.ts';
import { find, type Mapping, put, type ReplicationHost, type Vault, type World } from './world.ts';

const right = (verb: string) =>
  `Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/${verb}`;
const mappings = '/replicationProtectionContainerMappings';
const creation = z.looseObject({
  properties: z.looseObject({
    policyId: z.string().min(1),
    targetProtectionContainerId: z.literal('Microsoft Azure'),
    providerSpecificInput: z.looseObject({ instanceType: z.enum(['InMageRcm', 'InMageAzureV2', 'A2A', 'VMwareCbt']) }).optional(),
  }),
});

export const mappingRoutes: readonly Route[] = [
  route(
    'GET',
    underVault(mappings),
    'ReplicationProtectionContainerMappings_List',
    right('read'),
    withVault((ask, vault) =>
      page(
        ask,
        hostsOf(vault).flatMap((host) => mappingsOf(ask.world, vault, host)),
        2,
      ),
    ),
  ),
  route(
    'GET',
    underContainer(mappings),
    'ReplicationProtectionContainerMappings_ListByReplicationProtectionContainers',
    right('read'),
    withHost(list),
  ),
  route('GET', underContainer(`${mappings}/{name}`), 'ReplicationProtectionContainerMappings_Get', right('read'), withHost(read)),
  route('PUT', underContainer(`${mappings}/{name}`), 'ReplicationProtectionContainerMappings_Create', right('write'), withHost(create)),
  route('DELETE', underContainer(`${mappings}/{name}`), 'ReplicationProtectionContainerMappings_Purge', right('delete'), withHost(remove)),
  route(
    'POST',
    underContainer(`${mappings}/{name}/remove`),
    'ReplicationProtectionContainerMappings_Delete',
    right('remove/action'),
    withHost(remove),
  ),
];

function list(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  return page(ask, mappingsOf(ask.world, vault, host), 2);
}

function mappingsOf(world: World, vault: Vault, host: ReplicationHost): object[] {
  return [...vault.mappings.values()].filter(({ fabric }) => fabric === host.fabric).map((mapping) => view(world, vault, host, mapping));
}

function read(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  const mapping = find(vault.mappings, ask.param('name'));
  return mapping ? ok(view(ask.world, vault, host, mapping)) : childNotFound(ask, ask.param('name'));
}

function create(ask: Ask, vault: Vault, host: ReplicationHost): Reply {
  const body = creation.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The association was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const { policyId, targetProtectionContainerId, providerSpecificInput } = body.data.properties;
  const policy = find(vault.policies, lastSegment(policyId));
  const another = providerSpecificInput && providerSpecificInput.instanceType !== host.engine;
  if (!policy || policy.instanceType !== host.engine || another)
    return siteRecoveryError(
      ask,
      400,
      '78253',
      `The replication policy ${lastSegment(policyId)} cannot be associated.`,
      `Create a policy for ${host.engine} in this vault, then associate it.`,
    );
  const mapping: Mapping = { name: ask.param('name'), fabric: host.fabric, policyId, targetProtectionContainerId };
  return begin(ask, {
    vault,
    scenario: scenarios.associate,
    target: { id: policy.name, name: policy.name },
    done: () => put(vault.mappings, mapping),
    result: () => read(ask, vault, host),
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

function view(world: World, vault: Vault, host: ReplicationHost, mapping: Mapping): object {
  const engine = engineOf(host);
  return {
    id: `${containerId(world, vault, host)}/replicationProtectionContainerMappings/${mapping.name}`,
    name: mapping.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings',
    properties: {
      targetProtectionContainerId: mapping.targetProtectionContainerId,
      targetProtectionContainerFriendlyName: 'Microsoft Azure',
      providerSpecificDetails: engine.mappingDetails,
      health: 'Normal',
      healthErrorDetails: [],
      policyId: mapping.policyId,
      state: 'Paired',
      sourceProtectionContainerFriendlyName: engine.containerTitle,
      sourceFabricFriendlyName: engine.fabricTitle,
      targetFabricFriendlyName: 'Microsoft Azure',
      policyFriendlyName: lastSegment(mapping.policyId),
    },
  };
}
