import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const ec2Launch = defineReadiness({
  id: 'ec2launch',
  title: 'No EC2Launch at boot',
  os: 'windows',
  judge(fact) {
    const launch = fact('ec2launch');
    if (launch === undefined) return untold('whether EC2Launch runs');
    return launch === 'none'
      ? pass('neither EC2Config nor EC2Launch is there')
      : warn(
          `${launch} runs at boot, and sets routes, names and passwords for EC2`,
          'After the move uninstall it in Apps & features, or: sc config EC2Config start= disabled, or sc config "Amazon EC2Launch" start= disabled',
        );
  },
});
