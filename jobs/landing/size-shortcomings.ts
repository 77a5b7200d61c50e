import type { LandingFacts, VmSize } from '../../src/migration/landing-port.ts';

/** What a machine asks of its size beside cores and memory. */
export interface Needs {
  readonly dataDisks: number;
  readonly generation?: 1 | 2;
  readonly premium: boolean;
  readonly zone?: string;
}

/** Why a size will not do, each with what it is seen by and what to do; none when it will. */
export function shortcomings(
  size: VmSize,
  needs: Needs,
  facts: LandingFacts,
): readonly { readonly seen: string; readonly remedy: string }[] {
  const { name } = size;
  const where = facts.location ?? 'the region';
  const found = [];
  if (size.withheld)
    found.push({
      seen: `${name} is not to be had by this subscription in ${where} (${size.withheld})`,
      remedy: `Choose another size, or have Azure support open ${size.family || name} for the subscription in ${where}.`,
    });
  if (size.architecture !== 'x64')
    found.push({ seen: `${name} is ${size.architecture} and the machine is x86_64`, remedy: 'Choose another size.' });
  if (needs.generation && !size.generations.includes(needs.generation))
    found.push({
      seen: `${name} boots generation ${size.generations.join(' and ') || 'unknown'} and the machine, which boots by ${needs.generation === 2 ? 'UEFI' : 'BIOS'}, is of generation ${needs.generation}`,
      remedy: 'Choose another size.',
    });
  if (size.dataDisks < needs.dataDisks)
    found.push({
      seen: `${name} takes ${size.dataDisks} data disks and the machine has ${needs.dataDisks}`,
      remedy: 'Choose a larger size.',
    });
  if (needs.premium && !size.premium)
    found.push({ seen: `${name} takes no Premium_LRS disks`, remedy: 'Choose a size with an s in its name, or StandardSSD_LRS disks.' });
  if (needs.zone && !size.zones.includes(needs.zone))
    found.push({
      seen: `${name} is not to be had in zone ${needs.zone} of ${where} (${size.zones.length > 0 ? `only in ${size.zones.join(', ')}` : 'in no zone'})`,
      remedy: 'Choose another zone or another size.',
    });
  for (const quota of facts.quotas ?? []) {
    const counts = quota.name.toLowerCase() === 'cores' || quota.name.toLowerCase() === size.family.toLowerCase();
    const left = quota.limit - quota.used;
    if (counts && left < size.vcpus)
      found.push({
        seen: `${name} needs ${size.vcpus} cores, and of ${quota.label} in ${where} ${left <= 0 ? 'none is' : `${left} ${left === 1 ? 'is' : 'are'}`} left (${quota.used} of ${quota.limit} in use)`,
        remedy: 'Raise the quota (Azure portal: Quotas), choose another size, or stop machines that nobody needs.',
      });
  }
  return found;
}
