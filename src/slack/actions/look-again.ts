import { doubtfulHookCall } from '../../migration/quiesce.ts';
import type { Action } from './action.ts';

export const lookAgain: Action = {
  id: 'ferry_look_again',
  label: 'Look again',
  style: 'primary',
  offered: (migration) => migration.status.is === 'unknown' && !doubtfulHookCall(migration),
  press: { is: 'act', act: { kind: 'look-again' } },
};
