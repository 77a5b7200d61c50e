import { placeable } from '../../migration/placement.ts';
import type { Action } from './action.ts';

export const placement: Action = {
  id: 'ferry_placement',
  label: 'Placement…',
  offered: (migration) => placeable(migration) !== undefined,
  press: { is: 'place' },
};
