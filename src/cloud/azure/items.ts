import type { RecoveryPoint as ArmRecoveryPoint, ReplicationProtectedItem } from '@azure/arm-recoveryservices-siterecovery';
import type { ProtectedItem } from '../../migration/replicator-port.ts';
import type { RecoveryPoint } from '../../migration/types.ts';
import { itemDetails } from './engines/index.ts';
import { readHealthErrors } from './health-errors.ts';
import { lastSegment } from './resource-id.ts';
import { known, moment, text } from './values.ts';

/** A protected item in the port's words; where the VM is, only `index.ts` can say. */
export function readItem(item: ReplicationProtectedItem): ProtectedItem {
  const { properties } = item;
  const { internalIds: _, targetResourceGroupId: __, failoverPointId, ...details } = itemDetails(item);
  const scenario = properties?.currentScenario;
  return {
    id: item.id ?? '',
    name: item.name ?? '',
    friendlyName: properties?.friendlyName ?? item.name ?? '',
    protectionState: properties?.protectionState ?? '',
    replicationHealth: properties?.replicationHealth ?? 'None',
    allowedOperations: properties?.allowedOperations ?? [],
    healthErrors: readHealthErrors(properties?.healthErrors),
    ...details,
    ...known({
      failoverHealth: text(properties?.failoverHealth),
      testFailoverState: text(properties?.testFailoverState),
      activeLocation: text(properties?.activeLocation),
      failoverPointId: text(properties?.failoverRecoveryPointId) ?? failoverPointId,
      currentJob: scenario?.scenarioName === 'None' ? undefined : lastSegment(scenario?.jobId),
    }),
  };
}

/** Newest first; a point without a time cannot be pinned to anything and is left out. */
export function readRecoveryPoints(points: readonly ArmRecoveryPoint[]): readonly RecoveryPoint[] {
  return points
    .flatMap(({ id, name, properties }) => {
      const at = moment(properties?.recoveryPointTime);
      return id && at !== undefined
        ? [{ id, name: name ?? lastSegment(id) ?? id, at, type: properties?.recoveryPointType ?? 'unknown' }]
        : [];
    })
    .sort((a, b) => b.at - a.at);
}
