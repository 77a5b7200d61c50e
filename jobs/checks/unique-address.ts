import { block, defineCheck, pass, unknown, unread } from '../check.ts';
import { rules } from './rules.ts';

/** Site Recovery finds a machine by its address alone. */
export const uniqueAddress = defineCheck({
  id: 'unique-address',
  title: 'No other machine has its address',
  rule: rules.ferry,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine }) => {
    const { namesakes, vpcId } = machine;
    if (namesakes === undefined)
      return (
        unread(machine, 'namesakes', 'whether another machine has its address') ??
        unknown('nobody asked for other machines at its address', 'Retry.')
      );
    if (namesakes.length === 0) return pass(`the filter network-interface.addresses.private-ip-address finds no other machine`);
    return block(
      namesakes.map(({ instanceId, vpcId: theirs, address }) => `${instanceId} in ${theirs} has ${address} too`).join('; '),
      `Site Recovery finds machines by their private address, and could take the other one for this, which is in ${vpcId ?? 'another VPC'}: give one of them another address, then Retry; or move this machine by hand and Cancel here.`,
    );
  },
});
