import type { Kit } from '../kit/service.ts';
import { ailingErrors } from './ailments.ts';
import { fabricId, itemId, lastSegment, pointId, time, vaultId } from './arm.ts';
import { engineOf } from './engines/index.ts';
import type { ProtectedItem } from './machines.ts';
import { isSilent, type Phase, phaseOf } from './replication.ts';
import type { ReplicationHost, Vault, World } from './world.ts';

const states: Record<Phase, readonly [state: string, description: string]> = {
  preparing: ['UnprotectedStatesBegin', 'Enabling protection'],
  copying: ['InitialReplicationInProgress', 'Initial replication is in progress'],
  'first-point-pending': ['InitialReplicationRecoveryCompletionPending', 'Waiting for first recovery point'],
  protected: ['Protected', 'Protected'],
  'failed-over': ['UnplannedFailoverCommitPendingStatesBegin', 'Failover completed'],
  committed: ['UnplannedFailoverCommitted', 'Failover committed'],
};

const verbs: Record<Phase, readonly string[]> = {
  preparing: ['DisableProtection'],
  copying: ['DisableProtection'],
  'first-point-pending': ['DisableProtection'],
  protected: ['UnplannedFailover', 'DisableProtection', 'TestFailover'],
  'failed-over': ['CompleteMigration', 'Commit', 'DisableProtection', 'ChangePit', 'SwitchProtection'],
  committed: ['CompleteMigration', 'DisableProtection', 'SwitchProtection'],
};

/** The verbs Site Recovery would accept now: none while a job runs, only the cleanup while a test waits. */
export function allowedOperations(world: World, kit: Kit, item: ProtectedItem, now: number): readonly string[] {
  const job = item.job ? world.operations.get(item.job) : undefined;
  if (job?.state === 'InProgress') return job.job?.scenario.name === 'EnableDr' ? ['DisableProtection'] : [];
  return item.test === 'WaitingForCompletion' ? ['TestFailoverCleanup'] : verbs[phaseOf(kit, item, now)];
}

/** A protected item as `GET` shows it. */
export function itemView(world: World, kit: Kit, vault: Vault, host: ReplicationHost, item: ProtectedItem): object {
  const engine = engineOf(host);
  const now = Date.now();
  const phase = phaseOf(kit, item, now);
  const [protectionState, described] = states[phase];
  const protectionStateDescription = item.test === 'None' ? described : 'Cleanup test failover pending';
  const failedOverPoint = item.failedOver ? pointId(world, vault, host, item.name, item.failedOver.point.name) : null;
  const ailing = ailingErrors(item.ailments ?? {}, item.internalId, engine.name);
  const ill = !item.failedOver && (isSilent(kit, item, now) || item.unhealthyUntil > now);
  const running = item.job ? world.operations.get(item.job) : undefined;
  return {
    id: itemId(world, vault, host, item.name),
    name: item.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    properties: {
      friendlyName: item.friendlyName,
      protectedItemType: '',
      protectableItemId: engine.protectableItemId(world, vault, item),
      recoveryServicesProviderId: `${fabricId(world, vault, host)}/replicationRecoveryServicesProviders/${engine.providerOfItems}`,
      primaryFabricFriendlyName: engine.fabricTitle,
      primaryFabricProvider: engine.fabricProvider,
      recoveryFabricFriendlyName: 'Microsoft Azure',
      recoveryFabricId: 'Microsoft Azure',
      primaryProtectionContainerFriendlyName: engine.containerTitle,
      recoveryProtectionContainerFriendlyName: 'Microsoft Azure',
      protectionState,
      protectionStateDescription,
      activeLocation: item.failedOver ? 'Recovery' : 'Primary',
      testFailoverState: item.test,
      testFailoverStateDescription: item.test === 'None' ? 'None' : 'Waiting for user input',
      switchProviderState: 'None',
      switchProviderStateDescription: null,
      allowedOperations: allowedOperations(world, kit, item, now),
      replicationHealth: ill ? 'Critical' : healthOf(item),
      failoverHealth: 'Normal',
      healthErrors: [...(ill ? [healthError(item, engine.name)] : []), ...ailing],
      policyId: item.wanted.policyId,
      policyFriendlyName: lastSegment(item.wanted.policyId),
      ...(item.failedOver && { lastSuccessfulFailoverTime: time(item.failedOver.at) }),
      ...(item.lastTestAt !== undefined && { lastSuccessfulTestFailoverTime: time(item.lastTestAt) }),
      currentScenario:
        running?.state === 'InProgress'
          ? {
              scenarioName: running.job?.scenario.name ?? 'None',
              jobId: `${vaultId(world, vault)}/replicationJobs/${running.name}`,
              startTime: time(running.startedAt),
            }
          : { scenarioName: 'None', jobId: `${vaultId(world, vault)}/replicationJobs/None`, startTime: '1753-01-01T01:01:01Z' },
      failoverRecoveryPointId: failedOverPoint,
      providerSpecificDetails: engine.itemDetails({ world, kit, vault, item, failoverPoint: failedOverPoint, now }),
      recoveryContainerId: `${vaultId(world, vault)}/replicationFabrics/7f3c1d5b9a0e4826b1d7c35f80a2e94c/replicationProtectionContainers/0f9b6c2e-4a1d-4e38-9c75-2b8d1a6f3e50`,
      eventCorrelationId: item.correlation,
    },
  };
}

/** The worst of what ails it. */
function healthOf({ ailments: { errors = [], rpoMinutes = 0 } = {} }: ProtectedItem): string {
  if (errors.some(({ level }) => level === 'Error') || rpoMinutes > 60) return 'Critical';
  return errors.length > 0 ? 'Warning' : 'Normal';
}

function healthError(item: ProtectedItem, errorSource: string): object {
  return {
    innerHealthErrors: [],
    errorSource,
    errorType: 'Replication',
    errorLevel: 'Error',
    errorCategory: 'Replication',
    errorCode: 'SandboxNoHeartbeat',
    summaryMessage: 'No heartbeat from the Mobility service.',
    errorMessage: `The Mobility service of ${item.friendlyName} has not sent a heartbeat since ${time(item.lastHeartbeat)}.`,
    possibleCauses: 'The machine does not run, or it cannot reach the replication appliance.',
    recommendedAction: 'Ensure that the machine runs and that it reaches the appliance on port 443.',
    creationTimeUtc: time(item.lastHeartbeat),
    recoveryProviderErrorMessage: null,
    entityId: item.internalId,
    errorId: null,
    customerResolvability: 'NotAllowed',
  };
}
