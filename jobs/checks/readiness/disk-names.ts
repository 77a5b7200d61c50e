import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

const device = /^\/dev\/(?:xvd|nvme|sd|vd)/;

export const diskNames = defineReadiness({
  id: 'disk-names',
  title: 'Disks by UUID or label',
  os: 'linux',
  shownByTest: true,
  judge(fact) {
    const mounts = fact('fstab.devices');
    const root = fact('cmdline.root');
    const wrong = [
      ...(mounts !== undefined && mounts !== 'none' ? [`/etc/fstab names ${mounts}`] : []),
      ...(root !== undefined && device.test(root) ? [`the kernel is started with root=${root}`] : []),
    ];
    if (wrong.length > 0)
      return block(
        `${wrong.join('; ')}; disks have other names in Azure`,
        `See the UUIDs with blkid, write UUID=… in the place of each device in /etc/fstab, test with mount -a${root !== undefined && device.test(root) ? '; for the kernel: grubby --update-kernel=ALL --args=root=UUID=…, or GRUB_CMDLINE_LINUX in /etc/default/grub and update-grub' : ''}`,
      );
    if (mounts === undefined) return untold('what /etc/fstab names');
    if (root === undefined || root === 'none') return untold('from which disk the kernel is started');
    return pass(`nothing in /etc/fstab goes by a device's name; root=${root}`);
  },
});
