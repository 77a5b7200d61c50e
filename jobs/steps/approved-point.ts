import { z } from 'zod';
import { newestFor } from '../../src/migration/points.ts';
import { authorityOf } from '../../src/migration/policy.ts';
import type { Migration, Millis, PointRule, RecoveryPoint } from '../../src/migration/types.ts';
import type { StepContext } from '../step.ts';
import { clock, moment } from '../times.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

/** A `RecoveryPoint`, checked again when it is read back from the record. */
export const recoveryPoint = z.object({ id: z.string(), name: z.string(), at: z.number(), type: z.string() });

/** The rule that approvers agreed to. */
export function approvedRule(m: Migration): PointRule {
  return authorityOf(m, 'authorise-failover')?.rule ?? { is: 'covering' };
}

/**
 * The newest recovery point that the approved rule allows, listed now or known before; `covers` is the moment until which
 * a covering one has everything. `undefined` while there is none.
 */
export async function approvedPoint(
  { migration, replicator, resultOf }: StepContext,
  covers: Millis,
  known: readonly RecoveryPoint[] = [],
): Promise<RecoveryPoint | undefined> {
  const points = await replicator.recoveryPoints(resultOf(findReplicationHost), resultOf(enableReplication).item);
  return newestFor(approvedRule(migration), [...points, ...known], covers);
}

/** What the rule waits for, as in "no ‹…› came". */
export function awaited(rule: PointRule, covers: Millis): string {
  switch (rule.is) {
    case 'covering':
      return `recovery point newer than ${clock(covers)}`;
    case 'app-consistent':
      return rule.atLeast === undefined
        ? `application-consistent recovery point newer than ${clock(covers)}`
        : `application-consistent recovery point of ${moment(rule.atLeast)} or later`;
    case 'named':
      return `recovery point of ${moment(rule.point.at)}`;
    default:
      return rule satisfies never;
  }
}
