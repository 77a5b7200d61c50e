import { diskName } from '../../src/migration/landed-disks.ts';
import type { DiscoveredDisk, EnabledDisk } from '../../src/migration/replicator-port.ts';
import type { LandingDisk } from '../../src/migration/types.ts';

/**
 * The disks to replicate, by Azure's ids. EC2 and Azure have no name of a disk in common: it is told by its size, and the
 * root also where Azure says which disk has the system. Where that does not tell them apart and they are treated
 * differently, what is wrong, as a sentence.
 */
export function pairDisks(volumes: readonly LandingDisk[], found: readonly DiscoveredDisk[]): readonly EnabledDisk[] | string {
  const [system, ...more] = found.filter(({ system: has }) => has);
  const root = volumes.find((volume) => volume.root);
  if (system && root && more.length === 0) {
    const others = pairDisks(
      volumes.filter((volume) => volume !== root),
      found.filter((disk) => disk !== system).map(({ system: _, ...disk }) => disk),
    );
    return typeof others === 'string' ? others : [...(root.type ? [{ id: system.id, type: root.type }] : []), ...others];
  }
  const pairs: EnabledDisk[] = [];
  for (const [gib, alike] of Map.groupBy(volumes, (volume) => volume.gib)) {
    const candidates = found.filter(({ bytes }) => bytes !== undefined && Math.round(bytes / 2 ** 30) === gib);
    const names = alike.map(diskName).join(' and ');
    if (candidates.length !== alike.length)
      return `Azure lists ${candidates.length} ${candidates.length === 1 ? 'disk' : 'disks'} of ${gib} GiB, where EC2 has ${names}`;
    const [first] = alike;
    if (!first || alike.some(({ type }) => type !== first.type))
      return `${names} are of one size, and are to be treated differently: Azure does not say which of its disks is which volume`;
    const { type } = first;
    if (type) pairs.push(...candidates.map(({ id }) => ({ id, type })));
  }
  return pairs;
}
