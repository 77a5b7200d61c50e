import type { TargetConfig } from '../../src/config-schema.ts';
import type { LandingFacts, VmSize } from '../../src/migration/landing-port.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { PlacementWish } from '../../src/migration/types.ts';
import { type Power, powerOf } from './ec2-types.ts';
import { type Needs, shortcomings } from './size-shortcomings.ts';

/**
 * Families a machine lands in unless somebody says otherwise, the most wanted first. Azure's pages of sizes
 * (learn.microsoft.com/azure/virtual-machines/sizes, read 2026-11): these boot generation 1 and 2 and speak SCSI, as machines
 * that Site Recovery brings need; the families of v6 speak only NVMe.
 */
const wanted: readonly RegExp[] = [
  /^Standard_D\d+s_v5$/,
  /^Standard_E\d+s_v5$/,
  /^Standard_F\d+s_v2$/,
  /^Standard_D\d+as_v5$/,
  /^Standard_E\d+as_v5$/,
  /^Standard_D\d+s_v4$/,
  /^Standard_E\d+s_v4$/,
  /^Standard_D\d+s_v3$/,
  /^Standard_E\d+s_v3$/,
  /^Standard_M\d+m?s(_v2)?$/,
];

/** For machines that are burstable in EC2, before the others. */
const burstable = /^Standard_B\d+m?s$/;

interface SizeChoice {
  /** Absent where Site Recovery picks it. */
  readonly name?: string;
  /** As half a sentence. */
  readonly why: string;
}

/** Which size the machine gets, and why: the requester's word, then ferry.yml's for its type, then for all, then the smallest that holds it. */
export function chooseSize(
  machine: SourceMachine,
  placement: TargetConfig['placement'],
  wish: PlacementWish,
  facts: LandingFacts,
  needs: Needs,
): SizeChoice {
  const { instanceType } = machine;
  if (wish.size !== undefined) return { name: wish.size, why: 'as the requester asked' };
  const mapped = placement.sizes?.[instanceType];
  if (mapped !== undefined) return { name: mapped, why: `as ferry.yml says for ${instanceType}` };
  if (placement.vmSize !== undefined) return { name: placement.vmSize, why: 'as ferry.yml says for every machine' };
  const power = powerOfMachine(machine);
  if (!power) return { why: `Site Recovery picks it: how large ${instanceType} is, neither EC2 nor Ferry's table says` };
  const fitting = fittingSizes(machine, facts, needs);
  const best = fitting[0] ?? holding(machine, power, facts.sizes ?? [])[0];
  const large = `the ${power.vcpus} vCPUs and ${round(power.memoryGib)} GiB of ${instanceType}`;
  if (!best) return { why: `Site Recovery picks it: no family that Ferry knows has ${large}` };
  return { name: best.name, why: `the smallest of the usual families with at least ${large}` };
}

/** What the machine has in EC2: as EC2 says, else by the table. */
export function powerOfMachine({ vcpus, memoryGib, instanceType }: SourceMachine): Power | undefined {
  return vcpus !== undefined && memoryGib !== undefined ? { vcpus, memoryGib } : powerOf(instanceType);
}

/** Sizes that hold the machine and can be had, the fittest first. */
export function fittingSizes(machine: SourceMachine, facts: LandingFacts, needs: Needs): readonly VmSize[] {
  const power = powerOfMachine(machine);
  if (!power) return [];
  return holding(machine, power, facts.sizes ?? []).filter((size) => shortcomings(size, needs, facts).length === 0);
}

function holding({ instanceType }: SourceMachine, power: Power, sizes: readonly VmSize[]): readonly VmSize[] {
  const order = /^t\d/.test(instanceType) ? [burstable, ...wanted] : wanted;
  const place = ({ name }: VmSize) => order.findIndex((family) => family.test(name));
  return sizes
    .filter((size) => place(size) >= 0 && size.vcpus >= power.vcpus && size.memoryGib >= power.memoryGib)
    .toSorted((a, b) => a.vcpus - b.vcpus || a.memoryGib - b.memoryGib || place(a) - place(b));
}

/** No more digits than people read. */
export function round(gib: number): number {
  return Math.round(gib * 10) / 10;
}
