import { defineOperation } from '../operation.ts';
import type { InstanceInput } from './stop-instance.ts';

/** Sets termination protection, so that nobody deletes the way back by accident. */
export const protectSource = defineOperation<InstanceInput>({
  kind: 'protect-source',
  cloud: 'AWS',
  verb: 'setting the termination protection of',
  asks: { sends: 'source.protectFromTermination' },
  repeat: 'at-once',
  subject: (input) => input.instanceId,
  send: ({ source }, input) => source.protectFromTermination(input.instanceId),
  async look({ source }, input) {
    return (await source.terminationProtected(input.instanceId))
      ? { found: 'ours', handle: { status: 200 }, seen: 'termination protection is on' }
      : { found: 'nothing', seen: 'termination protection is off' };
  },
});
