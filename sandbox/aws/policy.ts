import { z } from 'zod';

const some = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: some,
  Resource: some,
  Condition: z.record(z.string(), z.record(z.string(), some)).default({}),
});

/** A policy of IAM, as far as the local AWS weighs it. */
export const policyDocument = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });

export type Policy = z.output<typeof policyDocument>;
type Statement = Policy['Statement'][number];

/** One thing that somebody wants to do to one resource, with what conditions may ask about. */
export interface Attempt {
  readonly action: string;
  /** Its ARN, or `*` for an action that is about none. */
  readonly resource: string;
  /** By condition key, in any case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** As IAM decides: nothing is allowed that no statement allows, and one that denies outweighs all others. */
export function permits(policies: readonly Policy[], attempt: Attempt): boolean {
  const fitting = policies.flatMap(({ Statement }) => Statement).filter((one) => fits(one, attempt));
  return fitting.some(({ Effect }) => Effect === 'Allow') && !fitting.some(({ Effect }) => Effect === 'Deny');
}

function fits({ Action, Resource, Condition }: Statement, { action, resource, context }: Attempt): boolean {
  const about = Action.some((pattern) => like(pattern, action, 'i')) && Resource.some((pattern) => like(pattern, resource, ''));
  return (
    about &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, valuesOf(context, key), values)),
    )
  );
}

function valuesOf(context: Attempt['context'], key: string): readonly string[] {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1] ?? [];
}

function holds(operator: string, seen: readonly string[], wanted: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
      return seen.length > 0 && seen.some((value) => wanted.includes(value));
    case 'StringLike':
      return seen.length > 0 && seen.some((value) => wanted.some((pattern) => like(pattern, value, '')));
    case 'ForAllValues:StringEquals':
      return seen.every((value) => wanted.includes(value));
    default:
      throw new Error(`the local AWS does not weigh the condition ${operator}`);
  }
}

function like(pattern: string, text: string, flags: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, flags).test(text);
}
