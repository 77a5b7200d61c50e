import { diskName } from '../../src/migration/landed-disks.ts';
import { block, pass, warn } from '../check.ts';
import type { LandingCheck } from './landing.ts';

/** Speaks where disks are not all treated alike. */
export const disks: LandingCheck = {
  id: 'target-disks',
  title: 'The disks that come along',
  judge({ landing }) {
    const left = (landing.disks ?? []).filter(({ type }) => type === undefined);
    const root = left.find((disk) => disk.root);
    if (root)
      return [
        block(
          `${diskName(root)} is the root disk and would be left behind: without it no machine boots`,
          'Take it out of placement.disks in ferry.yml.',
        ),
      ];
    if (left.length > 0)
      return [
        warn(
          `left behind in EC2: ${left.map(diskName).join(', ')}`,
          'Nothing on them comes to Azure: see that the machine boots without them, and that its fstab asks for none of them.',
        ),
      ];
    return landing.disks ? [pass(landing.disks.map((disk) => `${diskName(disk)} as ${disk.type}`).join(', '))] : [];
  },
};
