import type { Guest } from '../kit/service.ts';
import type { Machine } from './machines.ts';
import type { JobError } from './operations.ts';

type Target = Pick<Machine, 'displayName' | 'agent' | 'push' | 'elsewhere'>;

/** Why a machine cannot get an agent that serves this vault. */
export function agentFailure(machine: Target, guest: Guest | undefined, runAsAccount: string | null): JobError | undefined {
  return elsewhere(machine) ?? pushFailure(machine, guest, runAsAccount);
}

/** A machine has one Mobility service, and that serves one vault. The wording is a guess: see undescribed.md. */
function elsewhere({ displayName, elsewhere: vault }: Target): JobError | undefined {
  if (vault === '') return undefined;
  return {
    code: 'SandboxProtectedElsewhere',
    message: `The machine ${displayName} is already protected in the vault ${vault}.`,
    possibleCauses: `The Mobility service of the machine is registered for replication with the vault ${vault}.`,
    recommendedAction: `Disable replication of the machine in the vault ${vault}, then retry the operation.`,
  };
}

/** Why the host could not put the agent on a machine that has none; the codes are those of Microsoft's troubleshooting page. */
function pushFailure(machine: Target, guest: Guest | undefined, runAsAccount: string | null): JobError | undefined {
  if (machine.agent === 'installed') return undefined;
  const windows = guest?.os === 'windows';
  const message = `Pushing the Mobility service to ${machine.displayName} failed`;
  const byHand = 'Or install the Mobility service by hand, then enable replication again.';
  if (!guest?.running || machine.push === 'no-route') {
    return {
      code: windows ? '95117' : '97118',
      message: `${message}: the machine cannot be reached.`,
      possibleCauses: windows ? 'A firewall or a security group closes TCP 135 or 445.' : 'A firewall or a security group closes TCP 22.',
      recommendedAction: `Open the way from the appliance to the machine. ${byHand}`,
    };
  }
  if (runAsAccount === null || machine.push === 'no-login') {
    return {
      code: windows ? '95107' : '95108',
      message: `${message}: it could not log in with the account.`,
      possibleCauses: windows
        ? 'The account is no administrator, or LocalAccountTokenFilterPolicy is not 1.'
        : 'The account is not root, PasswordAuthentication is off, or SFTP does not run.',
      recommendedAction: `Correct the account and the log-in settings. ${byHand}`,
    };
  }
  return undefined;
}
