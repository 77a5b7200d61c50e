import type { TargetVm } from '../../src/migration/replicator-port.ts';
import { defineOperation } from '../operation.ts';

export interface TagTargetInput {
  readonly vmId: string;
  /** All of them: Azure puts what it is given in the place of what was there. */
  readonly tags: Readonly<Record<string, string>>;
  readonly licenseType?: string;
}

/** Puts tags and a licence on the Azure machine; what is there twice is there once, and reading it back is enough. */
export const tagTarget = defineOperation<TagTargetInput>({
  kind: 'tag-target',
  cloud: 'Azure',
  verb: 'tagging',
  asks: { sends: 'replicator.tagVm', before: ['replicator.vm'] },
  repeat: 'at-once',
  subject: (input) => input.vmId.split('/').at(-1) ?? input.vmId,
  before: async ({ replicator }, input) => (await replicator.vm(input.vmId))?.tags,
  send: ({ replicator }, input) => replicator.tagVm(input.vmId, input.tags, input.licenseType),
  async look({ replicator }, input) {
    const vm = await replicator.vm(input.vmId);
    return vm && carries(vm, input.tags, input.licenseType)
      ? { found: 'ours', handle: { status: 200 }, seen: 'every tag is there' }
      : { found: 'nothing', seen: vm ? 'tags or the licence are missing' : 'the Azure VM does not exist' };
  },
});

/** Whether the machine has all of these. */
export function carries(vm: TargetVm, tags: Readonly<Record<string, string>>, licenseType: string | undefined): boolean {
  return (
    Object.entries(tags).every(([name, value]) => vm.tags?.[name] === value) &&
    (licenseType === undefined || vm.licenseType === licenseType)
  );
}
