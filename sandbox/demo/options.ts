import { parseArgs } from 'node:util';
import { z } from 'zod';
import { engineNames } from '../azure/world.ts';

const fault = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'this is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown(), 'this is not a JSON object'));

const options = z.object({
  once: z.boolean().default(false),
  help: z.boolean().default(false),
  speed: z.coerce.number('this is not a number').positive('this is not above 0').max(100_000, 'nothing is that fast').default(1500),
  engine: z.enum(engineNames, `there are ${engineNames.join(' and ')}`).default('InMageRcm'),
  trace: z.string().min(1, 'name a file').optional(),
  fault: z.array(fault).default([]),
});

export type DemoOptions = z.infer<typeof options>;

export const help = `npm run demo -- [options]

Moves one EC2 instance to Azure on a local Slack, EC2 and Site Recovery. No account is needed and nothing leaves
this machine. On a terminal everything then stays up, to be tried by hand.

  --once         end after the migration: with 0 when it completed and every change that
                 cannot be undone happened exactly once, else with 1
  --speed N      how much faster than the real clouds the local ones work (default 1500)
  --engine NAME  what replicates the machine: InMageRcm, by an appliance (default), or
                 InMageAzureV2, by a configuration server
  --fault JSON   make a cloud misbehave, as POST /faults of the sandbox does; may be repeated
  --trace FILE   write every exchange with the three services to FILE, a line of JSON each
  --help         say this

The answer to the failover is lost on its way (Ferry looks for it, and does not send it twice):
  npm run demo -- --fault '{"service":"azure","match":"ReplicationProtectedItems_UnplannedFailover","kind":"reset-after"}'
`;

/** Reads the command line; a sentence when it cannot be understood. */
export function readOptions(args: readonly string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        help: { type: 'boolean' },
        speed: { type: 'string' },
        engine: { type: 'string' },
        trace: { type: 'string' },
        fault: { type: 'string', multiple: true },
      },
    });
    const parsed = options.safeParse(values);
    if (parsed.success) return parsed.data;
    return parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}.`).join(' ');
  } catch (error) {
    return error instanceof Error ? `${error.message.split('. ')[0]}.` : 'These options are not understood.';
  }
}
