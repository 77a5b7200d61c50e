import { foreignTest } from '../../migration/test-failover.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const cleanUpTest: Action = {
  id: 'ferry_clean_up_test',
  label: 'Clean up that test',
  style: 'danger',
  offered: foreignTest,
  confirm: (migration) => ({
    title: 'Clean up somebody’s test?',
    text: `Ferry did not make the test failover of ${name(migration, 40)} that is pending in Azure. Cleaning it up deletes its test machine with all that was done on it. Ask whoever made it first.`,
    yes: 'Clean up that test',
    no: 'Leave it',
  }),
  press: { is: 'act', act: { kind: 'clean-up-test' } },
};
