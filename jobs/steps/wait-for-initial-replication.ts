import { z } from 'zod';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

const memory = z.object({ since: z.number(), percent: z.number() });

export const waitForInitialReplication = defineStep({
  id: 'wait-for-initial-replication',
  title: 'Initial replication',
  result: z.object({ protectedAt: z.number() }),
  async run({ replicator, resultOf, timing, memo, now, migration }) {
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const item = await replicator.item(host, name);
    if (!item)
      return blocked(
        `The protected item ${name} is gone from the vault: somebody has disabled replication.`,
        'Find out who did it. Cancel this migration and start a new one.',
      );
    if (item.protectionState.endsWith('Failed') || item.protectionState.startsWith('Cancel')) {
      return blocked(`Replication stopped: Azure says ${item.protectionState}. ${sayErrors(item)}`.trim(), remedyOf(item));
    }
    const critical = item.replicationHealth === 'Critical' && item.healthErrors.length > 0;
    const say = critical ? { say: `Replication is not healthy: ${sayErrors(item)} ${remedyOf(item)}` } : {};
    if (item.protectionState !== 'Protected') {
      const percent = percentOf(item);
      const first = memo(memory) ?? (percent === undefined ? undefined : { since: now, percent });
      const eta = first && percent !== undefined ? etaBand(first, percent, now) : undefined;
      const cause = critical ? sayErrors(item) : slowCause(item);
      return wait(timing.poll, noteFor(item, migration.machine?.disks.length), {
        ...(percent !== undefined && { percent }),
        ...(eta && { eta }),
        ...(cause && { cause }),
        ...(first && { memo: first }),
        ...say,
      });
    }
    const points = await replicator.recoveryPoints(host, name);
    if (points.length === 0) return wait(timing.poll, 'protected; waiting for the first recovery point', say);
    return done(`protected; ${points.length === 1 ? 'the first recovery point is there' : `${points.length} recovery points so far`}`, {
      protectedAt: now,
    });
  },
});

/** The item's own percentage stands still at times: disks that are complete count as whole. */
function percentOf(item: ProtectedItem): number | undefined {
  const parts = item.disks.map((disk) => (disk.initialReplicationComplete ? 100 : disk.percent));
  if (parts.length > 0 && parts.every((part) => part !== undefined))
    return Math.floor(parts.reduce((sum, part) => sum + part, 0) / parts.length);
  return item.percent;
}

/** Seconds left as a band of a third either way; nothing before there is something to go by. */
function etaBand(first: { since: number; percent: number }, percent: number, now: number): [number, number] | undefined {
  const gained = percent - first.percent;
  const seconds = (now - first.since) / 1000;
  if (gained < 3 || seconds < 1 || percent >= 100) return undefined;
  const left = ((100 - percent) / gained) * seconds;
  return [Math.round(left * 0.67), Math.round(left * 1.33)];
}

function noteFor(item: ProtectedItem, disks: number | undefined): string {
  if (item.protectionState === 'InitialReplicationInProgress') {
    const complete = item.disks.filter((disk) => disk.initialReplicationComplete).length;
    return disks ? `copying disks, ${complete} of ${Math.max(disks, item.disks.length)} complete` : 'copying disks';
  }
  if (item.protectionState === 'InitialReplicationRecoveryCompletionPending')
    return 'disks are copied; Azure prepares the first recovery point';
  return `Azure says ${item.protectionState}`;
}

function slowCause(item: ProtectedItem): string | undefined {
  const slow = item.disks.filter((disk) => disk.health === 'SlowProgress' || disk.health === 'NoProgress');
  return slow.length > 0
    ? slow.map((disk) => `disk ${disk.name}: ${disk.health === 'NoProgress' ? 'no progress' : 'slow'}`).join(', ')
    : undefined;
}

function sayErrors(item: ProtectedItem): string {
  return item.healthErrors.map((error) => `${error.message} (${error.code})`).join(' ');
}

function remedyOf(item: ProtectedItem): string {
  return (
    item.healthErrors.find((error) => error.recommendedAction)?.recommendedAction ??
    'Look at the item in the vault; when its cause is mended, Retry.'
  );
}
