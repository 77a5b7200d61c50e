import { defineOperation } from '../operation.ts';
import { type InstanceInput, lookAtPower } from './stop-instance.ts';

/** Starts a source that Ferry stopped. */
export const startInstance = defineOperation<InstanceInput>({
  kind: 'start-instance',
  cloud: 'AWS',
  verb: 'starting',
  asks: { sends: 'source.start', before: ['source.power'] },
  repeat: 'at-once',
  subject: (input) => input.instanceId,
  before: async ({ source }, input) => (await source.power(input.instanceId))?.state,
  send: ({ source }, input) => source.start(input.instanceId),
  look: ({ source }, input) => lookAtPower(source, input.instanceId, ['pending', 'running']),
});
