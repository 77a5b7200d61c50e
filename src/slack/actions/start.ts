import { type Action, yesPossible } from './action.ts';

export const start: Action = {
  id: 'ferry_start',
  label: 'Start',
  style: 'primary',
  offered: (migration) => yesPossible(migration, 'confirm-plan'),
  press: { is: 'act', act: { kind: 'answer', gate: 'confirm-plan', yes: true } },
};
