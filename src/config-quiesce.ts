import { z } from 'zod';
import { oneOf } from './config-words.ts';

const address =
  'an https address without a name or password in it, for example https://ops.example.com/ferry (http only to this machine itself)';
const patience = 'seconds, more than 0 and at most 110, for example 30';

/** Who makes a machine's applications still before it is stopped, and what it means when that fails. */
export const quiesce = z.strictObject(
  {
    webhook: z.string(address).regex(/^(https:\/\/[^\s@/]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+)(\/[^\s@]*)?$/, {
      error: address,
      abort: true,
    }),
    /** Whether the hook may be asked twice for the same thing; else a person says what became of a call without an answer. */
    idempotent: z.boolean('true or false').default(false),
    timeout: z.number(patience).positive({ error: patience, abort: true }).max(110, { error: patience, abort: true }).default(30),
    onFailure: oneOf(['abort', 'continue']).default('abort'),
  },
  'a hook that quiesces machines, with webhook',
);

export type QuiesceConfig = z.infer<typeof quiesce>;
