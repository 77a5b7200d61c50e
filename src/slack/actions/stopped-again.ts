import { barring } from '../../migration/split-brain.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const stoppedAgain: Action = {
  id: 'ferry_stopped_again',
  label: 'It was stopped again',
  offered: (migration) => barring(migration) !== undefined && migration.sees.source === 'down',
  confirm: (migration) => ({
    title: 'It was stopped again?',
    text: `Ferry sees ${name(migration, 40)} stopped in EC2. What it did while it ran there is not in Azure. Say so when you know what started it, and that nothing is lost by it.`,
    yes: 'It was stopped again',
    no: 'Look first',
  }),
  press: { is: 'act', act: { kind: 'settle-source', how: 'stopped' } },
};
