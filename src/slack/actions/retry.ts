import type { Action } from './action.ts';

export const retry: Action = {
  id: 'ferry_retry',
  label: 'Retry',
  style: 'primary',
  offered: (migration) => migration.status.is === 'stuck' && !migration.stopWish,
  press: { is: 'act', act: { kind: 'retry' } },
};
