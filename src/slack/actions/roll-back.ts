import { leftBehind } from '../../migration/landed-disks.ts';
import type { Migration } from '../../migration/types.ts';
import { name } from '../name.ts';
import { type Action, asking } from './action.ts';

export const rollBack: Action = {
  id: 'ferry_roll_back',
  label: 'Roll back to EC2',
  style: 'danger',
  offered: (migration) => asking(migration, 'accept-target') !== undefined,
  confirm: (migration) => ({
    title: 'Roll back to EC2?',
    text: `Ferry stops the Azure machine and starts ${name(migration, 40)} in EC2 again. Everything written in Azure since the failover is lost to it, and another try must replicate ${all(migration)}from the beginning. The stopped Azure machine and the snapshots stay.`,
    yes: 'Roll back',
    no: 'Keep testing',
  }),
  press: { is: 'act', act: { kind: 'answer', gate: 'accept-target', yes: false } },
};

function all({ machine, landing }: Migration): string {
  const left = leftBehind(landing).reduce((sum, disk) => sum + disk.gib, 0);
  const gib = (machine?.disks ?? []).reduce((sum, disk) => sum + disk.gib, 0) - left;
  return gib > 0 ? `${gib} GiB ` : '';
}
