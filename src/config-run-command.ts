import { z } from 'zod';

const trueOrFalse = 'true or false';

/** What Ferry may run inside the machines of a source, by Systems Manager. What is left out is forbidden. */
export const runCommand = z.strictObject(
  {
    /** A script that reads whether the machine will boot in Azure, and changes nothing. */
    readiness: z.boolean(trueOrFalse).default(false),
  },
  'what Ferry may run inside machines, for example { readiness: true }',
);

export type RunCommandConfig = z.infer<typeof runCommand>;
