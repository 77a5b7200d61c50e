import { z } from 'zod';
import type { Guest } from '../kit/service.ts';
import type { Machine } from './machines.ts';
import type { JobError } from './operations.ts';

/** What may become of a push; a number is the code it fails with. */
export const pushes = z.union([z.enum(['works', 'works-after-reboot', 'no-login', 'no-route']), z.templateLiteral([z.int().positive()])]);

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
  if (machine.agent === 'installed' || machine.push === 'works-after-reboot') return undefined;
  const windows = guest?.os === 'windows';
  if (/^\d+$/.test(machine.push))
    return failure(machine, machine.push, 'it ended with an error.', 'See the code.', 'Correct what the code names.');
  if (!guest?.running || machine.push === 'no-route')
    return failure(
      machine,
      windows ? '95117' : '97118',
      'the machine cannot be reached.',
      windows ? 'A firewall or a security group closes TCP 135 or 445.' : 'A firewall or a security group closes TCP 22.',
      'Open the way from the appliance to the machine.',
    );
  if (runAsAccount === null || machine.push === 'no-login')
    return failure(
      machine,
      windows ? '95107' : '95108',
      'it could not log in with the account.',
      windows
        ? 'The account is no administrator, or LocalAccountTokenFilterPolicy is not 1.'
        : 'The account is not root, PasswordAuthentication is off, or SFTP does not run.',
      'Correct the account and the log-in settings.',
    );
  return undefined;
}

/** What a push that worked still warns of. */
export function pushWarning(machine: Target, guest: Guest | undefined): JobError | undefined {
  if (machine.agent === 'installed' || machine.push !== 'works-after-reboot') return undefined;
  return {
    code: guest?.os === 'windows' ? '95265' : '95266',
    message: `The Mobility service of ${machine.displayName} needs a reboot.`,
    possibleCauses: 'A newer driver is loaded at the next boot only.',
    recommendedAction: 'Reboot the machine at a convenient time.',
  };
}

function failure(machine: Target, code: string, what: string, possibleCauses: string, action: string): JobError {
  return {
    code,
    message: `Pushing the Mobility service to ${machine.displayName} failed: ${what}`,
    possibleCauses,
    recommendedAction: `${action} Or install the Mobility service by hand, then enable replication again.`,
  };
}
