import { block, defineCheck, pass, unknown } from '../check.ts';
import { rules } from './rules.ts';

export const architecture = defineCheck({
  id: 'architecture',
  title: '64-bit x86',
  rule: rules.article,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine }) => {
    if (!machine.architecture) return unknown('EC2 gave no Architecture', 'Try again; if it stays so, ask AWS.');
    return machine.architecture === 'x86_64'
      ? pass('Architecture is x86_64')
      : block(
          `Architecture is ${machine.architecture}`,
          'Site Recovery moves 64-bit x86 machines only: rebuild this one in Azure, and Cancel here.',
        );
  },
});
