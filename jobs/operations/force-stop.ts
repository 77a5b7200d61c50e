import { defineOperation } from '../operation.ts';
import { type InstanceInput, lookAtPower } from './stop-instance.ts';

/** Ends a stop that does not come to an end, as a power cut would; an approver has said so, and the downtime is still approved. */
export const forceStop = defineOperation<InstanceInput>({
  kind: 'force-stop',
  cloud: 'AWS',
  verb: 'forcing the stop of',
  asks: { sends: 'source.forceStop', before: ['source.power'] },
  repeat: 'at-once',
  authority: true,
  subject: (input) => input.instanceId,
  before: async ({ source }, input) => (await source.power(input.instanceId))?.state,
  send: ({ source }, input) => source.forceStop(input.instanceId),
  look: ({ source }, input) => lookAtPower(source, input.instanceId, ['stopped']),
});
