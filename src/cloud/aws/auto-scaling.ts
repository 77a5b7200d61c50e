import { DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Surroundings } from '../../migration/surroundings.ts';
import type { Session } from './session.ts';

/** The Auto Scaling group that keeps the machine, and in which state; a detached machine is in none. */
export async function readAutoScaling(session: Session, { instanceId }: SourceMachine): Promise<Surroundings> {
  const given = await session.askOrWhy(
    `asking Auto Scaling about ${instanceId}`,
    'autoscaling:DescribeAutoScalingInstances',
    ({ autoScaling }) => autoScaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds: [instanceId] })),
  );
  if ('withheld' in given) return { withheld: { autoScaling: given.withheld } };
  const kept = given.read.AutoScalingInstances?.find((each) => each.InstanceId === instanceId);
  if (!kept) return { autoScaling: 'none' };
  return { autoScaling: { group: kept.AutoScalingGroupName ?? 'unnamed', lifecycleState: kept.LifecycleState ?? 'unknown' } };
}
