import { allow, defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

/** An instance says `xen` of itself even on Nitro; its type tells. */
export const hypervisor = defineCheck({
  id: 'hypervisor',
  title: 'Its drivers fit another hypervisor',
  rule: rules.matrix,
  reads: ['ec2:DescribeInstanceTypes'],
  judge: ({ machine }) => {
    const { hypervisor: kind, instanceType, withheld } = machine;
    if (kind === undefined)
      return warn(
        withheld?.instanceType
          ? `Hypervisor of ${instanceType} could not be read: ${withheld.instanceType.why}`
          : `EC2 gave no Hypervisor for ${instanceType}`,
        `Nitro boots from NVMe over ENA, and Azure needs the drivers of Hyper-V: let its test failover boot before anybody relies on it.${withheld?.instanceType ? ` ${allow(withheld.instanceType.permission)}` : ''}`,
      );
    return kind === 'nitro'
      ? warn(
          `Hypervisor of ${instanceType} is nitro`,
          'It boots from NVMe over ENA here and needs the drivers of Hyper-V in Azure: let its test failover boot before anybody relies on it.',
        )
      : pass(`Hypervisor of ${instanceType} is ${kind}`);
  },
});
