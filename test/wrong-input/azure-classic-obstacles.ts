import type { Withheld } from './azure-obstacles.ts';

/** What stops a migration that goes through a configuration server, in the order in which it comes by; calls are signed. */
export const withheldFromClassic: readonly Withheld[] = [
  {
    when: '`Microsoft.RecoveryServices/Vaults/extendedInformation/read` is not allowed, and `ferry.yml` says `channelIntegrity: true`',
    right: 'Microsoft.RecoveryServices/Vaults/extendedInformation/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Reading the channel integrity key of the vault rsv-classic: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/extendedInformation/read on the vault rsv-classic (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectableItems/read` is not allowed, through a configuration server',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectableItems/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the machine in Azure.* Looking for the machine at ‹address› in the list of asr-config-server: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectableItems/read on the vault rsv-classic (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/discoverProtectableItem/action` is not allowed, through a configuration server',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/discoverProtectableItem/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the machine in Azure.* Discovering ‹vm›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/discoverProtectableItem/action on the vault rsv-classic (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
];
