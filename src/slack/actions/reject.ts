import { everSent } from '../../migration/evolve.ts';
import type { Migration } from '../../migration/types.ts';
import { name } from '../name.ts';
import { type Action, asking } from './action.ts';

export const reject: Action = {
  id: 'ferry_reject',
  label: 'Reject…',
  offered: (migration) => asking(migration, 'authorise-failover') !== undefined,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_reject_reason',
      title: 'Reject the downtime',
      submit: 'Reject',
      reason: { label: 'Why not? The thread will show it.', required: true },
      parts: true,
      says: (migration) => [`Ferry does not fail *${name(migration)}* over, and this migration ends. ${stays(migration)}`],
      act: (given) => ({ kind: 'answer', gate: 'authorise-failover', yes: false, ...given }),
    },
  },
};

function stays(migration: Migration): string {
  return everSent(migration, 'stop-instance') ? 'Ferry starts it in EC2 again.' : 'It stays in EC2 as it is.';
}
