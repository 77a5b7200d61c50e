import { type Action, asking } from './action.ts';

export const reject: Action = {
  id: 'ferry_reject',
  label: 'Reject…',
  offered: (migration) => asking(migration, 'authorise-failover') !== undefined,
  press: {
    is: 'ask-reason',
    callback: 'ferry_reject_reason',
    title: 'Reject the downtime',
    question: 'Why not? The thread will show it.',
    submit: 'Reject',
    act: (reason) => ({ kind: 'answer', gate: 'authorise-failover', yes: false, reason }),
  },
};
