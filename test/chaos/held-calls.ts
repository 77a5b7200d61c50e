import type { ServiceName } from '../../sandbox/kit/service.ts';

/** A call at which a worker is killed. */
export interface HeldCallOf {
  readonly service: ServiceName;
  /** As the service's own description names it. */
  readonly call: string;
  /** The kind of operation that it is; absent for a read. */
  readonly operation?: string;
}

const aws = (call: string, operation?: string): HeldCallOf => ({ service: 'aws', call, ...(operation && { operation }) });
const hook = (call: string, operation: string): HeldCallOf => ({ service: 'hook', call, operation });
const azure = (call: string, operation?: string): HeldCallOf => ({ service: 'azure', call, ...(operation && { operation }) });

/** A question that needs no look at a cloud: it is written down, and about to be shown. */
const showing: HeldCallOf = { service: 'slack', call: 'chat.update' };

const item = 'ReplicationProtectedItems';

/** For each step of the registry, every call by which it changes a cloud; for one that changes nothing, one of its reads. */
export const heldCalls: Readonly<Record<string, readonly HeldCallOf[]>> = {
  'check-eligibility': [aws('DescribeVolumes')],
  'check-target': [azure('Permissions_ListForResourceGroup')],
  'confirm-plan': [showing],
  'prepare-target': [azure('VirtualNetworks_Get')],
  'find-replication-host': [azure('ReplicationFabrics_List')],
  'check-connectivity': [aws('SendCommand', 'try-ports')],
  'check-readiness': [aws('SendCommand', 'read-readiness')],
  'set-replication-policy': [
    azure('ReplicationPolicies_Create', 'create-policy'),
    azure('ReplicationProtectionContainerMappings_Create', 'create-mapping'),
  ],
  'discover-machine': [azure('ServersController_ListByServerSite')],
  'install-mobility-service': [azure('ServersController_ListByServerSite')],
  'enable-replication': [azure(`${item}_Create`, 'enable-replication')],
  'wait-for-initial-replication': [azure(`${item}_Get`)],
  'test-failover': [azure(`${item}_TestFailover`, 'test-failover'), azure(`${item}_TestFailoverCleanup`, 'clean-up-test-failover')],
  'authorise-failover': [azure('RecoveryPoints_ListByReplicationProtectedItems')],
  'stop-source': [aws('StopInstances', 'stop-instance')],
  'snapshot-source': [aws('CreateSnapshots', 'create-snapshots')],
  'fail-over': [azure(`${item}_UnplannedFailover`, 'unplanned-failover')],
  'change-recovery-point': [azure(`${item}_ApplyRecoveryPoint`, 'change-recovery-point')],
  'validate-target': [azure('VirtualMachines_Get')],
  'accept-target': [showing],
  'commit-failover': [azure(`${item}_FailoverCommit`, 'commit-failover')],
  'complete-migration': [azure(`${item}_Delete`, 'remove-item')],
  'tag-target': [azure('VirtualMachines_Update', 'tag-target')],
  'close-source': [aws('CreateTags', 'tag-source'), aws('ModifyInstanceAttribute', 'protect-source')],
  aftercare: [azure('VirtualMachines_Get')],
  'clean-up-test': [azure(`${item}_TestFailoverCleanup`, 'clean-up-test-failover')],
  'restart-source': [aws('StartInstances', 'start-instance')],
  'resume-source': [hook('resume', 'resume-source')],
  'remove-replication': [azure(`${item}_Delete`, 'remove-item')],
  'fence-target': [azure('VirtualMachines_Deallocate', 'fence-target')],
};

/** What a migration through a configuration server changes beyond that. */
export const classicCalls: Readonly<Record<string, readonly HeldCallOf[]>> = {
  'discover-machine': [azure('ReplicationProtectionContainers_DiscoverProtectableItem', 'discover-machine')],
};

/** What steps change only where something else is wrong, or where ferry.yml wants it so. */
export const rareCalls: Readonly<Record<string, readonly HeldCallOf[]>> = {
  'check-connectivity': [aws('SendCommand', 'try-ports-from-host')],
  'install-mobility-service': [aws('SendCommand', 'install-mobility-service')],
  'stop-source': [hook('quiesce', 'quiesce-source'), aws('StopInstances', 'force-stop')],
  'accept-target': [aws('StopInstances', 'stop-again')],
};
