import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import type { Alert, Millis } from '../../src/migration/types.ts';
import { span } from '../times.ts';

/** Microsoft raises an alarm when no recovery point came for an hour (Troubleshoot replication, errors 153007 and 78144). */
const limitSeconds = 3600;

/** It is over when there is some room again, not at the first second below. */
const wellSeconds = 2700;

/** How old the newest recovery point is that Azure knows, in seconds; the item lists one later than the listing does. */
export function lagOf(item: ProtectedItem, newestPointAt: Millis | undefined, now: Millis): number | undefined {
  const said = item.rpoSeconds === undefined ? [] : [item.rpoSeconds + Math.max(0, now - (item.rpoAt ?? now)) / 1000];
  const seen = [newestPointAt, item.lastRecoveryPointAt].flatMap((at) => (at === undefined ? [] : [Math.max(0, now - at) / 1000]));
  const known = [...said, ...seen];
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Whether recovery points have stayed away for too long. */
export function lagAlert(machine: string, lag: number | undefined, open: readonly Pick<Alert, 'key'>[]): readonly Alert[] {
  const known = open.some(({ key }) => key === 'rpo');
  if (lag === undefined || lag <= (known ? wellSeconds : limitSeconds)) return [];
  return [
    {
      key: 'rpo',
      severity: 'critical',
      title: 'no new recovery point for over an hour',
      text: `The newest recovery point of ${machine} is ${span(lag)} old, and Azure takes one every few minutes when all is well. Look at the replication in the vault: the Mobility service, the replication host or the way between may be in trouble. Ferry stops nothing without a newer point.`,
    },
  ];
}
