import type { Action } from './action.ts';

/** Machines that an Auto Scaling group keeps, of those asked for; an id it does not know is left out. */
export const describeAutoScalingInstances: Action = ({ query, world, caller }) => {
  const ids = query.list('InstanceIds.member');
  const kept = [...world.instances.values()].filter(
    (one) => one.region === caller.region && one.autoScaling && (ids.length === 0 || ids.includes(one.instanceId)),
  );
  return {
    AutoScalingInstances: kept.map((one) => ({
      InstanceId: one.instanceId,
      InstanceType: one.instanceType,
      AutoScalingGroupName: one.autoScaling?.group,
      AvailabilityZone: `${one.region}a`,
      LifecycleState: one.autoScaling?.lifecycleState,
      HealthStatus: 'HEALTHY',
      ProtectedFromScaleIn: false,
    })),
  };
};
