import type { Instance, Power } from '../model.ts';
import { durations, powerOf, stateCodes } from '../power.ts';
import { AwsRefusal } from '../refusals.ts';
import { type Action, type Asked, instancesNamed } from './action.ts';

/** Stopping what is stopped already succeeds and changes nothing. */
export const stopInstances: Action = (asked) => {
  const chosen = required(asked);
  for (const instance of chosen) {
    const now = powerOf(instance, asked.now);
    if (now !== 'running' && now !== 'stopping' && now !== 'stopped') {
      throw new AwsRefusal(
        'IncorrectInstanceState',
        `The instance '${instance.instanceId}' is not in a state from which it can be stopped.`,
      );
    }
    if (instance.rootDeviceType !== 'ebs') {
      throw new AwsRefusal(
        'UnsupportedOperation',
        `The instance '${instance.instanceId}' does not have an 'ebs' root device type and cannot be stopped.`,
      );
    }
    if (instance.spot) {
      throw new AwsRefusal(
        'UnsupportedOperation',
        `You can't stop the Spot Instance '${instance.instanceId}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
      );
    }
    if (instance.stopProtection) {
      throw new AwsRefusal(
        'OperationNotPermitted',
        `The instance '${instance.instanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
      );
    }
  }
  const force = asked.query.text('Force') === 'true';
  for (const instance of chosen.filter(({ hangs }) => hangs && force)) {
    instance.hangs = false;
    if (powerOf(instance, asked.now) !== 'stopping') continue;
    instance.becoming = { state: 'stopped', at: asked.now + (durations.stop * 1000) / asked.kit.speed };
    asked.kit.effects.count('aws', 'StopInstances with Force', instance.instanceId);
  }
  return {
    instancesSet: chosen.map((instance) =>
      moved(asked, 'StopInstances', instance, 'running', 'stopping', 'stopped', durations.stop, {
        code: 'Client.UserInitiatedShutdown',
        message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      }),
    ),
  };
};

export const startInstances: Action = (asked) => {
  const chosen = required(asked);
  for (const instance of chosen) {
    const now = powerOf(instance, asked.now);
    if (now !== 'running' && now !== 'pending' && now !== 'stopped') {
      throw new AwsRefusal(
        'IncorrectInstanceState',
        `The instance '${instance.instanceId}' is not in a state from which it can be started.`,
      );
    }
  }
  return {
    instancesSet: chosen.map((instance) => moved(asked, 'StartInstances', instance, 'stopped', 'pending', 'running', durations.start)),
  };
};

function required(asked: Asked): readonly Instance[] {
  const ids = asked.query.list('InstanceId');
  if (ids.length === 0) throw new AwsRefusal('MissingParameter', 'The request must contain the parameter InstanceId');
  return instancesNamed(asked, ids);
}

function moved(
  asked: Asked,
  action: string,
  instance: Instance,
  from: Power,
  through: Power,
  to: Power,
  seconds: number,
  reason?: { readonly code: string; readonly message: string },
) {
  const previous = powerOf(instance, asked.now);
  if (previous === from) {
    instance.state = through;
    if (!(instance.hangs && to === 'stopped')) instance.becoming = { state: to, at: asked.now + (seconds * 1000) / asked.kit.speed };
    if (to === 'running') instance.launchedAt = new Date(asked.now);
    if (reason) instance.stateReason = reason;
    else delete instance.stateReason;
    asked.kit.effects.count('aws', action, instance.instanceId);
  }
  return {
    instanceId: instance.instanceId,
    currentState: { code: stateCodes[instance.state], name: instance.state },
    previousState: { code: stateCodes[previous], name: previous },
  };
}
