import type { Landing, LandingDisk, Migration } from './types.ts';

/** The disks that do not come to Azure; none where all are treated alike. */
export function leftBehind(landing: Pick<Landing, 'disks'> | undefined): readonly LandingDisk[] {
  return (landing?.disks ?? []).filter(({ type }) => type === undefined);
}

/** How many disks the Azure machine will have. */
export function landedDisks({ machine, landing }: Pick<Migration, 'machine' | 'landing'>): number {
  return (machine?.disks.length ?? 0) - leftBehind(landing).length;
}

/** As people tell disks from each other: /dev/sdf (100 GiB). */
export function diskName({ device, gib }: Pick<LandingDisk, 'device' | 'gib'>): string {
  return `${device} (${gib} GiB)`;
}
