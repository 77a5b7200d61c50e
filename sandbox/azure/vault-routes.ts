import type { Reply } from '../kit/http.ts';
import type { Ask } from './ask.ts';
import { armError, childNotFound, resourceNotFound } from './replies.ts';
import { type Appliance, find, type ReplicationHost, type Vault } from './world.ts';

const vaultPath = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults/{vault}';

export function underVault(path = ''): string {
  return `${vaultPath}${path}`;
}

export function underContainer(path = ''): string {
  return `${vaultPath}/replicationFabrics/{fabric}/replicationProtectionContainers/{container}${path}`;
}

/** Answers with the vault of the path, or says that it is not there. */
export function withVault(answer: (ask: Ask, vault: Vault) => Reply): (ask: Ask) => Reply {
  return (ask) => {
    const vault = find(ask.world.vaults, ask.param('vault'));
    if (!find(ask.world.groups, ask.param('group')))
      return armError(404, 'ResourceGroupNotFound', `Resource group '${ask.param('group')}' could not be found.`);
    if (!vault || vault.group.toLowerCase() !== ask.param('group').toLowerCase()) {
      return resourceNotFound('Microsoft.RecoveryServices/vaults', ask.param('vault'), ask.param('group'));
    }
    return answer(ask, vault);
  };
}

/** Answers with the registered host whose fabric, and container when the path has one, are asked for. */
export function withHost(answer: (ask: Ask, vault: Vault, host: ReplicationHost) => Reply): (ask: Ask) => Reply {
  return withVault((ask, vault) => {
    const host = hostOf(vault, ask.param('fabric'));
    if (!host) return childNotFound(ask, ask.param('fabric'));
    const container = ask.param('container').toLowerCase();
    const known = container === '' || container === host.container.toLowerCase() || container === `cloud_${host.internalId}`;
    return known ? answer(ask, vault, host) : childNotFound(ask, ask.param('container'));
  });
}

/** The registered hosts of a vault. */
export function hostsOf({ appliance, configurationServer }: Vault): readonly ReplicationHost[] {
  return [appliance, configurationServer].filter((host) => host !== undefined).filter((host) => host.registered);
}

/** The registered host of that fabric. */
function hostOf(vault: Vault, fabric: string): ReplicationHost | undefined {
  return hostsOf(vault).find((host) => host.fabric.toLowerCase() === fabric.toLowerCase());
}

export function registered(vault: Vault): Appliance | undefined {
  return vault.appliance?.registered ? vault.appliance : undefined;
}
