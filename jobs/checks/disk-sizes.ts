import { block, defineCheck, pass, unread } from '../check.ts';
import { rules } from './rules.ts';
import { limits } from './site-recovery-limits.ts';

export const diskSizes = defineCheck({
  id: 'disk-sizes',
  title: 'Disks that Azure takes',
  rule: rules.matrix,
  reads: ['ec2:DescribeVolumes'],
  judge: ({ machine }) => {
    const silent = unread(machine, 'volumes', 'its volumes');
    if (silent) return silent;
    const { volumes } = machine;
    const data = volumes.filter(({ root }) => !root);
    const large = volumes.filter(({ root, gib }) => gib > (root ? limits.rootGib : limits.dataGib));
    if (large.length > 0)
      return block(
        large.map(({ volumeId, device, gib, root }) => `Size of ${volumeId} (${device}${root ? ', root' : ''}) is ${gib} GiB`).join('; '),
        `Site Recovery takes a root disk of at most ${limits.rootGib} GB and data disks of at most ${limits.dataGib} GB (${limits.date}): move the data to smaller volumes, then Retry; or Cancel here.`,
      );
    if (data.length > limits.dataDisks)
      return block(
        `${data.length} data volumes are attached`,
        `Site Recovery takes ${limits.dataDisks} data disks (${limits.date}): move the data to fewer volumes, then Retry; or Cancel here.`,
      );
    const largest = Math.max(0, ...volumes.map(({ gib }) => gib));
    return pass(`Size of the largest of ${volumes.length} volumes is ${largest} GiB`);
  },
});
