import { block, defineCheck, pass, unknown } from '../check.ts';
import { rules } from './rules.ts';

/** That EC2 does not know it at all is said before any check, under the same id. */
export const machineExists = defineCheck({
  id: 'machine-exists',
  title: 'EC2 knows the machine',
  rule: rules.ferry,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { ownerId, account, region } }) => {
    if (!ownerId) return unknown('EC2 gave no OwnerId', 'Try again; if it stays so, ask AWS.');
    return ownerId === account
      ? pass(`OwnerId is ${ownerId}, in ${region}`)
      : block(
          `OwnerId is ${ownerId}, and ferry.yml says ${account}`,
          'Ferry moves machines of the account that ferry.yml names: give that account a source of its own, and Cancel here.',
        );
  },
});
