import { z } from 'zod';
import type { DiscoveredMachine, ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { MachineSummary } from '../../src/migration/types.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { discoverMachine } from './discover-machine.ts';
import { findReplicationHost } from './find-replication-host.ts';

type OsFamily = MachineSummary['osFamily'];

export const installMobilityService = defineStep({
  id: 'install-mobility-service',
  title: 'Mobility service',
  result: z.object({ version: z.string().optional() }),
  async run({ migration, replicator, resultOf, timing, target }) {
    const host = resultOf(findReplicationHost);
    const { privateIp } = resultOf(checkEligibility);
    const { id, name } = resultOf(discoverMachine);
    const machine = (await replicator.discover(host, privateIp)).find((candidate) => candidate.id === id);
    if (!machine) {
      return blocked(`${name} is no longer in the list of the appliance ${host.name}.`, 'An operator adds it again. Then Retry.');
    }
    if (machine.agent === 'installed') {
      const { agentVersion: version } = machine;
      return done(`installed${version ? `, version ${version}` : ''}`, version ? { version } : {});
    }
    const os = migration.machine?.osFamily ?? 'unknown';
    return target.mobilityService === 'push' ? push(machine, host, os, timing.poll) : preinstalled(machine, host, os, timing.poll);
  },
});

function preinstalled({ name, agent }: DiscoveredMachine, host: Pick<ReplicationHost, 'name'>, os: OsFamily, poll: number): Outcome {
  if (agent === 'unknown') return done('Azure does not report whether it is installed; enabling replication will tell', {});
  const option = os === 'windows' ? '/CSType CSPrime' : '-c CSPrime';
  return wait(poll, 'waiting for the Mobility service', {
    say: `The Mobility service is not installed on ${name}. Its owner installs it from the appliance ${host.name} (unattended, with ${option}) and registers it with the appliance's configuration file; a reboot may be needed. Ferry notices by itself.`,
  });
}

/** Site Recovery pushes while it enables replication, so a push that cannot work shows there, in the words of its job. */
function push({ name, runAsAccount }: DiscoveredMachine, host: Pick<ReplicationHost, 'name'>, os: OsFamily, poll: number): Outcome {
  if (!runAsAccount) {
    return wait(poll, 'waiting for an account to push the Mobility service with', {
      say: `The appliance ${host.name} has no account to push the Mobility service to ${name} with. An operator gives it the credentials of ${accounts[os]} in the appliance's configuration manager, or its owner installs the service by hand. Ferry notices by itself.`,
    });
  }
  return done(
    `the appliance ${host.name} pushes it to ${name} with the machine's account while replication is enabled. That needs ${needs[os]}. Microsoft does not support pushing to AWS machines: if it fails, install the service by hand, then Retry`,
    {},
  );
}

const accounts: Readonly<Record<OsFamily, string>> = {
  windows: 'an administrator',
  linux: 'root',
  unknown: 'an administrator or root',
};

const windowsNeeds =
  'File and Printer Sharing and WMI let through, LocalAccountTokenFilterPolicy 1 for a local account, and TCP 135 and 445 open';
const linuxNeeds = 'root with a password, PasswordAuthentication and SFTP on in sshd, and TCP 22 open';

const needs: Readonly<Record<OsFamily, string>> = {
  windows: windowsNeeds,
  linux: linuxNeeds,
  unknown: `on Windows ${windowsNeeds}; on Linux ${linuxNeeds}`,
};
