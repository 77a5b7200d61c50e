import { block, defineCheck, pass, unknown } from '../check.ts';

export const shutdownBehaviour = defineCheck({
  id: 'shutdown-behaviour',
  title: 'A shutdown stops and does not delete',
  judge: ({ machine }) => {
    if (!machine.shutdownBehaviour) {
      return unknown(
        'instanceInitiatedShutdownBehavior could not be read',
        'Allow ec2:DescribeInstanceAttribute to the role that Ferry uses, then Retry.',
      );
    }
    return machine.shutdownBehaviour === 'stop'
      ? pass('instanceInitiatedShutdownBehavior is stop')
      : block(
          `instanceInitiatedShutdownBehavior is ${machine.shutdownBehaviour}`,
          `A shutdown from inside would delete this instance. Run this, then Retry: aws ec2 modify-instance-attribute --instance-id ${machine.instanceId} --instance-initiated-shutdown-behavior stop`,
        );
  },
});
