import type { permissions } from '../../src/cloud/azure/permissions.ts';

/** A right that Ferry is not given, or else a lock on the vault, and what the thread says when a migration comes to it. */
export interface Withheld {
  readonly when: string;
  readonly right?: keyof typeof permissions;
  readonly says: string;
}

/** What stops a migration, in the order in which it comes by. */
export const withheld: readonly Withheld[] = [
  {
    when: '`Microsoft.RecoveryServices/Vaults/read` is not allowed',
    right: 'Microsoft.RecoveryServices/Vaults/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Check the target.* Reading the vault rsv-migrate: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Resources/subscriptions/resourceGroups/read` is not allowed',
    right: 'Microsoft.Resources/subscriptions/resourceGroups/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Reading the resource group rg-migrated: Ferry's identity lacks the right Microsoft.Resources/subscriptions/resourceGroups/read on the resource group rg-migrated (AuthorizationFailed). Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply.",
      '*What to do:* An Azure administrator mends what is named. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Network/virtualNetworks/read` is not allowed',
    right: 'Microsoft.Network/virtualNetworks/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Reading the network vnet-migrated: Ferry's identity lacks the right Microsoft.Network/virtualNetworks/read on the network vnet-migrated (AuthorizationFailed). Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply.",
      '*What to do:* An Azure administrator mends what is named. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Storage/storageAccounts/read` is not allowed',
    right: 'Microsoft.Storage/storageAccounts/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Reading the cache storage account stmigratecache: Ferry's identity lacks the right Microsoft.Storage/storageAccounts/read on the storage account stmigratecache (AuthorizationFailed). Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply.",
      '*What to do:* An Azure administrator mends what is named. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Compute/virtualMachines/read` is not allowed',
    right: 'Microsoft.Compute/virtualMachines/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Reading the virtual machines of the resource group rg-migrated: Ferry's identity lacks the right Microsoft.Compute/virtualMachines/read on the resource group rg-migrated (AuthorizationFailed). Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply.",
      '*What to do:* An Azure administrator mends what is named. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the replication host.* Reading the replication hosts of the vault rsv-migrate: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the replication host.* Reading the replication hosts of the vault rsv-migrate: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the replication host.* Reading the replication hosts of the vault rsv-migrate: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationPolicies/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationPolicies/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Reading the replication policy ferry-24h: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationPolicies/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationPolicies/write` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationPolicies/write',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Creating the replication policy ferry-24h: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationPolicies/write on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the vault is locked when the policy is created',
    says: [
      '@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Creating the replication policy ferry-24h: Azure refused it: the vault rsv-migrate is locked (ScopeLocked).',
      '*What to do:* Whoever owns the lock on the vault rsv-migrate removes it until the migration is complete (Azure portal: Locks). Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/read` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Listing the policies associated with asr-appliance: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/write` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/write',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Set the replication policy.* Associating the policy with the container as ferry-ferry-24h: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/write on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.OffAzure/ServerSites/machines/read` is not allowed',
    right: 'Microsoft.OffAzure/ServerSites/machines/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Find the machine in Azure.* Looking for the machine at ‹address› in the list of asr-appliance: Ferry's identity lacks the right Microsoft.OffAzure/ServerSites/machines/read on the appliance site rsvmigratephysicalsite (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/write` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/write',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Enable replication.* Enabling replication of ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/write on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the vault is locked when replication is enabled',
    says: [
      '@‹requester› :x: *‹machine› is stuck at Enable replication.* Enabling replication of ‹item›: Azure refused it: the vault rsv-migrate is locked (ScopeLocked).',
      '*What to do:* Whoever owns the lock on the vault rsv-migrate removes it until the migration is complete (Azure portal: Locks). Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Enable replication.* Listing the protected items of the vault rsv-migrate: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Initial replication.* Listing the recovery points of ‹item›: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationProtectedItems/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Fail over.* Listing the jobs of ‹item›: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationProtectedItems/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationJobs/read` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationJobs/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Fail over.* Listing the jobs of ‹item›: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationJobs/read on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Fail over.* Failing over ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the vault is locked when the machine is failed over',
    says: [
      '@‹requester› :x: *‹machine› is stuck at Fail over.* Failing over ‹item›: Azure refused it: the vault rsv-migrate is locked (ScopeLocked).',
      '*What to do:* Whoever owns the lock on the vault rsv-migrate removes it until the migration is complete (Azure portal: Locks). Then Retry.',
      'EC2 DOWN · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/failoverCommit/action` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/failoverCommit/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Commit the failover.* Committing the failover of ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/failoverCommit/action on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
  },
  {
    when: 'the vault is locked when the failover is committed',
    says: [
      '@‹requester› :x: *‹machine› is stuck at Commit the failover.* Committing the failover of ‹item›: Azure refused it: the vault rsv-migrate is locked (ScopeLocked).',
      '*What to do:* Whoever owns the lock on the vault rsv-migrate removes it until the migration is complete (Azure portal: Locks). Then Retry.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/remove/action` is not allowed',
    right: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/remove/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Complete the migration.* Removing the replication of ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/remove/action on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
  },
  {
    when: 'the vault is locked when the migration is completed',
    says: [
      '@‹requester› :x: *‹machine› is stuck at Complete the migration.* Removing the replication of ‹item›: Azure refused it: the vault rsv-migrate is locked (ScopeLocked).',
      '*What to do:* Whoever owns the lock on the vault rsv-migrate removes it until the migration is complete (Azure portal: Locks). Then Retry.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Compute/virtualMachines/write` is not allowed',
    right: 'Microsoft.Compute/virtualMachines/write',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Tags and licence.* Tagging ‹vm›: Azure refused it: Ferry's identity lacks the right Microsoft.Compute/virtualMachines/write on the VM ‹vm› (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Virtual Machine Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 DOWN · Azure live.',
    ].join('\n'),
  },
];

/** What stops the test failover of a target that names a test network. */
export const withheldFromTests: readonly Withheld[] = [
  {
    when: '`Microsoft.Network/networkSecurityGroups/read` is not allowed',
    right: 'Microsoft.Network/networkSecurityGroups/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Test failover.* Reading the network security group nsg-test: Ferry's identity lacks the right Microsoft.Network/networkSecurityGroups/read on the network security group nsg-test (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.Network/routeTables/read` is not allowed',
    right: 'Microsoft.Network/routeTables/read',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Test failover.* Reading the route table rt-test: Ferry's identity lacks the right Microsoft.Network/routeTables/read on the route table rt-test (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailover/action` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailover/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Test failover.* Making a test failover of ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailover/action on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailoverCleanup/action` is not allowed',
    right:
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailoverCleanup/action',
    says: [
      "@‹requester› :x: *‹machine› is stuck at Test failover.* Cleaning up the test failover of ‹item›: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailoverCleanup/action on the vault rsv-migrate (AuthorizationFailed).",
      '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply. Then press Retry on the card.',
      'EC2 up · Azure test.',
    ].join('\n'),
  },
];
