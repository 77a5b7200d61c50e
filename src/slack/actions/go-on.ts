import { barring } from '../../migration/split-brain.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const goOn: Action = {
  id: 'ferry_go_on',
  label: 'Go on all the same…',
  offered: (migration) => barring(migration) !== undefined,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_go_on_reason',
      title: 'Go on all the same',
      submit: 'Go on',
      reason: { label: 'Why may it go on? The thread and the card show it.', required: true },
      says: (migration) => [
        `*${name(migration)}* may then be accepted although EC2 was seen running after the failover, or cannot be seen. Ferry leaves EC2 as it is. If it is started once more, Ferry asks again.`,
      ],
      act: ({ reason = '' }) => ({ kind: 'settle-source', how: 'left', reason }),
    },
  },
};
