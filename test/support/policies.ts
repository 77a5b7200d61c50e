import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../docs/policies');
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8').replaceAll('ACCOUNT', '111122223333'));

const statement = z.looseObject({ Sid: z.string(), Effect: z.enum(['Allow', 'Deny']), Action: z.union([z.string(), z.array(z.string())]) });
const policy = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });
const role = z.looseObject({
  Actions: z.array(z.string()),
  NotActions: z.array(z.string()).length(0),
  DataActions: z.array(z.string()).length(0),
});

export type PolicyFile = z.infer<typeof policy>;

/** A policy of docs/policies, for the account of the sandbox. */
export function policyFile(name: string): PolicyFile {
  return policy.parse(read(`${name}.json`));
}

/** The same policies without one action. */
export function withoutAction(policies: readonly PolicyFile[], action: string): PolicyFile[] {
  return policies.map(({ Statement, ...rest }) => ({
    ...rest,
    Statement: Statement.flatMap((one) => {
      const Action = [one.Action].flat().filter((name) => one.Effect === 'Deny' || name !== action);
      return Action.length > 0 ? [{ ...one, Action }] : [];
    }),
  }));
}

export function allowedBy(policies: readonly PolicyFile[]): readonly string[] {
  return policies.flatMap(({ Statement }) => Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => [Action].flat()));
}

/** What a role of Azure in docs/policies allows. */
export function roleFile(name: string): readonly string[] {
  return role.parse(read(`${name}.json`)).Actions;
}
