import type { Guest } from '../kit/service.ts';
import type { Machine } from './machines.ts';
import type { JobError } from './operations.ts';

/** Why the appliance could not put the agent on a machine that has none; the codes are those of Microsoft's troubleshooting page. */
export function pushFailure(machine: Machine, guest: Guest | undefined, runAsAccount: string | null): JobError | undefined {
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
