import { block, defineCheck, pass } from '../check.ts';
import { rules } from './rules.ts';

export const privateAddress = defineCheck({
  id: 'private-address',
  title: 'One private IPv4 address',
  rule: rules.ferry,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine }) => {
    const [first, ...others] = machine.privateIps;
    if (!first)
      return block('no private IPv4 address', 'Site Recovery finds the machine by its private IPv4 address: give it one, then Retry.');
    if (others.length === 0) return pass(`PrivateIpAddress is ${first}`);
    return block(
      `private addresses ${machine.privateIps.join(', ')}`,
      'Ferry moves machines with one private address: remove the others, then Retry; or move this machine by hand and Cancel here.',
    );
  },
});
