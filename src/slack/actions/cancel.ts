import { gone } from '../../migration/decide.ts';
import { openOperation } from '../../migration/evolve.ts';
import type { Migration } from '../../migration/types.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const cancel: Action = {
  id: 'ferry_cancel',
  label: 'Cancel migration',
  offered: cancellable,
  confirm: (migration) => ({
    title: 'Cancel this migration?',
    text: `Ferry stops here. If it stopped ${name(migration, 40)} in EC2, it starts it again. Replication stays as it is; \`/migrate cancel ${migration.id} --remove-replication\` removes it too.`,
    yes: 'Cancel migration',
    no: 'Go on',
  }),
  press: { is: 'act', act: { kind: 'cancel', replication: 'keep' } },
};

/** Not at the gates that carry a no of their own for the same person, and not once there is only forward or back. */
function cancellable(migration: Migration): boolean {
  if (migration.course !== 'forward' || migration.stopWish || gone(migration)) return false;
  if (openOperation(migration)?.kind === 'unplanned-failover') return false;
  const { status } = migration;
  return (
    status.is === 'planning' ||
    status.is === 'running' ||
    status.is === 'stuck' ||
    (status.is === 'asking' && status.gate === 'authorise-failover')
  );
}
