import { allow, defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

/** Whether the system uses them, EC2 does not know. */
export const instanceStore = defineCheck({
  id: 'instance-store',
  title: 'No disks of the host',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstanceTypes'],
  judge: ({ machine }) => {
    const { instanceStorage, instanceType, withheld } = machine;
    if (instanceStorage === undefined)
      return warn(
        withheld?.instanceType
          ? `InstanceStorageSupported of ${instanceType} could not be read: ${withheld.instanceType.why}`
          : `EC2 gave no InstanceStorageSupported for ${instanceType}`,
        `If the type has disks of the host, what lies on them is lost when the machine stops.${withheld?.instanceType ? ` ${allow(withheld.instanceType.permission)}` : ''}`,
      );
    return instanceStorage
      ? warn(
          `InstanceStorageSupported of ${instanceType} is true`,
          'What lies on the disks of the host is lost when the machine stops: move everything that must survive to EBS before its downtime.',
        )
      : pass(`InstanceStorageSupported of ${instanceType} is false`);
  },
});
