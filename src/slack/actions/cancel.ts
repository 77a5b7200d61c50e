import { everSent, openOperation } from '../../migration/evolve.ts';
import { gone } from '../../migration/leave.ts';
import { doubtfulHookCall, mayBeQuiesced } from '../../migration/quiesce.ts';
import type { Migration } from '../../migration/types.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const cancel: Action = {
  id: 'ferry_cancel',
  label: 'Cancel migration…',
  offered: cancellable,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_cancel_migration',
      title: 'Cancel this migration',
      submit: 'Cancel migration',
      reason: { label: 'Why? The thread will show it.', required: false },
      parts: true,
      says: consequences,
      act: ({ replication = 'keep', reason }) => ({ kind: 'cancel', replication, ...(reason && { reason }) }),
    },
  },
};

function consequences(migration: Migration): readonly string[] {
  const machine = `*${name(migration)}*`;
  const open = openOperation(migration);
  const pending =
    open?.kind === 'unplanned-failover'
      ? `:warning: The failover of ${machine} is on its way to Azure. If Azure takes it, it cannot be cancelled any more; the thread will say so.`
      : open && 'A call to the cloud is on its way. Ferry waits for its answer, and stops before the next one.';
  return [
    `Ferry stops moving ${machine}, and this migration ends. ${everSent(migration, 'stop-instance') ? 'Ferry starts it in EC2 again.' : 'It stays in EC2 as it is.'}${mayBeQuiesced(migration) ? ' Its quiesce is ended.' : ''}`,
    ...(pending ? [pending] : []),
  ];
}

/** Not at the gates that carry a no of their own for the same person, and not once there is only forward or back. */
function cancellable(migration: Migration): boolean {
  if (migration.course !== 'forward' || migration.stopWish || gone(migration)) return false;
  if (openOperation(migration)?.kind === 'unplanned-failover') return false;
  const { status } = migration;
  return (
    status.is === 'planning' ||
    status.is === 'running' ||
    status.is === 'stuck' ||
    doubtfulHookCall(migration) !== undefined ||
    (status.is === 'asking' && status.gate === 'authorise-failover')
  );
}
