import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const serialConsole = defineReadiness({
  id: 'serial-console',
  title: 'A serial console to look at',
  os: 'linux',
  judge(fact) {
    const consoles = fact('cmdline.console');
    if (consoles === undefined) return untold('to which console the kernel writes');
    return /(?:^|,)ttyS0/.test(consoles)
      ? pass('the kernel writes to ttyS0')
      : warn(
          `the kernel writes to ${consoles === 'none' ? 'the screen only' : consoles}, so that Azure's serial console shows nothing when it does not boot`,
          'Add console=tty1 console=ttyS0,115200n8 to GRUB_CMDLINE_LINUX in /etc/default/grub, then grub2-mkconfig -o /boot/grub2/grub.cfg, or update-grub',
        );
  },
});
