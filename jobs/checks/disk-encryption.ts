import { defineCheck, pass, unread, warn } from '../check.ts';
import { isWindows } from './platform.ts';
import { rules } from './rules.ts';

/** What EBS encrypts, the guest sees in the clear. What the guest encrypts itself, EC2 does not know of. */
export const diskEncryption = defineCheck({
  id: 'disk-encryption',
  title: 'Disks that can be read',
  rule: rules.matrix,
  reads: ['ec2:DescribeVolumes'],
  judge: ({ machine }) => {
    const silent = unread(machine, 'volumes', 'its volumes');
    if (silent) return silent;
    const encrypted = machine.volumes.filter((volume) => volume.encrypted).length;
    const seen = `Encrypted is true of ${encrypted} of ${machine.volumes.length} volumes, which the system itself sees in the clear`;
    return isWindows(machine)
      ? warn(seen, 'Whether BitLocker encrypts them as well, AWS cannot tell: turn BitLocker off before replication is enabled.')
      : pass(seen);
  },
});
