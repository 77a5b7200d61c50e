import { z } from 'zod';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { findReplicationHost } from './find-replication-host.ts';

const discoveredMachine = z.object({ id: z.string(), name: z.string() });

export const discoverMachine = defineStep({
  id: 'discover-machine',
  title: 'Find the machine in Azure',
  result: discoveredMachine,
  async run({ replicator, resultOf, timing }) {
    const host = resultOf(findReplicationHost);
    const { privateIp } = resultOf(checkEligibility);
    const [machine, ...others] = await replicator.discover(host, privateIp);
    if (!machine) {
      return wait(timing.poll, `waiting for ${privateIp} to appear in the appliance's list`, {
        say: `The appliance ${host.name} does not know ${privateIp} yet. An operator adds it in the appliance's configuration manager: Add physical server, address ${privateIp}, with the credentials of a local administrator or root. Ferry notices by itself.`,
      });
    }
    if (others.length > 0) {
      const all = [machine, ...others].map((candidate) => candidate.name).join(', ');
      return blocked(
        `The appliance ${host.name} knows ${others.length + 1} machines with the address ${privateIp}: ${all}.`,
        'An operator removes the wrong ones from the appliance. Then Retry.',
      );
    }
    return done(`${machine.name} found by its address ${privateIp}`, { id: machine.id, name: machine.name });
  },
});
