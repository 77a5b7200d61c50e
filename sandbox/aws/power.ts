import type { Instance, Power } from './model.ts';

export const stateCodes: Readonly<Record<Power, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** Seconds at speed 1, near what people see on EC2. */
export const durations = { stop: 30, start: 20, snapshot: 90 };

/** The state now: a transition is over when its time has come, whether or not anybody looked. */
export function powerOf(instance: Instance, now: number): Power {
  if (instance.becoming && instance.becoming.at <= now) {
    instance.state = instance.becoming.state;
    delete instance.becoming;
  }
  return instance.state;
}
