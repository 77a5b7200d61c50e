import { block, pass } from '../check.ts';
import type { LandingCheck } from './landing.ts';

/** Whether a size can be had in a zone is judged with the size. */
export const availability: LandingCheck = {
  id: 'target-availability',
  title: 'Availability set or zone',
  judge({ facts, landing }) {
    const { zone, availabilitySet } = landing;
    if (zone !== undefined && availabilitySet !== undefined)
      return [
        block(
          `zone ${zone} is asked for, and ferry.yml puts machines into an availability set`,
          'Azure allows one or the other: leave the zone out (Placement… on the plan), or have placement.availability in ferry.yml changed.',
        ),
      ];
    if (zone !== undefined) return [pass(`zone ${zone}`)];
    const set = facts.availabilitySet;
    if (!set) return [];
    if (!set.managed)
      return [
        block(
          `the availability set ${set.name} is not for machines with managed disks, which Site Recovery makes`,
          'Name one whose SKU is Aligned as placement.availability in ferry.yml.',
        ),
      ];
    return [pass(`availability set ${set.name}`)];
  },
};
