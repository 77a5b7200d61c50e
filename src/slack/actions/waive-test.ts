import { waivable } from '../../migration/test-failover.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const waiveTest: Action = {
  id: 'ferry_waive_test',
  label: 'Waive the test…',
  offered: waivable,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_waive_test_reason',
      title: 'Waive the test failover',
      submit: 'Waive the test',
      reason: { label: 'Why is no test needed? Whoever approves reads it.', required: true },
      says: (migration) => [
        `Ferry then asks for the failover of *${name(migration)}* though nobody has seen it boot in Azure. Your name and your reason stand on that question. A test that is under way is cleaned up.`,
      ],
      act: ({ reason = '' }) => ({ kind: 'waive-test', reason }),
    },
  },
};
