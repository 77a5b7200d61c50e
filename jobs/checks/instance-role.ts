import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

export const instanceRole = defineCheck({
  id: 'instance-role',
  title: 'No AWS credentials from EC2',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { instanceProfile } }) =>
    instanceProfile === undefined
      ? pass('no IamInstanceProfile')
      : warn(
          `IamInstanceProfile.Arn is ${instanceProfile}`,
          'In Azure there is no metadata service of EC2, and the AWS credentials of this role vanish: give what calls AWS from this machine another way to sign in.',
        ),
});
