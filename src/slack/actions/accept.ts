import { name } from '../name.ts';
import { type Action, yesPossible } from './action.ts';

export const accept: Action = {
  id: 'ferry_accept',
  label: 'Accept: deletes earlier points',
  style: 'primary',
  offered: (migration) => yesPossible(migration, 'accept-target'),
  confirm: (migration) => ({
    title: 'Accept the Azure machine?',
    text: `Ferry commits the failover of ${name(migration, 40)}. That deletes every earlier recovery point and cannot be undone: from then on there is only forward.`,
    yes: 'Accept',
    no: 'Keep testing',
  }),
  press: { is: 'act', act: { kind: 'answer', gate: 'accept-target', yes: true } },
};
