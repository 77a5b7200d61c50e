import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const pendingReboot = defineReadiness({
  id: 'pending-reboot',
  title: 'No updates that wait for a reboot',
  os: 'windows',
  judge(fact) {
    const pending = fact('reboot.pending');
    if (pending === undefined) return untold('whether a reboot is pending');
    return pending === 'none'
      ? pass('no reboot is pending')
      : warn(
          `a reboot is pending (${pending}); updates would be finished at the first boot in Azure, and nobody can sign in meanwhile`,
          'Reboot the machine at a good time: shutdown /r /t 0',
        );
  },
});
