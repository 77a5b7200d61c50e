import { z } from 'zod';
import { createSnapshots } from '../operations/create-snapshots.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';

export const snapshotSource = defineStep({
  id: 'snapshot-source',
  title: 'Snapshot the EC2 volumes',
  asks: {
    reads: ['source.snapshots', 'source.machine'],
    sends: [{ operation: createSnapshots }],
    takes: { minutes: 1, why: 'they are begun and not waited for', down: true },
  },
  result: z.object({ snapshots: z.array(z.string()) }),
  async run({ migration, source, perform }) {
    const { instanceId } = migration.source;
    const snapshots = await source.snapshots(migration.id);
    const failed = snapshots.filter((snapshot) => snapshot.state === 'error');
    if (failed.length > 0) {
      return blocked(
        `Snapshots failed in EC2: ${failed.map((snapshot) => snapshot.snapshotId).join(', ')}.`,
        'Delete the failed snapshots and Retry, or Cancel: EC2 is started again.',
      );
    }
    const covered = new Set(snapshots.map((snapshot) => snapshot.volumeId));
    const machine = await source.machine(instanceId);
    if (!machine)
      return blocked(`${instanceId} is gone from EC2.`, 'Find out who terminated it; its snapshots and the replication are what remains.');
    const volumes = machine.volumes.map((volume) => volume.volumeId);
    if (volumes.length > 0 && volumes.every((volume) => covered.has(volume))) {
      return done(`${snapshots.length} snapshots begun: ${snapshots.map((snapshot) => snapshot.snapshotId).join(', ')}`, {
        snapshots: snapshots.map((snapshot) => snapshot.snapshotId),
      });
    }
    return perform(createSnapshots, { instanceId, migration: migration.id }, 'taking snapshots of the stopped volumes');
  },
});
