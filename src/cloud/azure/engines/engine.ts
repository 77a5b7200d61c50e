import type {
  ApplyRecoveryPointProviderSpecificInputUnion,
  DiscoverProtectableItemRequestProperties,
  EnableProtectionInputProperties,
  Fabric,
  PolicyProviderSpecificDetailsUnion,
  PolicyProviderSpecificInputUnion,
  ProtectionContainer,
  RecoveryServicesProvider,
  ReplicationProtectedItem,
  SiteRecoveryManagementClient,
  TestFailoverProviderSpecificInputUnion,
  UnplannedFailoverProviderSpecificInputUnion,
} from '@azure/arm-recoveryservices-siterecovery';
import type { TargetConfig } from '../../../config-schema.ts';
import type {
  DiscoveredMachine,
  EnableRequest,
  NewMachine,
  ProtectedItem,
  ReplicationHost,
  ReplicationPolicy,
  RunAsAccount,
} from '../../../migration/replicator-port.ts';
import type { Engine, Millis } from '../../../migration/types.ts';
import type { ArmReader } from '../arm.ts';

/** The vault's answer about one fabric, with what is needed to judge it. */
export interface Registered {
  readonly fabric: Fabric;
  readonly containers: readonly ProtectionContainer[];
  /** How each host behind the fabric stands to the vault. */
  readonly providers: readonly RecoveryServicesProvider[];
  /** Addresses of the host that ferry.yml names; they tell one of several hosts from the others. */
  readonly addresses: readonly string[];
  /** Whether the host pushes the Mobility service. */
  readonly pushes: boolean;
  readonly now: Millis;
}

/** A host and where Azure says that it is reached, if it says so. */
export interface NamedHost {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** What an engine says of an item beyond what every engine says. */
export type ItemDetails = Pick<
  ProtectedItem,
  | 'discoveryMachineId'
  | 'percent'
  | 'disks'
  | 'resync'
  | 'progressHealth'
  | 'rpoSeconds'
  | 'rpoAt'
  | 'agent'
  | 'lastRecoveryPointAt'
  | 'lastRecoveryPointId'
  | 'failoverPointId'
  | 'agentVersion'
  | 'lastHeartbeat'
  | 'targetVmName'
> & {
  /** As people know the machine, where the vault's name for it says more. */
  readonly friendlyName?: string;
  /** Further names under which jobs speak of the item. */
  readonly internalIds: readonly string[];
  readonly targetResourceGroupId?: string;
  /** Said by engines that say it; otherwise the VM is looked for by name. */
  readonly targetVmId?: string;
};

/** Where an engine may look for machines: the vault itself, or the resources around it. */
export interface DiscoverySources {
  readonly arm: ArmReader;
  readonly recovery: SiteRecoveryManagementClient;
  readonly inVault: readonly [vault: string, resourceGroup: string];
}

/** What differs between one Site Recovery provider and another; everything else is shared. */
export interface SiteRecoveryEngine {
  readonly engine: Engine;
  /** `customDetails.instanceType` of the fabrics this engine replicates through. */
  readonly fabricType: string;
  host(registered: Registered): ReplicationHost;
  /** The hosts behind a fabric, to tell the one ferry.yml names from others. */
  hosts(fabric: Fabric): readonly NamedHost[];
  /** The accounts of a host whose fabric does not list them. */
  accounts?(where: DiscoverySources, host: ReplicationHost): Promise<readonly RunAsAccount[]>;
  discover(where: DiscoverySources, host: ReplicationHost, privateIp: string): Promise<readonly DiscoveredMachine[]>;
  /** Adds a machine to the host; absent where people do that. */
  discoverInput?(machine: NewMachine, operation: string): DiscoverProtectableItemRequestProperties;
  policyInput(policy: TargetConfig['policy']): PolicyProviderSpecificInputUnion;
  /** Asked of policies of this engine only. */
  policyDetails(
    details: PolicyProviderSpecificDetailsUnion,
  ): Pick<ReplicationPolicy, 'recoveryPointHistoryMinutes' | 'crashConsistentMinutes' | 'appConsistentMinutes'>;
  enableInput(request: EnableRequest, target: TargetConfig): EnableProtectionInputProperties;
  testFailoverInput(network: string, recoveryPointId: string): TestFailoverProviderSpecificInputUnion;
  failOverInput(recoveryPointId: string): UnplannedFailoverProviderSpecificInputUnion;
  applyRecoveryPointInput(recoveryPointId: string): ApplyRecoveryPointProviderSpecificInputUnion;
  /** Asked of items of this engine only. */
  itemDetails(item: ReplicationProtectedItem): ItemDetails;
}
