import type { ProtectedItem, ReplicatedDisk } from '../../src/migration/replicator-port.ts';
import type { Millis } from '../../src/migration/types.ts';

/** How much of a machine is in Azure. */
export interface Copied {
  /** Absent where Azure tells no sizes. */
  readonly bytes?: { readonly done: number; readonly total: number };
  readonly percent?: number;
  /** When Azure counted last; absent where it does not say. */
  readonly countedAt?: Millis;
}

/**
 * The sum over the disks; a disk that is complete counts as whole. The item's own percentage freezes before the end (64 in
 * a recording, with its only disk complete) and is believed only where no disk says anything.
 */
export function copied(item: ProtectedItem): Copied {
  const { disks } = item;
  const counted = disks.flatMap(({ countedAt }) => countedAt ?? []);
  const countedAt = counted.length > 0 ? { countedAt: Math.max(...counted) } : {};
  const parts = disks.map(doneOf);
  if (disks.length > 0 && parts.every((part) => part !== undefined)) {
    const done = parts.reduce((sum, part) => sum + part, 0);
    const total = disks.reduce((sum, { totalBytes = 0 }) => sum + totalBytes, 0);
    if (total > 0) return { bytes: { done, total }, percent: Math.floor((100 * done) / total), ...countedAt };
  }
  const whole = disks.map((disk) => (disk.initialReplicationComplete ? 100 : disk.percent));
  if (whole.length > 0 && whole.every((part) => part !== undefined))
    return { percent: Math.floor(whole.reduce((sum, part) => sum + part, 0) / whole.length), ...countedAt };
  return item.percent === undefined ? countedAt : { percent: item.percent, ...countedAt };
}

function doneOf({ initialReplicationComplete, totalBytes, processedBytes, percent, health }: ReplicatedDisk): number | undefined {
  if (!totalBytes) return undefined;
  if (initialReplicationComplete) return totalBytes;
  if (processedBytes !== undefined) return Math.min(processedBytes, totalBytes);
  if (percent !== undefined) return (totalBytes * percent) / 100;
  return health === 'Queued' ? 0 : undefined;
}
