import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const timeSource = defineReadiness({
  id: 'time-source',
  title: 'Time that does not come from Amazon',
  os: 'linux',
  judge(fact) {
    const files = fact('time.amazon');
    if (files === undefined) return untold('where the time comes from');
    return files === 'none'
      ? pass('169.254.169.123 is named nowhere')
      : warn(
          `${files} names 169.254.169.123, which is Amazon's and answers nobody in Azure`,
          'After the move: delete that line, add refclock PHC /dev/ptp_hyperv poll 3 dpoll -2 offset 0 to the configuration of chrony, and systemctl restart chronyd',
        );
  },
});
