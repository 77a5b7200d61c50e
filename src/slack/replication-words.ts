import type { ReplicationWish } from '../migration/types.ts';

/** What may become of the replication when a migration is stopped, in the words of commands and dialogs. */
export const replicationWords: Readonly<Record<ReplicationWish, { readonly label: string; readonly means: string }>> = {
  keep: {
    label: 'Keep replication',
    means: 'Replication is kept: it goes on costing, and the machine can be taken up again without copying.',
  },
  remove: {
    label: 'Remove replication',
    means: 'Replication is removed: the copy is lost, and starting again copies everything.',
  },
};
