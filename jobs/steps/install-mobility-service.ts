import { z } from 'zod';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { DiscoveredMachine, ReplicationHost, Replicator } from '../../src/migration/replicator-port.ts';
import type { MachineSummary } from '../../src/migration/types.ts';
import { installByCommand } from '../operations/install-by-command.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { checkEligibility } from './check-eligibility.ts';
import { discoverMachine } from './discover-machine.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { installBySsm } from './install-by-ssm.ts';
import { type PushAccount, pushAccount } from './push-account.ts';

type OsFamily = MachineSummary['osFamily'];

export const installMobilityService = defineStep({
  id: 'install-mobility-service',
  title: 'Mobility service',
  asks: {
    reads: ['replicator.discover', 'replicator.host'],
    sends: [{ operation: installByCommand, where: 'agent' }],
    takes: { minutes: 0, why: 'it is there already, or is pushed while replication is enabled' },
  },
  result: z.object({ version: z.string().optional(), runAsAccount: z.string().optional() }),
  async run(context) {
    const { migration, replicator, resultOf, timing, target } = context;
    const host = resultOf(findReplicationHost);
    const { privateIp } = resultOf(checkEligibility);
    const { id, name } = resultOf(discoverMachine);
    const machine = (await replicator.discover(host, privateIp)).find((candidate) => candidate.id === id);
    if (!machine) {
      return blocked(
        `${name} is no longer in the list of the ${hostKinds[host.engine].short} ${host.name}.`,
        'An operator adds it again. Then Retry.',
      );
    }
    const account = pushAccount(await accountsNow(replicator, host, target.runAsAccount), machine, target.runAsAccount);
    const told = account.is === 'found' ? { runAsAccount: account.id } : {};
    if (machine.agent === 'installed') {
      const { agentVersion: version } = machine;
      return done(`installed${version ? `, version ${version}` : ''}`, { ...(version && { version }), ...told });
    }
    const os = migration.machine?.osFamily ?? 'unknown';
    if (target.mobilityService === 'push') return push(machine, host, os, account, timing.poll);
    if (target.mobilityService === 'ssm' && machine.agent === 'absent') return installBySsm(context, machine, host);
    if (machine.agent === 'unknown') return done('Azure does not report whether it is installed; enabling replication will tell', told);
    return awaitOwner(machine, host, os, timing.poll);
  },
});

/** Accounts may have been added since the host was found; they are asked for where one of the host's is wanted. */
async function accountsNow(replicator: Replicator, host: ReplicationHost, named: string | undefined): Promise<ReplicationHost> {
  const wanted = named !== undefined || hostKinds[host.engine].machinesAddedBy === 'Ferry';
  return (wanted && (await replicator.host())) || host;
}

function awaitOwner({ name }: DiscoveredMachine, { engine, name: hostName }: ReplicationHost, os: OsFamily, poll: number): Outcome {
  const { short, installOption, registeredWith } = hostKinds[engine];
  const option = os === 'windows' ? `/CSType ${installOption}` : `-c ${installOption}`;
  return wait(poll, 'waiting for the Mobility service', {
    say: `The Mobility service is not installed on ${name}. Its owner installs it from the ${short} ${hostName} (unattended, with ${option}) and registers it with ${registeredWith}; a reboot may be needed. Ferry notices by itself.`,
  });
}

/** Site Recovery pushes while it enables replication, so a push that cannot work shows there, in the words of its job. */
function push({ name }: DiscoveredMachine, host: ReplicationHost, os: OsFamily, account: PushAccount, poll: number): Outcome {
  const { short, accountsKept } = hostKinds[host.engine];
  const the = `the ${short} ${host.name}`;
  const note = 'waiting for an account to push the Mobility service with';
  switch (account.is) {
    case 'missing':
      return wait(poll, note, {
        say: `The ${short} ${host.name} has no account ${account.named}, which ferry.yml names as runAsAccount (it has ${account.known.join(', ') || 'none'}). An operator adds it ${accountsKept}. Ferry notices by itself.`,
      });
    case 'unnamed':
      return blocked(
        `The ${short} ${host.name} has several accounts to push the Mobility service with (${account.known.join(', ')}), and ferry.yml names none.`,
        `Name one that may install software on ${name} as runAsAccount of the target in ferry.yml, restart Ferry, then Retry.`,
      );
    case 'none':
      return wait(poll, note, {
        say: `The ${short} ${host.name} has no account to push the Mobility service to ${name} with. An operator gives it the credentials of ${accounts[os]} ${accountsKept}, or its owner installs the service by hand. Ferry notices by itself.`,
      });
    case 'own':
      return done(pushed(the, name, "the machine's account", os), {});
    case 'found':
      return done(pushed(the, name, `the account ${account.name}`, os), { runAsAccount: account.id });
    default:
      return account satisfies never;
  }
}

function pushed(host: string, machine: string, account: string, os: OsFamily): string {
  return `${host} pushes it to ${machine} with ${account} while replication is enabled. That needs ${needs[os]}. Microsoft does not support pushing to AWS machines: if it fails, install the service by hand, then Retry`;
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
