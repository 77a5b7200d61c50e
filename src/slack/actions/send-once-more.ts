import { doubtfulHookCall } from '../../migration/quiesce.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const sendOnceMore: Action = {
  id: 'ferry_send_once_more',
  label: 'Send once more',
  style: 'danger',
  offered: (migration) => migration.status.is === 'unknown',
  confirm: (migration) => ({
    title: 'Send it once more?',
    text: doubtfulHookCall(migration)
      ? `The hook may have done it already for ${name(migration, 40)}, and is not declared idempotent. Ask whoever runs it first.`
      : `The first call for ${name(migration, 40)} may still take effect. Sending it again can make it happen twice. Check the Azure portal first: no Azure machine, no job.`,
    yes: 'Send once more',
    no: 'Look first',
  }),
  press: { is: 'act', act: { kind: 'send-once-more' } },
};
