import type { TargetConfig } from '../../src/config-schema.ts';
import type { SourceVolume } from '../../src/migration/source-port.ts';
import type { DiskType, LandingDisk, PlacementWish } from '../../src/migration/types.ts';

/**
 * What becomes of each volume: what the requester asked for, else what ferry.yml says of its device, else as all of them.
 * Nothing where all are treated alike, for then nobody has to tell them apart.
 */
export function landDisks(
  volumes: readonly SourceVolume[],
  { disks: rules = {} }: TargetConfig['placement'],
  { leave, diskType: wished }: PlacementWish,
  usual: DiskType,
): readonly LandingDisk[] | undefined {
  const disks = volumes.map(({ volumeId, device, gib, root }): LandingDisk => {
    const rule = rules[device];
    const left = leave ? leave.includes(device) : rule === 'leave-behind';
    const own = rule === undefined || rule === 'leave-behind' ? usual : rule;
    return { volumeId, device, gib, root, ...(!left && { type: wished ?? own }) };
  });
  return disks.every(({ type }) => type === usual) ? undefined : disks;
}
