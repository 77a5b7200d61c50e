import { type Action, asking } from './action.ts';

export const cancelPlan: Action = {
  id: 'ferry_cancel_plan',
  label: 'Cancel',
  offered: (migration) => asking(migration, 'confirm-plan') !== undefined,
  press: { is: 'act', act: { kind: 'answer', gate: 'confirm-plan', yes: false } },
};
