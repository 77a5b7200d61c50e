import { allow, block, defineCheck, pass, type ReadJudgement, warn } from '../check.ts';
import { rules } from './rules.ts';
import { shellWord } from './shell-word.ts';

const tag = 'aws:autoscaling:groupName';

/**
 * Where Auto Scaling may not be asked, its tag tells as much, and less surely. In Standby the group leaves a machine alone; in every other state it
 * replaces one that stops.
 */
export const autoScalingGroup = defineCheck({
  id: 'auto-scaling-group',
  title: 'No Auto Scaling group replaces it',
  rule: rules.autoScaling,
  reads: ['autoscaling:DescribeAutoScalingInstances', 'ec2:DescribeInstances'],
  judge: ({ machine }) => {
    const { autoScaling, tags, instanceId, withheld } = machine;
    if (autoScaling === undefined) {
      const read = { api: 'ec2:DescribeInstances' };
      const group = tags[tag];
      if (group !== undefined) return { ...kept(`the tag ${tag} is ${group}`, group, instanceId), read };
      const why = withheld?.autoScaling;
      return {
        ...warn(
          `it has no tag ${tag}, which Auto Scaling puts on its machines; Auto Scaling itself ${why ? `could not be asked: ${why.why}` : 'was not asked'}`,
          `If a group keeps it after all, the group would replace it when it stops. Look in the EC2 console.${why ? ` ${allow(why.permission)}` : ''}`,
        ),
        read,
      };
    }
    if (autoScaling === 'none') return pass('no Auto Scaling group knows it');
    const { group, lifecycleState } = autoScaling;
    const seen = `AutoScalingGroupName is ${group}, LifecycleState is ${lifecycleState}`;
    return lifecycleState === 'Standby' ? pass(seen) : kept(seen, group, instanceId);
  },
});

function kept(seen: string, group: string, instanceId: string): ReadJudgement {
  return block(
    seen,
    `Its group would replace it when it stops. Put it into Standby, where the group leaves it alone, then Retry: aws autoscaling enter-standby --instance-ids ${instanceId} --auto-scaling-group-name ${shellWord(group)} --should-decrement-desired-capacity`,
  );
}
