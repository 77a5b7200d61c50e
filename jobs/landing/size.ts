import { block, type Judgement, pass, warn } from '../check.ts';
import { powerOfMachine, round } from './choose-size.ts';
import { needsOf } from './decide-landing.ts';
import type { LandingCheck } from './landing.ts';
import { shortcomings } from './size-shortcomings.ts';

const where = 'Placement… on the plan, or placement.sizes in ferry.yml';

export const size: LandingCheck = {
  id: 'target-size',
  title: 'The VM size holds the machine',
  judge({ machine, facts, landing }) {
    if (!facts.sizes) return [];
    const { size: name, sizeWhy, zone } = landing;
    const power = powerOfMachine(machine);
    if (name === undefined) return [warn(sizeWhy, 'Say which size it is to have for such machines, as placement.sizes in ferry.yml.')];
    const found = facts.sizes.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!found) return [block(`there is no size ${name} in ${facts.location ?? 'the region'}`, `Choose one that is there: ${where}.`)];
    const against = shortcomings(found, needsOf(machine, landing, zone), facts).map(({ seen, remedy }) => block(seen, remedy));
    if (against.length > 0) return against;
    const has = `${found.name} has ${found.vcpus} vCPUs and ${round(found.memoryGib)} GiB`;
    return [
      power && (found.vcpus < power.vcpus || found.memoryGib < power.memoryGib) ? smaller(has, power, machine.instanceType) : pass(has),
    ];
  },
};

function smaller(has: string, power: { vcpus: number; memoryGib: number }, type: string): Judgement {
  return warn(
    `${has}, and in EC2 the machine has ${power.vcpus} and ${round(power.memoryGib)} GiB (${type})`,
    `Make sure that it can do with less, or choose a larger size: ${where}.`,
  );
}
