import { isTaken, longestVmName, vmNameProblem } from '../../src/migration/placement.ts';
import { block, pass, warn } from '../check.ts';
import type { LandingCheck } from './landing.ts';

export const name: LandingCheck = {
  id: 'target-name',
  title: 'The VM can have its name',
  judge({ osFamily, facts, landing, placement }) {
    const { vmName } = landing;
    const wrong = vmNameProblem(vmName, longestVmName(osFamily));
    if (wrong) return [block(`${vmName}: ${wrong}`, 'Choose another name: Placement… on the plan.')];
    if (!facts.takenNames || !isTaken(vmName, facts.takenNames)) return [pass(vmName)];
    return [
      warn(
        `${placement.resourceGroup} has a VM ${vmName} already, so that Azure will call this one ${vmName}-… with many digits`,
        'Choose another name by Placement… on the plan, or delete the other VM when it is left over.',
      ),
    ];
  },
};
