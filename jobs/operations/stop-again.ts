import { stopAgainKind } from '../../src/migration/split-brain.ts';
import { defineOperation } from '../operation.ts';
import { type InstanceInput, lookAtPower } from './stop-instance.ts';

/** Stops a source that runs though it was failed over; an approver has said so, long after the downtime was approved. */
export const stopAgain = defineOperation<InstanceInput>({
  kind: stopAgainKind,
  cloud: 'AWS',
  verb: 'stopping',
  asks: { sends: 'source.stop', before: ['source.power'] },
  repeat: 'at-once',
  subject: (input) => input.instanceId,
  before: async ({ source }, input) => (await source.power(input.instanceId))?.state,
  send: ({ source }, input) => source.stop(input.instanceId),
  look: ({ source }, input) => lookAtPower(source, input.instanceId, ['stopping', 'stopped']),
});
