import { vaultId } from './arm.ts';
import { type Route, route } from './ask.ts';
import { armError, ok } from './replies.ts';
import { underVault, withVault } from './vault-routes.ts';

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
        : ok({
            id: `${vaultId(ask.world, vault, 'subscriptions')}/extendedInformation/vaultExtendedInfo`,
            name: 'vaultExtendedInfo',
            type: 'Microsoft.RecoveryServices/vaults/extendedInformation',
            properties: { integrityKey: vault.integrityKey, algorithm: 'None' },
          }),
    ),
  ),
];
