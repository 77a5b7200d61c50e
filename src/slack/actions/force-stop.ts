import { forcible } from '../../migration/forced-stop.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

export const forceStop: Action = {
  id: 'ferry_force_stop',
  label: 'Force the stop…',
  style: 'danger',
  offered: (migration) => forcible(migration) && !migration.stopWish,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_force_stop_reason',
      title: 'Force the stop',
      submit: 'Force the stop',
      reason: { label: 'Why may it be forced? The thread shows it.', required: true },
      says: (migration) => [
        `EC2 then takes *${name(migration)}* down without waiting for its operating system: what is in memory and not yet on the disks is lost, and the file systems are as after a power cut. The recovery point that was chosen is from before that, and the snapshots are from after it.`,
        'Look at the console of the machine first: an update that is being installed may only need more time.',
      ],
      act: ({ reason = '' }) => ({ kind: 'force-stop', reason }),
    },
  },
};
