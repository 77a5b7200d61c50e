import type { ApiCall } from '../../migration/preview-port.ts';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { Engine } from '../../migration/types.ts';

type Calls = readonly ApiCall[];

const once = (...operations: readonly string[]): Calls => operations.map((operation) => ({ operation }));
const vm = once('VirtualMachines_Get', 'NetworkInterfaces_Get');
const surroundings: Calls = [
  { operation: 'NetworkSecurityGroups_Get', where: 'where one guards the subnet' },
  { operation: 'RouteTables_Get', where: 'where the subnet has one' },
];
const place = once('ResourceGroups_Get', 'VirtualNetworks_Get', 'StorageAccounts_GetProperties');
const jobs = once('ReplicationProtectedItems_List', 'ReplicationJobs_List', 'ReplicationJobs_Get');

/** What each verb of the port asks of Azure when all goes well, by engine where that differs. A test plays a migration and holds the trace to it. */
const azureCalls = {
  vault: once('Vaults_Get'),
  targetProblems: place,
  rights: [{ operation: 'Permissions_ListForResourceGroup', times: 6 }],
  landing: [
    ...once('Vaults_Get'),
    ...place,
    { operation: 'ResourceSkus_List', times: 2 },
    { operation: 'Usage_List', times: 2 },
    ...once('VirtualMachines_List'),
    ...surroundings,
    { operation: 'AvailabilitySets_Get', where: 'where ferry.yml names one' },
  ],
  host: [
    ...once(
      'ReplicationFabrics_List',
      'ReplicationProtectionContainers_ListByReplicationFabrics',
      'ReplicationRecoveryServicesProviders_ListByReplicationFabrics',
    ),
  ],
  policy: once('ReplicationPolicies_Get'),
  mappings: once('ReplicationProtectionContainerMappings_ListByReplicationProtectionContainers'),
  discover: {
    InMageRcm: once('ServersController_ListByServerSite', 'ReplicationFabrics_Get'),
    InMageAzureV2: once('ReplicationProtectableItems_ListByReplicationProtectionContainers'),
  },
  items: once('ReplicationProtectedItems_ListByReplicationProtectionContainers'),
  item: [...once('ReplicationProtectedItems_Get'), { operation: 'VirtualMachines_List', where: 'once it has failed over' }],
  recoveryPoints: once('RecoveryPoints_ListByReplicationProtectedItems'),
  job: once('ReplicationJobs_Get'),
  jobsOf: jobs,
  vm,
  testVm: [...jobs, ...once('VirtualMachines_List'), ...vm],
  network: [...once('VirtualNetworks_Get'), ...surroundings],
  createPolicy: once('ReplicationPolicies_Create'),
  createMapping: once('ReplicationProtectionContainerMappings_Create'),
  addMachine: once('ReplicationProtectionContainers_DiscoverProtectableItem'),
  enable: once('ReplicationProtectedItems_Create'),
  testFailover: once('ReplicationProtectedItems_TestFailover'),
  cleanUpTestFailover: once('ReplicationProtectedItems_TestFailoverCleanup'),
  failOver: once('ReplicationProtectedItems_UnplannedFailover'),
  applyRecoveryPoint: once('ReplicationProtectedItems_ApplyRecoveryPoint'),
  commit: once('ReplicationProtectedItems_FailoverCommit'),
  remove: once('ReplicationProtectedItems_Delete'),
  deallocate: once('VirtualMachines_Deallocate'),
  tagVm: once('VirtualMachines_Update'),
} as const satisfies Record<keyof Replicator, Calls | Readonly<Record<Engine, Calls>>>;

/** The same for one engine. */
export function azureCallsOf(verb: keyof Replicator, engine: Engine): Calls {
  const calls: Calls | Readonly<Record<Engine, Calls>> = azureCalls[verb];
  return 'InMageRcm' in calls ? calls[engine] : calls;
}
