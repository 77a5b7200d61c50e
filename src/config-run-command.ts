import { z } from 'zod';
import { word } from './config-words.ts';

const trueOrFalse = 'true or false';

const installer = z.strictObject(
  {
    url: word(
      /^https:\/\/[\w./:~%?=&+-]+$/,
      'an address over https from which machines fetch it, for example https://files.example.com/asr/RHEL8.tar.gz',
    ),
    sha256: word(/^[0-9a-fA-F]{64}$/, 'the SHA-256 of the file, 64 hexadecimal digits'),
  },
  'an installer with url and sha256',
);

const mobilityService = z.strictObject(
  {
    installers: z
      .record(
        word(/^(?:Windows|[A-Z]+[\w.-]*-64)$/, "the system as the installer's name says it, for example RHEL8-64 or Windows"),
        installer,
        'installers by the system in their names, for example RHEL8-64:',
      )
      .refine((all) => Object.keys(all).length > 0, 'there is nothing to install; name at least one installer'),
    configuration: word(
      /^\/[\w./-]{1,900}$/,
      "the name of a SecureString parameter with the appliance's configuration file, for example /ferry/mobility-service",
    ),
  },
  'how the Mobility service is installed, with installers and configuration',
);

/** What Ferry may run inside the machines of a source, by Systems Manager. What is left out is forbidden. */
export const runCommand = z.strictObject(
  {
    /** A script that reads whether the machine will boot in Azure, and changes nothing. */
    readiness: z.boolean(trueOrFalse).default(false),
    /** A script that tries TCP connections between the machine and its replication host, and changes nothing. */
    reachability: z.boolean(trueOrFalse).default(false),
    /** The installation of the Mobility service, for targets whose mobilityService is ssm. */
    mobilityService: mobilityService.optional(),
  },
  'what Ferry may run inside machines, for example { readiness: true }',
);

export type RunCommandConfig = z.infer<typeof runCommand>;
