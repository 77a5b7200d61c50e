import type { Engine } from '../../migration/types.ts';

/**
 * Where Ferry needs a right: the vault, the appliance's discovery site, what the machines land in, and the group of the
 * test network. Those of the subscription are missed where they are used, for nobody has to give them.
 */
export type RightScope = 'vault' | 'site' | 'group' | 'network' | 'cache' | 'subscription' | 'tests';

export interface Right {
  /** What Ferry does with it, as a sentence of which Ferry is the subject. */
  readonly use: string;
  /** A built-in role that allows it. */
  readonly role: string;
  readonly on: RightScope;
  /** Ferry goes on without it. */
  readonly dispensable?: true;
  /** Only a target whose ferry.yml names a test network needs it. */
  readonly forTests?: true;
  /** Only `npx ferry target prepare` needs it. */
  readonly preparing?: true;
  /** Only this engine needs it. */
  readonly engine?: Engine;
  /** Needed only where ferry.yml sets this of the target. */
  readonly setting?: 'runAsAccount' | 'channelIntegrity';
}

const siteRecovery = 'Site Recovery Contributor';

/** Every action Ferry asks of Azure, as Azure's refusals spell it, with what it is for and a built-in role that allows it. */
export const permissions = {
  'Microsoft.RecoveryServices/Vaults/read': { use: 'reads the vault', role: siteRecovery, on: 'vault' },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/read': {
    use: 'finds the replication appliance, and the Mobility services that have registered with it',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/read': {
    use: 'finds the container of the appliance',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationRecoveryServicesProviders/read': {
    use: 'sees whether the appliance is connected to the vault',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationPolicies/read': { use: 'looks whether the policy exists', role: siteRecovery, on: 'vault' },
  'Microsoft.RecoveryServices/vaults/replicationPolicies/write': { use: 'creates the policy', role: siteRecovery, on: 'vault' },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/read': {
    use: 'looks whether the policy is associated with the container',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings/write': {
    use: 'associates the policy with the container',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read': {
    use: 'follows the replication of the machine',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/write': {
    use: 'enables replication',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints/read': {
    use: 'finds the recovery point to fail over to',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action':
    { use: 'fails the machine over, after approvers have agreed', role: siteRecovery, on: 'vault' },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/applyRecoveryPoint/action':
    { use: 'makes the Azure machine anew from another recovery point, when people ask for it', role: siteRecovery, on: 'vault' },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/failoverCommit/action': {
    use: 'commits the failover, after the machine was accepted',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/remove/action': {
    use: 'ends the replication when the migration is complete or cancelled',
    role: siteRecovery,
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read': {
    use: 'tells the jobs of one machine from those of others',
    role: 'Reader',
    on: 'vault',
  },
  'Microsoft.RecoveryServices/vaults/replicationJobs/read': { use: 'follows what Site Recovery does', role: siteRecovery, on: 'vault' },
  'Microsoft.OffAzure/ServerSites/machines/read': {
    use: 'finds the machine in the list of the appliance',
    role: 'Reader',
    on: 'site',
    engine: 'InMageRcm',
  },
  'Microsoft.OffAzure/ServerSites/runasaccounts/read': {
    use: 'finds the account of the appliance that ferry.yml names, where it names one',
    role: 'Reader',
    on: 'site',
    engine: 'InMageRcm',
    setting: 'runAsAccount',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectableItems/read': {
    use: 'finds the machine in the list of a configuration server',
    role: siteRecovery,
    on: 'vault',
    engine: 'InMageAzureV2',
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/discoverProtectableItem/action': {
    use: 'puts the machine on the list of a configuration server',
    role: siteRecovery,
    on: 'vault',
    engine: 'InMageAzureV2',
  },
  'Microsoft.RecoveryServices/Vaults/extendedInformation/read': {
    use: "reads the vault's channel integrity key, where ferry.yml says that calls are signed with it",
    role: siteRecovery,
    on: 'vault',
    setting: 'channelIntegrity',
  },
  'Microsoft.Resources/subscriptions/resourceGroups/read': {
    use: 'looks whether the target resource group exists',
    role: 'Reader',
    on: 'group',
  },
  'Microsoft.Network/virtualNetworks/read': { use: 'looks whether the network and its subnet exist', role: 'Reader', on: 'network' },
  'Microsoft.Network/networkSecurityGroups/read': {
    use: 'proves by its rules that the test network is isolated, and compares what gets in with the EC2 security groups',
    role: 'Reader',
    on: 'tests',
    forTests: true,
  },
  'Microsoft.Network/routeTables/read': {
    use: 'proves by its routes that the test network is isolated, and looks where the subnet leads in which machines land',
    role: 'Reader',
    on: 'tests',
    forTests: true,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailover/action': {
    use: 'makes a test machine',
    role: siteRecovery,
    on: 'vault',
    forTests: true,
  },
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/testFailoverCleanup/action':
    { use: 'deletes the test machine', role: siteRecovery, on: 'vault', forTests: true },
  'Microsoft.Storage/storageAccounts/read': { use: 'looks at the cache storage account', role: 'Reader', on: 'cache' },
  'Microsoft.Compute/virtualMachines/read': { use: 'checks the machine that the failover made', role: 'Reader', on: 'group' },
  'Microsoft.Network/networkInterfaces/read': { use: 'reads its addresses', role: 'Reader', on: 'group', dispensable: true },
  'Microsoft.Compute/virtualMachines/write': {
    use: 'puts tags and a licence on it, after it was accepted',
    role: 'Virtual Machine Contributor',
    on: 'group',
  },
  'Microsoft.Compute/skus/read': { use: 'looks which sizes the region offers', role: 'Reader', on: 'subscription', dispensable: true },
  'Microsoft.Compute/locations/usages/read': {
    use: 'looks how many cores are left',
    role: 'Reader',
    on: 'subscription',
    dispensable: true,
  },
  'Microsoft.Compute/availabilitySets/read': {
    use: 'looks at the availability set that ferry.yml names',
    role: 'Reader',
    on: 'subscription',
    dispensable: true,
  },
  'Microsoft.Compute/virtualMachines/deallocate/action': {
    use: 'stops it before the EC2 instance is started again',
    role: 'Virtual Machine Contributor',
    on: 'group',
  },
  'Microsoft.RecoveryServices/Vaults/write': { use: 'creates the vault', role: 'Contributor', on: 'vault', preparing: true },
  'Microsoft.RecoveryServices/Vaults/extendedInformation/write': {
    use: 'makes that integrity key where there is none',
    role: siteRecovery,
    on: 'vault',
    preparing: true,
  },
  'Microsoft.RecoveryServices/Vaults/certificates/write': {
    use: 'makes a registration key',
    role: siteRecovery,
    on: 'vault',
    preparing: true,
  },
  'Microsoft.Authorization/permissions/read': {
    use: 'looks before the plan whether it has the rights that a migration needs',
    role: 'Reader',
    on: 'vault',
    dispensable: true,
  },
} as const satisfies Readonly<Record<string, Right>>;

/** A built-in role that allows an action Ferry asks for; letters count in any case, as they do for Azure. */
export function roleFor(action: string): string | undefined {
  const known = Object.entries(permissions).find(([name]) => name.toLowerCase() === action.toLowerCase());
  return known?.[1].role;
}
