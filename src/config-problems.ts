import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

/** Something wrong at one place, in a sentence. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly says: string;
}

type Seen = (value: unknown, path: readonly PropertyKey[]) => string;

/**
 * What a schema found, in sentences. The message of each type and pattern says what is expected, as a noun;
 * that of a rule over several values (`custom`) is a sentence by itself. `seen` tells a value without giving away a secret.
 */
export function problemsOf(schema: z.ZodType, error: z.ZodError, input: unknown, seen: Seen): Problem[] {
  const found = error.issues.flatMap((issue): Problem[] => {
    const { path } = issue;
    if (issue.code === 'custom') return [{ path, says: `${issue.message}.` }];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], says: unknownKey(key, keysAt(schema, path)) }));
    if (issue.code === 'invalid_key')
      return [{ path, says: `expected ${issue.issues[0]?.message ?? issue.message}; found ${seen(path.at(-1), path)}.` }];
    const value = valueAt(input, path);
    if (value === undefined) return [{ path, says: `missing; expected ${issue.message}.` }];
    if (value === null) return [{ path, says: `nothing stands there; expected ${issue.message}.` }];
    return [{ path, says: `expected ${issue.message}; found ${seen(value, path)}.` }];
  });
  // A value may be neither of the right type nor of the right form; once is enough.
  return [...new Map(found.map((problem) => [`${problem.path.join('.')}: ${problem.says}`, problem])).values()];
}

/** A value as a person may read it: short, and never something that looks like a secret. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a block of keys';
  if (typeof value !== 'string') return String(value);
  if (/^xox|^xapp-/.test(value)) return 'a Slack token (not shown)';
  return value.length > 60 ? `“${value.slice(0, 60)}…”` : `“${value}”`;
}

const environmentNames = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'REDIS_URL',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
];

/** Close enough to be a slip of the finger. */
const slip = (word: string) => Math.max(2, Math.floor(word.length / 3));

function unknownKey(key: string, known: readonly string[]): string {
  const variable = environmentNames.find((name) => bare(name) === bare(key) || bare(name).endsWith(bare(key)));
  if (variable && bare(key).length > 5)
    return `this belongs into the environment or .env, as ${variable}, never into this file; remove it here, and renew the secret if others can read the file.`;
  if (/secret|token|password/i.test(key))
    return 'secrets belong into the environment or .env, never into this file; remove it here, and renew the secret if others can read the file.';
  const [near] = [...known].sort((a, b) => distance(bare(a), bare(key)) - distance(bare(b), bare(key)));
  if (near !== undefined && distance(bare(near), bare(key)) <= slip(key)) return `there is no such key; did you mean ${near}?`;
  return `there is no such key; there are ${known.join(', ')}.`;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The keys that a block may have. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<unknown>((at, key) => within(at, key), schema);
  const block = inner(found);
  return block instanceof z.ZodObject ? Object.keys(block.shape) : [];
}

function within(schema: unknown, key: PropertyKey): unknown {
  const block = inner(schema);
  if (block instanceof z.ZodObject) return Reflect.get(block.shape, key);
  if (block instanceof z.ZodRecord) return block.valueType;
  if (block instanceof z.ZodArray) return block.element;
  return undefined;
}

function inner(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? inner(schema.unwrap())
    : schema;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), input);
}
