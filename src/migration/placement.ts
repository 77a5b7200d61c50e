import type { Landing, LandingChoices, MachineSummary, Migration, PlacementWish } from './types.ts';

/** Names of computers: Windows takes no more than 15 characters; for others Site Recovery takes 63. */
export function longestVmName(osFamily: MachineSummary['osFamily']): number {
  return osFamily === 'linux' ? 63 : 15;
}

/** Why Azure would not take a name for a VM, as a sentence with what to do; nothing when it would. */
export function vmNameProblem(name: string, longest: number): string | undefined {
  if (name.length === 0) return 'A VM needs a name.';
  if (name.length > longest) return `This name has ${name.length} characters and this machine's may have ${longest}: shorten it.`;
  if (!/^[A-Za-z0-9-]+$/.test(name)) return 'The name of a VM has letters, digits and hyphens only: leave out everything else.';
  if (!/^[A-Za-z0-9].*[A-Za-z0-9]$|^[A-Za-z0-9]$/.test(name)) return 'The name of a VM begins and ends with a letter or digit.';
  if (/^\d+$/.test(name)) return 'The name of a VM is not all digits: add a letter.';
  return undefined;
}

/** Whether a VM of that name is there already; Azure knows no case. */
export function isTaken(name: string, taken: readonly string[]): boolean {
  return taken.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** What of a wish cannot be, each under the name of what was asked for. Azure itself is asked again afterwards. */
export function wishProblems(wish: PlacementWish, choices: LandingChoices): { readonly [K in keyof PlacementWish]?: string } {
  const { size, vmName, zone, leave } = wish;
  const chosen = size === undefined ? undefined : choices.sizes.find(({ name }) => name === size);
  const name =
    vmName === undefined
      ? undefined
      : (vmNameProblem(vmName, choices.longestName) ??
        (isTaken(vmName, choices.takenNames) ? 'A VM of this name is in the resource group already: choose another.' : undefined));
  return {
    ...(size !== undefined && !chosen && { size: 'This size does not hold the machine or is not to be had any more: choose another.' }),
    ...(name !== undefined && { vmName: name }),
    ...(leave?.some((device) => !choices.dataDisks?.some((disk) => disk.device === device)) && {
      leave: 'One of these disks is no data disk of the machine any more: choose again.',
    }),
    ...(zone !== undefined &&
      !choices.zones.includes(zone) && {
        zone:
          choices.zones.length === 0 ? 'Machines of this target are not placed in zones: leave it out.' : 'This region has no such zone.',
      }),
    ...(zone !== undefined &&
      chosen &&
      choices.zones.includes(zone) &&
      !chosen.zones.includes(zone) && { zone: `${chosen.name} is not to be had in zone ${zone}: choose another zone or another size.` }),
  };
}

/** How the machine would land, as long as the requester may still have it otherwise: at the plan, or stuck on the way there. */
export function placeable(m: Migration): Landing | undefined {
  const { status } = m;
  const open = (status.is === 'asking' && status.gate === 'confirm-plan') || (status.is === 'stuck' && status.step === 'check-target');
  return open && !m.stopWish ? m.landing : undefined;
}
