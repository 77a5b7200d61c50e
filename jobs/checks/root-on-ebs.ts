import { block, defineCheck, pass, unknown } from '../check.ts';

export const rootOnEbs = defineCheck({
  id: 'root-on-ebs',
  title: 'Root volume on EBS',
  judge: ({ machine }) => {
    if (!machine.rootDeviceType) return unknown('EC2 gave no RootDeviceType', 'Try again; if it stays so, ask AWS.');
    if (machine.rootDeviceType !== 'ebs') {
      return block(
        `RootDeviceType is ${machine.rootDeviceType}`,
        'An instance-store machine cannot be stopped and kept: move its workload to an EBS-backed instance and migrate that one; Cancel here.',
      );
    }
    if (machine.withheld?.volumes)
      return unknown(`its volumes could not be read: ${machine.withheld.volumes}`, 'Allow ec2:DescribeVolumes.');
    return machine.volumes.some((volume) => volume.root)
      ? pass('RootDeviceType is ebs')
      : unknown('no attached volume is the root device', "Look at the instance's volumes; the root volume must be attached.");
  },
});
