import { block, defineCheck, pass, unknown, unread } from '../check.ts';
import { rules } from './rules.ts';

export const rootOnEbs = defineCheck({
  id: 'root-on-ebs',
  title: 'Root volume on EBS',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'],
  judge: ({ machine }) => {
    if (!machine.rootDeviceType) return unknown('EC2 gave no RootDeviceType', 'Try again; if it stays so, ask AWS.');
    if (machine.rootDeviceType !== 'ebs') {
      return block(
        `RootDeviceType is ${machine.rootDeviceType}`,
        'An instance-store machine cannot be stopped and kept: move its workload to an EBS-backed instance and migrate that one; Cancel here.',
      );
    }
    const silent = unread(machine, 'volumes', 'its volumes');
    if (silent) return { ...silent, read: { api: 'ec2:DescribeVolumes' } };
    return machine.volumes.some((volume) => volume.root)
      ? pass('RootDeviceType is ebs')
      : unknown('no attached volume is the root device', "Look at the instance's volumes; the root volume must be attached.");
  },
});
