import { z } from 'zod';
import { blocked, done, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { discoverMachine } from './discover-machine.ts';
import { findReplicationHost } from './find-replication-host.ts';

export const installMobilityService = defineStep({
  id: 'install-mobility-service',
  title: 'Mobility service',
  result: z.object({ version: z.string().optional() }),
  async run({ migration, replicator, resultOf, timing }) {
    const host = resultOf(findReplicationHost);
    const { privateIp } = resultOf(checkEligibility);
    const { id, name } = resultOf(discoverMachine);
    const machine = (await replicator.discover(host, privateIp)).find((candidate) => candidate.id === id);
    if (!machine)
      return blocked(`${name} is no longer in the list of the appliance ${host.name}.`, 'An operator adds it again. Then Retry.');
    if (machine.agent === 'installed') {
      return done(
        `installed${machine.agentVersion ? `, version ${machine.agentVersion}` : ''}`,
        machine.agentVersion ? { version: machine.agentVersion } : {},
      );
    }
    if (machine.agent === 'unknown') {
      return done('Azure does not report whether it is installed; enabling replication will tell', {});
    }
    const option = migration.machine?.osFamily === 'windows' ? '/CSType CSPrime' : '-c CSPrime';
    return wait(timing.poll, 'waiting for the Mobility service', {
      say: `The Mobility service is not installed on ${machine.name}. Its owner installs it from the appliance ${host.name} (unattended, with ${option}) and registers it with the appliance's configuration file; a reboot may be needed. Ferry notices by itself.`,
    });
  },
});
