import { z } from 'zod';
import { SlackFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Workspace } from '../workspace.ts';

/** One method of the Web API: answers what goes beside `ok: true`, or throws a SlackFailure. */
export type Method = (input: Json, workspace: Workspace) => Json;

/** A method whose arguments are checked first; Slack names a missing one in `response_metadata`. */
export function method<S extends z.ZodType>(args: S, run: (input: z.infer<S>, workspace: Workspace) => Json): Method {
  return (input, workspace) => {
    const parsed = args.safeParse(input);
    if (parsed.success) return run(parsed.data, workspace);
    const [first] = parsed.error.issues;
    const field = String(first?.path[0] ?? '');
    if (field === 'blocks') throw new SlackFailure('invalid_blocks_format');
    if (field === 'metadata') throw new SlackFailure('invalid_metadata_format');
    const problem =
      input[field] === undefined ? `missing required field: ${field}` : `${first?.message ?? 'invalid'} [json-pointer:/${field}]`;
    throw new SlackFailure('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${problem}`] } });
  };
}

/** An argument that a form carries as JSON text and a JSON body as itself. */
export function encoded<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }, schema);
}

/** A flag as a form or a JSON body spells it. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional().default(false);

export const count = z.coerce.number().int().positive().optional();

export const object = z.record(z.string(), z.unknown());

export const blockList = encoded(z.array(object));
