import type { ProtectedItem, ReplicatedDisk } from '../../src/migration/replicator-port.ts';

export const gib = 2 ** 30;

/** A disk of 100 GiB that is being copied. */
export function disk(more: Partial<ReplicatedDisk> = {}): ReplicatedDisk {
  return { id: 'd0', name: 'sda', initialReplicationComplete: false, totalBytes: 100 * gib, ...more };
}

/** A machine whose disks are being copied, as the port tells of it. */
export function item(more: Partial<ProtectedItem> = {}): ProtectedItem {
  return {
    id: '/items/ferry-1',
    name: 'ferry-1',
    friendlyName: 'web-07',
    protectionState: 'InitialReplicationInProgress',
    replicationHealth: 'Normal',
    allowedOperations: [],
    healthErrors: [],
    disks: [],
    ...more,
  };
}
