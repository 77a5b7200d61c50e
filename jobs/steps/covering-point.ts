import { z } from 'zod';
import type { RecoveryPoint } from '../../src/migration/replicator-port.ts';
import type { Millis } from '../../src/migration/types.ts';
import type { StepContext } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

/** The port's `RecoveryPoint`, checked again when it is read back from the record. */
export const recoveryPoint = z.object({ id: z.string(), name: z.string(), at: z.number(), type: z.string() });

/** The newest recovery point that covers everything written until then; `undefined` while there is none. */
export async function coveringPoint({ replicator, resultOf }: StepContext, until: Millis): Promise<RecoveryPoint | undefined> {
  const points = await replicator.recoveryPoints(resultOf(findReplicationHost), resultOf(enableReplication).item);
  return points.filter((point) => point.at >= until).sort((a, b) => b.at - a.at)[0];
}
