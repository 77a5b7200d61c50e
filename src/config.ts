import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { problemsOf, shown } from './config-problems.ts';
import { type Config, environmentSchema, type FerryFile, ferrySchema, type Places, placesSchema, targetsSchema } from './config-schema.ts';
import { transportIn, transportVariables } from './config-transport.ts';
import { StartError } from './errors.ts';
import { readYaml } from './yaml-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Parses the text of ferry.yml; throws a StartError that lists every problem. */
export function parseFerryFile(text: string, file = 'ferry.yml'): FerryFile {
  return parseWith(ferrySchema, text, file);
}

/** Reads only where machines come from and go to; needs no variable. Throws a StartError that lists every problem. */
export function loadPlaces(env: Variables): Places {
  const file = env['FERRY_CONFIG'] || 'ferry.yml';
  const text = textOf(file);
  if (typeof text !== 'string') throw text;
  return parseWith(placesSchema, text, file);
}

/** Reads what preparing a target needs; Slack and Redis may be missing. Throws a StartError that lists every problem. */
export function loadTargets(env: Variables) {
  const file = env['FERRY_CONFIG'] || 'ferry.yml';
  const text = textOf(file);
  if (typeof text !== 'string') throw text;
  const schema = environmentSchema
    .pick({ AZURE_TENANT_ID: true, AZURE_CLIENT_ID: true, AZURE_CLIENT_SECRET: true, FERRY_AZURE_ENDPOINT: true, SLACK_API_URL: true })
    .extend({
      SLACK_BOT_TOKEN: environmentSchema.shape.SLACK_BOT_TOKEN.optional(),
      REDIS_URL: environmentSchema.shape.REDIS_URL.optional(),
    });
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(set);
  const found = [
    ...(parsed.success ? [] : environmentProblems(schema, parsed.error, set)),
    ...halfAnIdentity(set).map((problem) => `environment: ${problem}`),
  ];
  if (!parsed.success || found.length > 0) throw new StartError('config-invalid', found);
  return { ...parseWith(targetsSchema, text, file), env: parsed.data };
}

/** Reads only where Redis is; needs no ferry.yml. Throws a StartError. */
export function loadRedisUrl(env: Variables): string {
  const schema = environmentSchema.pick({ REDIS_URL: true });
  const set = { REDIS_URL: env['REDIS_URL'] || undefined };
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data.REDIS_URL;
  throw new StartError('config-invalid', environmentProblems(schema, parsed.error, set), parsed.error);
}

function parseWith<S extends z.ZodType>(schema: S, text: string, file: string): z.infer<S> {
  const yaml = readYaml(text);
  if ('says' in yaml) throw new StartError('config-invalid', [`${file}:${yaml.line}:${yaml.column} ${yaml.says}`]);
  const { value, lineOf } = yaml;
  if (value === null) throw new StartError('config-invalid', [`${file}: it is empty; copy ferry.example.yml and fill it in.`]);
  if (typeof value !== 'object' || Array.isArray(value))
    throw new StartError('config-invalid', [`${file}: expected keys such as sources: and targets:; found ${shown(value)}.`]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const found = problemsOf(schema, parsed.error, value, shown).map(({ path, says }) => {
    const line = lineOf(path);
    return `${file}${line === undefined ? '' : `:${line}`} ${path.join('.')}: ${says}`;
  });
  throw new StartError('config-invalid', found, parsed.error);
}

/** Reads ferry.yml and the environment once; throws one StartError with every problem of both. */
export function loadConfig(env: Variables): Config {
  const found: string[] = [];
  // A variable that is set to nothing, as a line `NAME=` in .env does, is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const file = set['FERRY_CONFIG'] ?? 'ferry.yml';
  const text = textOf(file);
  const schema = environmentSchema.extend(transportVariables[typeof text === 'string' ? transportIn(text) : 'socket']);
  const parsedEnv = schema.safeParse(set);
  if (!parsedEnv.success) found.push(...environmentProblems(schema, parsedEnv.error, set));
  found.push(...halfAnIdentity(set).map((problem) => `environment: ${problem}`));
  let ferry: FerryFile | undefined;
  try {
    if (typeof text !== 'string') throw text;
    ferry = parseFerryFile(text, file);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    found.push(...error.problems);
  }
  found.push(...unsigned(ferry, set));
  if (!parsedEnv.success || !ferry || found.length > 0) throw new StartError('config-invalid', found);
  return { ...ferry, env: parsedEnv.data };
}

/** A hook that anybody could call would quiesce machines for anybody. */
function unsigned(ferry: FerryFile | undefined, env: Variables): string[] {
  const hooked = Object.entries(ferry?.sources ?? {}).flatMap(([alias, { quiesce }]) => (quiesce ? [`sources.${alias}.quiesce`] : []));
  return hooked.length > 0 && env['FERRY_QUIESCE_SECRET'] === undefined
    ? [
        `environment: FERRY_QUIESCE_SECRET: missing, and ${hooked.join(' and ')} names a webhook; requests to it are signed with this secret of 32 characters or more.`,
      ]
    : [];
}

function environmentProblems(schema: z.ZodType, error: z.ZodError, set: unknown): string[] {
  return problemsOf(schema, error, set, kindOf).map(({ path, says }) => `environment: ${path.join('.')}: ${says}`);
}

function textOf(file: string): string | StartError {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return new StartError('config-invalid', [unreadable(file, error)], error);
  }
}

/** What may be told of a variable's value: no secret, and no address with a password in it. */
function kindOf(value: unknown, [name]: readonly PropertyKey[]): string {
  const text = String(value);
  if (name === 'FERRY_LOG' || name === 'FERRY_AZURE_ENDPOINT' || name === 'SLACK_API_URL') return shown(text);
  const prefix = /^(xox[a-z]|xapp|[a-z][a-z0-9+.]*:\/)[-/]/.exec(text)?.[0];
  return prefix ? `something that begins with ${prefix}` : 'something else (not shown)';
}

/** A service principal needs all three; a managed identity, the secret of none. */
function halfAnIdentity(env: Variables): string[] {
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length === 0) return [];
  if (env['AZURE_CLIENT_SECRET'] !== undefined)
    return [`${missing.join(' and ')}: missing while AZURE_CLIENT_SECRET is set; a service principal needs all three.`];
  const otherwise = env['AZURE_FEDERATED_TOKEN_FILE'] ?? env['AZURE_CLIENT_CERTIFICATE_PATH'];
  return missing.length === 1 && otherwise === undefined
    ? [
        'AZURE_CLIENT_SECRET: missing while AZURE_TENANT_ID and AZURE_CLIENT_ID are set; a service principal needs all three. For a managed identity leave AZURE_TENANT_ID out.',
      ]
    : [];
}

function unreadable(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `${file}: there is no such file; copy ferry.example.yml to it and fill it in, or set FERRY_CONFIG.`;
  if (code === 'EACCES') return `${file}: Ferry may not read it; give the user that runs Ferry the right to.`;
  if (code === 'EISDIR') return `${file}: this is a folder; set FERRY_CONFIG to the file in it.`;
  return `${file}: it cannot be read (${error instanceof Error ? error.message : String(error)}).`;
}
