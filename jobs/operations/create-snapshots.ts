import { defineOperation } from '../operation.ts';

export interface SnapshotsInput {
  readonly instanceId: string;
  readonly migration: string;
}

/** One snapshot set of the stopped source. EC2 has no token against doubles: the tag ferry:operation tells ours. */
export const createSnapshots = defineOperation<SnapshotsInput>({
  kind: 'create-snapshots',
  cloud: 'AWS',
  verb: 'taking snapshots of',
  asks: { sends: 'source.createSnapshots' },
  repeat: 'after-horizon',
  subject: (input) => input.instanceId,
  send: ({ source }, input) => source.createSnapshots(input.instanceId, { 'ferry:migration': input.migration }),
  async look({ source }, input, operation) {
    const ours = (await source.snapshots(input.migration)).filter((snapshot) => snapshot.operation === operation.id);
    const seen = `${ours.length} snapshots carry the operation's tag`;
    return ours.length > 0 ? { found: 'ours', handle: { status: 200 }, seen } : { found: 'nothing', seen };
  },
});
