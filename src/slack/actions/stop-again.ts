import { barring, stopAgainKind } from '../../migration/split-brain.ts';
import type { Migration } from '../../migration/types.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const stopAgain: Action = {
  id: 'ferry_stop_again',
  label: 'Stop it in EC2',
  style: 'danger',
  offered: (migration) => runs(migration) && (barring(migration)?.settled === undefined || refused(migration)),
  confirm: (migration) => ({
    title: 'Stop it in EC2 again?',
    text: `Ferry stops ${name(migration, 40)} in EC2, gracefully. What was written there since it was started again stays on its volumes and is not in Azure. Whatever started it may do so again.`,
    yes: 'Stop it in EC2',
    no: 'Look first',
  }),
  press: { is: 'act', act: { kind: 'settle-source', how: 'stop' } },
};

function runs(migration: Migration): boolean {
  return barring(migration)?.seen === 'runs' && migration.sees.source !== 'down' && migration.sees.source !== 'stopping';
}

function refused({ operations }: Migration): boolean {
  const state = operations.findLast(({ kind }) => kind === stopAgainKind)?.state;
  return state === 'refused' || state === 'failed';
}
