import type { Source } from '../../src/migration/source-port.ts';
import { defineOperation, type Look } from '../operation.ts';

export interface InstanceInput {
  readonly instanceId: string;
}

/** Stops the source, gracefully and never by force. */
export const stopInstance = defineOperation<InstanceInput>({
  kind: 'stop-instance',
  cloud: 'AWS',
  verb: 'stopping',
  asks: { sends: 'source.stop', before: ['source.power'] },
  repeat: 'at-once',
  authority: true,
  subject: (input) => input.instanceId,
  before: async ({ source }, input) => (await source.power(input.instanceId))?.state,
  send: ({ source }, input) => source.stop(input.instanceId),
  look: ({ source }, input) => lookAtPower(source, input.instanceId, ['stopping', 'stopped']),
});

/** Power states are the only trace that a lost stop or start leaves; whoever did it, the state is what was wanted. */
export async function lookAtPower(source: Source, instanceId: string, wanted: readonly string[]): Promise<Look> {
  const state = (await source.power(instanceId))?.state ?? 'gone';
  const seen = `EC2 instance is ${state}`;
  return wanted.includes(state) ? { found: 'ours', handle: { status: 200 }, seen } : { found: 'nothing', seen };
}
