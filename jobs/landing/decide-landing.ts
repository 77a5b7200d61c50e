import type { TargetConfig } from '../../src/config-schema.ts';
import type { LandingFacts } from '../../src/migration/landing-port.ts';
import { longestVmName } from '../../src/migration/placement.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { Landing, MachineSummary, PlacementWish } from '../../src/migration/types.ts';
import { vmName } from '../steps/vm-name.ts';
import { chooseSize, fittingSizes } from './choose-size.ts';
import { landDisks } from './land-disks.ts';
import type { Needs } from './size-shortcomings.ts';

/** What a dialog shows is bounded by Slack, and what a record keeps by good sense. */
const mostSizes = 25;
const mostNames = 300;

/** How the machine lands: what the requester asked for, else what ferry.yml says, else what Ferry chooses. Pure. */
export function decideLanding(
  machine: SourceMachine,
  osFamily: MachineSummary['osFamily'],
  placement: TargetConfig['placement'],
  wish: PlacementWish,
  facts: LandingFacts,
): Landing {
  const { availability } = placement;
  const zone = wish.zone ?? (availability && 'zone' in availability ? availability.zone : undefined);
  const diskType = wish.diskType ?? placement.diskType;
  const disks = landDisks(machine.volumes, placement, wish, diskType);
  const needs = needsOf(machine, { diskType, ...(disks && { disks }) }, zone);
  const { name: size, why } = chooseSize(machine, placement, wish, facts, needs);
  const { zone: _, ...anywhere } = needs;
  const sizes = fittingSizes(machine, facts, anywhere).slice(0, mostSizes);
  return {
    vmName: wish.vmName ?? vmName(machine.name, machine.instanceId, placement.vmNamePrefix),
    ...(size !== undefined && { size }),
    sizeWhy: why,
    diskType,
    ...(disks && { disks }),
    ...(zone !== undefined && { zone }),
    ...(availability && 'set' in availability && { availabilitySet: availability.set }),
    network: networkWords(placement, facts),
    choices: {
      sizes: sizes.map(({ name, vcpus, memoryGib, zones }) => ({ name, vcpus, memoryGib, zones })),
      zones: availability && 'set' in availability ? [] : [...new Set(sizes.flatMap(({ zones }) => zones))].toSorted(),
      longestName: longestVmName(osFamily),
      takenNames: (facts.takenNames ?? []).slice(0, mostNames),
      dataDisks: machine.volumes.filter(({ root }) => !root).map(({ device, gib }) => ({ device, gib })),
    },
  };
}

/** What the machine asks of its size beside cores and memory. */
export function needsOf(machine: SourceMachine, { diskType, disks }: Pick<Landing, 'diskType' | 'disks'>, zone: string | undefined): Needs {
  const landing = disks ? disks.flatMap(({ type }) => type ?? []) : machine.volumes.map(() => diskType);
  const generation = machine.bootMode === 'uefi' ? 2 : machine.bootMode === 'legacy-bios' ? 1 : undefined;
  return {
    dataDisks: Math.max(0, landing.length - 1),
    premium: landing.some((type) => type.startsWith('Premium')),
    ...(generation && { generation }),
    ...(zone !== undefined && { zone }),
  };
}

function networkWords({ subnet }: TargetConfig['placement'], { network }: LandingFacts): string {
  if (!network) return `subnet ${subnet}`;
  const dns = network.dnsServers.length > 0 ? `names from ${network.dnsServers.join(', ')}` : "names from Azure's own DNS";
  return `subnet ${subnet} of ${network.name}, ${dns}`;
}
