import { z } from 'zod';
import { vaultId } from './arm.ts';
import { type Route, route } from './ask.ts';
import { armError, ok } from './replies.ts';
import { underVault, withVault } from './vault-routes.ts';
import type { Vault, World } from './world.ts';

const wanted = z.looseObject({ properties: z.looseObject({ integrityKey: z.base64().min(1), algorithm: z.literal('None') }) });

/** The key that signs what is meant for the source's site. A vault has none until somebody has written it. */
export const extendedInfoRoutes: readonly Route[] = [
  route(
    'GET',
    underVault('/extendedInformation/vaultExtendedInfo'),
    'VaultExtendedInfo_Get',
    'Microsoft.RecoveryServices/Vaults/extendedInformation/read',
    withVault((ask, vault) =>
      vault.integrityKey === undefined
        ? armError(404, 'ResourceExtendedInfoNotFound', `The extended information of the vault ${vault.name} was not found.`)
        : ok(view(ask.world, vault)),
    ),
  ),
  route(
    'PUT',
    underVault('/extendedInformation/vaultExtendedInfo'),
    'VaultExtendedInfo_CreateOrUpdate',
    'Microsoft.RecoveryServices/Vaults/extendedInformation/write',
    withVault((ask, vault) => {
      const body = wanted.safeParse(ask.body);
      if (!body.success) return armError(400, 'InvalidRequestContent', `The request content was invalid: ${z.prettifyError(body.error)}`);
      vault.integrityKey = body.data.properties.integrityKey;
      ask.kit.effects.count('azure', ask.operation, vault.name);
      return ok(view(ask.world, vault));
    }),
  ),
];

function view(world: World, vault: Vault): object {
  return {
    id: `${vaultId(world, vault, 'subscriptions')}/extendedInformation/vaultExtendedInfo`,
    name: 'vaultExtendedInfo',
    type: 'Microsoft.RecoveryServices/vaults/extendedInformation',
    properties: { integrityKey: vault.integrityKey, algorithm: 'None' },
  };
}
