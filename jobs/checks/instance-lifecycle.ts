import { block, defineCheck, pass, unknown } from '../check.ts';
import { rules } from './rules.ts';

export const instanceLifecycle = defineCheck({
  id: 'instance-lifecycle',
  title: 'On-Demand instance',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine }) => {
    // EC2 leaves the lifecycle out for On-Demand.
    if (machine.lifecycle === undefined) return pass('no InstanceLifecycle, which means On-Demand');
    if (machine.lifecycle === 'spot') {
      return block(
        'InstanceLifecycle is spot',
        'EC2 may reclaim it at any time, and one of a one-time Spot request cannot be stopped: launch it as an On-Demand instance and migrate that one; Cancel here.',
      );
    }
    return unknown(
      `InstanceLifecycle is ${machine.lifecycle}`,
      'Nothing proves that EC2 lets this kind of instance be stopped and kept: launch it as an On-Demand instance and migrate that one; Cancel here.',
    );
  },
});
