const siteRecovery = 'Site Recovery Contributor';

/** Every action Ferry asks of Azure, as Azure's refusals spell it, with what it is for and a built-in role that allows it. */
export const permissions = {
  'Microsoft.RecoveryServices/Vaults/read': { use: 'reads the vault', role: siteRecovery },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/read': {
    use: 'finds the replication appliance, and the Mobility services that have registered with it',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/read': {
    use: 'finds the container of the appliance',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationPolicies/read': { use: 'looks whether the policy exists', role: siteRecovery },
  'Microsoft.RecoveryServices/vaults/replicationPolicies/write': { use: 'creates the policy', role: siteRecovery },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/read': {
    use: 'looks whether the policy is associated with the container',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/write': {
    use: 'associates the policy with the container',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read': {
    use: 'follows the replication of the machine',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/write': {
    use: 'enables replication',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read': {
    use: 'finds the recovery point to fail over to',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action':
    { use: 'fails the machine over, after approvers have agreed', role: siteRecovery },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/failoverCommit/action': {
    use: 'commits the failover, after the machine was accepted',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/remove/action': {
    use: 'ends the replication when the migration is complete or cancelled',
    role: siteRecovery,
  },
  'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read': {
    use: 'tells the jobs of one machine from those of others',
    role: 'Reader',
  },
  'Microsoft.RecoveryServices/vaults/replicationJobs/read': { use: 'follows what Site Recovery does', role: siteRecovery },
  'Microsoft.OffAzure/ServerSites/machines/read': { use: 'finds the machine in the list of the appliance', role: 'Reader' },
  'Microsoft.Resources/subscriptions/resourceGroups/read': { use: 'looks whether the target resource group exists', role: 'Reader' },
  'Microsoft.Network/virtualNetworks/read': { use: 'looks whether the network and its subnet exist', role: 'Reader' },
  'Microsoft.Storage/storageAccounts/read': { use: 'looks at the cache storage account', role: 'Reader' },
  'Microsoft.Compute/virtualMachines/read': { use: 'checks the machine that the failover made', role: 'Reader' },
  'Microsoft.Network/networkInterfaces/read': { use: 'reads its addresses', role: 'Reader' },
  'Microsoft.Compute/virtualMachines/deallocate/action': {
    use: 'stops it before the EC2 instance is started again',
    role: 'Virtual Machine Contributor',
  },
} as const satisfies Readonly<Record<string, { readonly use: string; readonly role: string }>>;

/** A built-in role that allows an action Ferry asks for; letters count in any case, as they do for Azure. */
export function roleFor(action: string): string | undefined {
  const known = Object.entries(permissions).find(([name]) => name.toLowerCase() === action.toLowerCase());
  return known?.[1].role;
}
