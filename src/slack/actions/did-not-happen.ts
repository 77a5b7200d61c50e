import { doubtfulHookCall } from '../../migration/quiesce.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const didNotHappen: Action = {
  id: 'ferry_did_not_happen',
  label: 'It did not happen',
  offered: (migration) => migration.status.is === 'unknown',
  confirm: (migration) => ({
    title: 'You looked, and it did not happen?',
    text: doubtfulHookCall(migration)
      ? `Say so only after asking whoever runs the hook: it has done nothing to ${name(migration, 40)}. Ferry then lets you retry or cancel.`
      : `Say so only after looking in the Azure portal: no Azure machine and no job for ${name(migration, 40)}. Ferry then lets you retry or cancel. If it did happen after all, two machines may run.`,
    yes: 'It did not happen',
    no: 'Look first',
  }),
  press: { is: 'act', act: { kind: 'did-not-happen' } },
};
