import { block, defineCheck, pass } from '../check.ts';
import { rules } from './rules.ts';
import { shellWord } from './shell-word.ts';

/** A policy of ferry.yml, off where it names no tag. */
export const optIn = defineCheck({
  id: 'opt-in',
  title: 'Its owner has opted in',
  rule: rules.ferry,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { instanceId, optIn: wanted, tags } }) => {
    if (!wanted) return pass('ferry.yml asks for no tag');
    const found = Object.hasOwn(tags, wanted.tag) ? tags[wanted.tag] : undefined;
    if (found === wanted.value) return pass(`the tag ${wanted.tag} is ${wanted.value}`);
    return block(
      found === undefined ? `it has no tag ${wanted.tag}` : `the tag ${wanted.tag} is “${found}”, not “${wanted.value}”`,
      `Its owner has not opted in. When they do, they run this, and you Retry: aws ec2 create-tags --resources ${instanceId} --tags ${shellWord(`Key=${wanted.tag},Value=${wanted.value}`)}`,
    );
  },
});
