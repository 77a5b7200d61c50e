import { defineOperation } from '../operation.ts';

export interface VmInput {
  readonly vmId: string;
}

/** Deallocates the Azure VM before the source is started again, so that two machines never run as one. */
export const fenceTarget = defineOperation<VmInput>({
  kind: 'fence-target',
  cloud: 'Azure',
  verb: 'deallocating',
  asks: { sends: 'replicator.deallocate', before: ['replicator.vm'] },
  repeat: 'at-once',
  subject: (input) => input.vmId.split('/').at(-1) ?? input.vmId,
  before: async ({ replicator }, input) => (await replicator.vm(input.vmId))?.power,
  send: ({ replicator }, input) => replicator.deallocate(input.vmId),
  async look({ replicator }, input) {
    const vm = await replicator.vm(input.vmId);
    const seen = vm ? `the Azure VM is ${vm.power}` : 'the Azure VM does not exist';
    return !vm || vm.power === 'deallocating' || vm.power === 'deallocated'
      ? { found: 'ours', handle: { status: 202 }, seen }
      : { found: 'nothing', seen };
  },
});
