import { doubtfulHookCall, hookCalls } from '../../migration/quiesce.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const itHappened: Action = {
  id: 'ferry_it_happened',
  label: 'It happened',
  offered: (migration) => doubtfulHookCall(migration) !== undefined && !migration.stopWish,
  confirm: (migration) => ({
    title: 'Did it happen?',
    text:
      doubtfulHookCall(migration)?.kind === hookCalls.quiesce
        ? `The applications of ${name(migration, 40)} are quiesced: nothing that matters is written any more. Ferry takes your word for it, waits for a recovery point later than this press, and stops the machine.`
        : `The applications of ${name(migration, 40)} go on, and nothing holds them any more. Ferry takes your word for it.`,
    yes: 'It happened',
    no: 'Look first',
  }),
  press: { is: 'act', act: { kind: 'it-happened' } },
};
