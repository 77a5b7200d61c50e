import { defineCheck, pass, warn } from '../check.ts';

/** Never forbids: a machine may stay protected until its downtime, and a refused stop changes nothing. */
export const stopProtection = defineCheck({
  id: 'stop-protection',
  title: 'EC2 lets it be stopped',
  moments: ['before-start', 'before-stop'],
  judge: ({ machine }) => {
    if (machine.stopProtection === undefined) {
      return warn(
        'disableApiStop could not be read',
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
