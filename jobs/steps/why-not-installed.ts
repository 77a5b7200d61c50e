import type { CommandResult } from '../../src/migration/guest-port.ts';
import { lastWords, whyNot } from '../operations/run-command.ts';

interface Place {
  readonly machine: string;
  readonly instanceId: string;
  /** Where the machine looks for the appliance's configuration file. */
  readonly parameter: string;
}

interface Why {
  readonly problem: string;
  readonly remedy: string;
}

type Explained = (place: Place, result: CommandResult) => Why;

/** The codes with which Ferry's own script ends, and what each means to a person. */
const codes: Readonly<Record<number, Explained>> = {
  20: () => ({ problem: 'it could make no folder to work in.', remedy: 'Look whether the disk of the machine is full. Then Retry.' }),
  21: () => ({
    problem: 'the installer could not be fetched.',
    remedy:
      'Look whether the machine reaches the address that ferry.yml names for it: name resolution, proxy, security groups. Then Retry.',
  }),
  22: () => ({
    problem: 'what was fetched is not the installer that ferry.yml names, so it was not run.',
    remedy: 'Compare the file with its sha256 in ferry.yml, put the right one there, and restart Ferry if that was wrong. Then Retry.',
  }),
  23: () => ({
    problem: 'the installer could not be unpacked.',
    remedy: 'Look whether the disk of the machine is full, and whether it is the file for its system. Then Retry.',
  }),
  24: () => ({
    problem: "Microsoft's installer refused.",
    remedy:
      'Its log on the machine says why: /var/log/ua_install.log, or C:\\ProgramData\\ASRSetupLogs\\ASRUnifiedAgentInstaller.log. Then Retry.',
  }),
  25: ({ machine }) => ({
    problem: 'it is installed, and nothing on the machine can read a parameter of Systems Manager.',
    remedy: `Install the AWS CLI on ${machine}, or on Windows AWS Tools for PowerShell. Then Retry: what is installed stays.`,
  }),
  26: ({ instanceId, parameter }, { output }) => ({
    problem: `it is installed, and cannot be registered: the machine could read neither the parameter ${parameter}/${instanceId} nor ${parameter}.`,
    remedy: `${detailsIn(output)}Put the file that the appliance's configuration manager gives under Mobility service configuration details there: aws ssm put-parameter --type SecureString --name ${parameter}/${instanceId} --value file://config.json. Let the machine's instance profile read it (ssm:GetParameter, kms:Decrypt). Then Retry: what is installed stays.`,
  }),
  27: ({ instanceId, parameter }) => ({
    problem: 'it is installed, and the appliance did not take its registration.',
    remedy: `Perhaps the configuration file has expired: make it anew and put it into ${parameter}/${instanceId}. The machine has to reach the appliance on 443. Its log is /var/log/ua_install.log, or C:\\ProgramData\\ASRSetupLogs\\ASRUnifiedAgentConfigurator.log. Then Retry.`,
  }),
};

/** Why the Mobility service is not installed, in a sentence, with what to do. The machine's words in it are hostile. */
export function whyNotInstalled(result: CommandResult, place: Place): Why {
  const beginning = `Installing the Mobility service on ${place.machine}: `;
  const known = result.exitCode === undefined ? undefined : codes[result.exitCode]?.(place, result);
  if (!known) {
    const { problem, remedy } = whyNot(result);
    return { problem: `${beginning}${problem}`, remedy };
  }
  const said = lastWords(result);
  return { problem: `${beginning}${known.problem}${said ? ` The machine said: “${said}”.` : ''}`, remedy: known.remedy };
}

/** What the appliance wants to know of a machine before it gives its file; the installer prints it, and it is no secret. */
function detailsIn(output: string): string {
  const details = /^agent\.config\.input=([\w+/=.-]{1,400})$/m.exec(output)?.[1];
  return details ? `Its machine details are ${details}. ` : '';
}
