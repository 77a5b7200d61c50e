import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { lastSegment, vaultId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { inMageAzureV2PolicyDetails, inMageAzureV2PolicyInput } from './engines/in-mage-azure-v2-policy.ts';
import { inMageRcmPolicyDetails, inMageRcmPolicyInput } from './engines/in-mage-rcm-policy.ts';
import { begin } from './operations.ts';
import { childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import { scenarios } from './scenarios.ts';
import { underVault, withVault } from './vault-routes.ts';
import { find, type Policy, put, type Vault, type World } from './world.ts';

const right = (verb: string) => `Microsoft.RecoveryServices/vaults/replicationPolicies/${verb}`;
const creation = z.looseObject({
  properties: z.looseObject({
    providerSpecificInput: z.discriminatedUnion('instanceType', [inMageRcmPolicyInput, inMageAzureV2PolicyInput]),
  }),
});

export const policyRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/replicationPolicies'),
    'ReplicationPolicies_List',
    right('read'),
    withVault((ask, vault) =>
      page(
        ask,
        [...vault.policies.values()].map((policy) => view(ask.world, vault, policy)),
        2,
      ),
    ),
  ),
  route('GET', underVault('/replicationPolicies/{name}'), 'ReplicationPolicies_Get', right('read'), withVault(read)),
  route('PUT', underVault('/replicationPolicies/{name}'), 'ReplicationPolicies_Create', right('write'), withVault(create)),
  route('DELETE', underVault('/replicationPolicies/{name}'), 'ReplicationPolicies_Delete', right('delete'), withVault(remove)),
];

function read(ask: Ask, vault: Vault): Reply {
  const policy = find(vault.policies, ask.param('name'));
  return policy ? ok(view(ask.world, vault, policy)) : childNotFound(ask, ask.param('name'));
}

function create(ask: Ask, vault: Vault): Reply {
  const body = creation.safeParse(ask.body);
  if (!body.success)
    return siteRecoveryError(
      ask,
      400,
      'InvalidRequestContent',
      `The policy was not understood: ${z.prettifyError(body.error)}`,
      'Correct the input and try again.',
    );
  const policy: Policy = { ...body.data.properties.providerSpecificInput, name: ask.param('name') };
  return begin(ask, {
    vault,
    scenario: scenarios.createPolicy,
    target: { id: policy.name, name: policy.name },
    done: () => put(vault.policies, policy),
    result: () => read(ask, vault),
    ...(policy.crashConsistentFrequencyInMinutes === 0 && {
      fails: {
        code: '150261',
        message: 'The frequency of crash-consistent recovery points is not allowed.',
        possibleCauses: 'The value is outside the allowed range.',
        recommendedAction: 'Choose an allowed frequency and create the policy again.',
      },
    }),
  });
}

function remove(ask: Ask, vault: Vault): Reply {
  const policy = find(vault.policies, ask.param('name'));
  if (!policy) return { status: 204 };
  return begin(ask, {
    vault,
    scenario: scenarios.deletePolicy,
    target: { id: policy.name, name: policy.name },
    done: () => vault.policies.delete(policy.name.toLowerCase()),
    result: () => ({ status: 204 }),
  });
}

function view(world: World, vault: Vault, policy: Policy): object {
  const used = [...vault.items.values()].filter((item) => lastSegment(item.wanted.policyId).toLowerCase() === policy.name.toLowerCase());
  const { name } = policy;
  return {
    id: `${vaultId(world, vault)}/replicationPolicies/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/replicationPolicies',
    properties: {
      friendlyName: name,
      providerSpecificDetails:
        policy.instanceType === 'InMageRcm' ? inMageRcmPolicyDetails(policy, used.length) : inMageAzureV2PolicyDetails(policy),
    },
  };
}
