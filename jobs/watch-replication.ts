import { machineName } from './machine-name.ts';
import { alertsOf, findingsOf } from './replication/alerts.ts';
import { lagAlert, lagOf } from './replication/rpo.ts';
import { standingOf } from './replication/words.ts';
import type { StepContext, Watched } from './step.ts';
import { enableReplication } from './steps/enable-replication.ts';
import { findReplicationHost } from './steps/find-replication-host.ts';

/** How the replication of a protected machine stands while people decide about its failover. */
export async function watchReplication({ migration, replicator, resultOf, now }: StepContext): Promise<Watched> {
  const host = resultOf(findReplicationHost);
  const { item: name } = resultOf(enableReplication);
  const [item, points, read] = await Promise.all([replicator.item(host, name), replicator.recoveryPoints(host, name), replicator.host()]);
  if (!item) {
    const text = `The protected item ${name} is gone from the vault: somebody has disabled replication. Cancel this migration and start a new one.`;
    return {
      note: 'the replication is gone',
      alerts: [{ key: 'item gone', severity: 'critical', title: 'the replication is gone', text }],
    };
  }
  const lag = lagOf(item, points[0]?.at, now);
  return {
    note: standingOf(item, lag),
    alerts: [
      ...lagAlert(machineName(migration, item), lag, migration.alerts ?? []),
      ...alertsOf(machineName(migration, item), item, read ? findingsOf(read) : [], now),
    ],
  };
}
