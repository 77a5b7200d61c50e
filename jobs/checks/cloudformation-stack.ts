import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

const tag = 'aws:cloudformation:stack-name';

export const cloudformationStack = defineCheck({
  id: 'cloudformation-stack',
  title: 'No CloudFormation stack owns it',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { tags } }) => {
    const stack = tags[tag];
    return stack === undefined
      ? pass(`it has no tag ${tag}`)
      : warn(
          `the tag ${tag} is ${stack}`,
          'After the move the stack drifts from what runs, and its next update may start or replace this machine: take the machine out of the stack, keeping it (DeletionPolicy: Retain).',
        );
  },
});
