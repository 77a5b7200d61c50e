import { block, defineCheck, pass, unknown } from '../check.ts';
import { rules } from './rules.ts';

export const virtualization = defineCheck({
  id: 'virtualization',
  title: 'Hardware virtualization (HVM)',
  rule: rules.article,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine }) => {
    if (!machine.virtualization) return unknown('EC2 gave no VirtualizationType', 'Try again; if it stays so, ask AWS.');
    return machine.virtualization === 'hvm'
      ? pass('VirtualizationType is hvm')
      : block(
          `VirtualizationType is ${machine.virtualization}`,
          'A paravirtual machine boots in AWS only: move its workload to an HVM instance and migrate that one; Cancel here.',
        );
  },
});
