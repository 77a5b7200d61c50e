import { z } from 'zod';
import type { TargetConfig } from '../../src/config-schema.ts';
import type { MachineSummary, Migration } from '../../src/migration/types.ts';
import { carries, tagTarget as putTags } from '../operations/tag-target.ts';
import { done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { validateTarget } from './validate-target.ts';

/** After the machine was accepted, because nothing about tags may hold that up. Site Recovery's own model has no room for them. */
export const tagTarget = defineStep({
  id: 'tag-target',
  title: 'Tags and licence',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['replicator.vm', 'source.power'],
    sends: [{ operation: putTags }],
    takes: { minutes: 1, why: 'Ferry looks after it' },
  },
  result: z.unknown(),
  async run({ migration, target, replicator, resultOf, perform }) {
    const { vmId } = resultOf(validateTarget);
    const vm = vmId ? await replicator.vm(vmId) : undefined;
    if (!vm) return done('the Azure machine is not there, so that nothing was put on it');
    const tags = tagsOf(migration, target.placement);
    const licenseType = licenceFor(migration.machine, target.placement.licenseType);
    if (!carries(vm, tags, licenseType))
      return perform(
        putTags,
        { vmId: vm.id, tags: { ...vm.tags, ...tags }, ...(licenseType !== undefined && { licenseType }) },
        'tagging the Azure machine',
      );
    const licence = licenseType === undefined ? '' : `, and is licensed as ${licenseType}`;
    return done(`${vm.name} carries ${Object.keys(tags).join(', ')}${licence}`);
  },
});

/** Tags of ferry.yml, and those by which the machine's origin is found again. */
function tagsOf({ id, source }: Migration, { tags }: TargetConfig['placement']): Record<string, string> {
  return { ...tags, 'ferry:migration': id, 'ferry:source': source.instanceId };
}

const systems: Readonly<Record<string, RegExp>> = {
  Windows_Server: /^Windows/i,
  RHEL_BYOS: /^(RHEL|Red Hat)/i,
  SLES_BYOS: /^(SLES|SUSE)/i,
};

/** The licence of ferry.yml, when it is one for the system that this machine runs. */
function licenceFor(machine: Pick<MachineSummary, 'os'> | undefined, licenseType: string | undefined): string | undefined {
  return licenseType !== undefined && systems[licenseType]?.test(machine?.os ?? '') ? licenseType : undefined;
}
