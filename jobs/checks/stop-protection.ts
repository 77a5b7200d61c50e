import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

/** Never forbids: a machine may stay protected until its downtime, and a refused stop changes nothing. */
export const stopProtection = defineCheck({
  id: 'stop-protection',
  title: 'EC2 lets it be stopped',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstanceAttribute'],
  moments: ['before-start', 'before-stop'],
  judge: ({ machine }) => {
    if (machine.stopProtection === undefined) {
      return warn(
        machine.withheld?.stopProtection
          ? `disableApiStop could not be read: ${machine.withheld.stopProtection.why}`
          : 'EC2 gave no disableApiStop',
        'With stop protection on, EC2 would refuse the stop: look in the EC2 console, or allow ec2:DescribeInstanceAttribute.',
      );
    }
    return machine.stopProtection
      ? warn(
          'disableApiStop is true',
          `EC2 will refuse the stop at the failover. Before its downtime, run: aws ec2 modify-instance-attribute --instance-id ${machine.instanceId} --no-disable-api-stop`,
        )
      : pass('disableApiStop is false');
  },
});
