import type { Instance } from '../model.ts';
import { AwsRefusal } from '../refusals.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesNamed } from './action.ts';

const readers: Readonly<Record<string, (instance: Instance) => Xml>> = {
  instanceInitiatedShutdownBehavior: (instance) => ({ instanceInitiatedShutdownBehavior: { value: instance.shutdownBehaviour } }),
  disableApiStop: (instance) => ({ disableApiStop: { value: instance.stopProtection } }),
  disableApiTermination: (instance) => ({ disableApiTermination: { value: instance.terminationProtection } }),
  instanceType: (instance) => ({ instanceType: { value: instance.instanceType } }),
  rootDeviceName: (instance) => ({ rootDeviceName: { value: instance.rootDeviceName } }),
};

const writers: Readonly<Record<string, (instance: Instance, value: string) => void>> = {
  InstanceInitiatedShutdownBehavior: (instance, value) => {
    if (value !== 'stop' && value !== 'terminate') throw invalid(value);
    instance.shutdownBehaviour = value;
  },
  DisableApiStop: (instance, value) => {
    instance.stopProtection = flag(value);
  },
  DisableApiTermination: (instance, value) => {
    instance.terminationProtection = flag(value);
  },
};

export const describeInstanceAttribute: Action = (asked) => {
  const instance = named(asked);
  const attribute = asked.query.text('Attribute') ?? '';
  const read = readers[attribute];
  if (!read) throw new AwsRefusal('InvalidParameterValue', `Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  return { instanceId: instance.instanceId, ...read(instance) };
};

/** Takes both spellings of the API: `DisableApiStop.Value=true`, and `Attribute=disableApiStop` with `Value=true`. */
export const modifyInstanceAttribute: Action = (asked) => {
  const instance = named(asked);
  const generic = asked.query.text('Attribute');
  const wanted = Object.keys(writers).flatMap((name) => {
    const value =
      asked.query.text(`${name}.Value`) ?? (generic?.toLowerCase() === name.toLowerCase() ? asked.query.text('Value') : undefined);
    return value === undefined ? [] : [{ name, value }];
  });
  const [change, more] = wanted;
  if (!change) throw new AwsRefusal('MissingParameter', 'The request must contain a modification of a known attribute');
  if (more) throw new AwsRefusal('InvalidParameterCombination', 'Fields for multiple attribute types specified');
  writers[change.name]?.(instance, change.value);
  asked.kit.effects.count('aws', 'ModifyInstanceAttribute', instance.instanceId);
  return { return: true };
};

function named(asked: Asked): Instance {
  const [instance] = instancesNamed(asked, [asked.query.text('InstanceId') ?? '']);
  if (!instance) throw new AwsRefusal('MissingParameter', 'The request must contain the parameter InstanceId');
  return instance;
}

function flag(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw invalid(value);
  return value === 'true';
}

function invalid(value: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterValue', `Value (${value}) for parameter value is invalid.`);
}
