import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig, parseFerryFile } from '../../src/config.ts';
import { StartError } from '../../src/errors.ts';

const root = join(import.meta.dirname, '../..');
const exampleFile = join(root, 'ferry.example.yml');
const example = readFileSync(exampleFile, 'utf8');
const exampleEnvironment = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));

const written: string[] = [];
afterAll(() => {
  for (const folder of written) rmSync(folder, { recursive: true, force: true });
});

test('the example ferry.yml is accepted, and says the default of every period that it names', () => {
  const file = parseFerryFile(example);
  expect(file.sources['prod']).toEqual({ account: '111122223333', region: 'eu-west-1' });
  expect(file.targets['azure']?.engine).toBe('auto');
  expect(file.approvers).toEqual({ users: ['U012AB3CD'], groups: ['S012AB3CD'], needed: 1 });
  expect(file.timing).toEqual(parseFerryFile(changed((yaml) => delete yaml['timing'])).timing);
});

test('the example environment together with the example ferry.yml starts Ferry', () => {
  const config = loadConfig({ ...exampleEnvironment, FERRY_CONFIG: exampleFile });
  expect(config.env.REDIS_URL).toBe('redis://127.0.0.1:6379');
  expect(config.env.FERRY_LOG).toBe('info');
});

test('what is left out gets the defaults', () => {
  const file = parseFerryFile(
    changed((yaml) => {
      for (const key of ['channels', 'osProfile', 'timing']) delete yaml[key];
      put(yaml, ['targets', 'azure', 'mobilityService'], undefined);
    }),
  );
  expect(file.channels).toEqual({ allowed: [] });
  expect(file.osProfile).toBe('current');
  expect(file.targets['azure']?.mobilityService).toBe('preinstalled');
  expect(file.timing).toMatchObject({ lease: 10, lock: 15, stalled: 5, sweep: 1 });
});

test('every problem of the file and of the environment is reported at once', () => {
  const file = write(
    changed((yaml) => {
      yaml['sources'] = { prod: { account: 111122223333, region: 'Ireland' } };
      yaml['approvers'] = { needed: 1 };
      yaml['osProfile'] = 'newest';
      yaml['colour'] = 'blue';
    }),
  );
  const env = {
    SLACK_BOT_TOKEN: 'xapp-swapped',
    REDIS_URL: 'http://127.0.0.1',
    FERRY_AZURE_ENDPOINT: 'https://management.azure.com',
    FERRY_CONFIG: file,
  };
  expect(problemsOf(() => loadConfig(env))).toEqual([
    'environment: SLACK_BOT_TOKEN: set it to the bot token of the Slack app (xoxb-…)',
    'environment: SLACK_APP_TOKEN: set it to the app-level token of the Slack app (xapp-…), with connections:write',
    'environment: REDIS_URL: set it to the address of a Redis that keeps what it acknowledges (redis://… or rediss://…)',
    'environment: FERRY_AZURE_ENDPOINT: FERRY_AZURE_ENDPOINT is for a sandbox on this machine only',
    `${file}: sources.prod.account: an AWS account is 12 digits, in quotes`,
    `${file}: sources.prod.region: an AWS region looks like eu-west-1`,
    `${file}: approvers: name at least one user or user group: without approvers Ferry does not start`,
    `${file}: osProfile: Invalid option: expected one of "current"|"article-2016"`,
    `${file}: (top): Unrecognized key: "colour"`,
  ]);
});

test('a file that is not there is a problem like the others', () => {
  const problems = problemsOf(() => loadConfig({ FERRY_CONFIG: 'nowhere/ferry.yml' }));
  expect(problems).toContain('environment: SLACK_BOT_TOKEN: set it to the bot token of the Slack app (xoxb-…)');
  expect(problems.at(-1)).toMatch(/^nowhere\/ferry\.yml: cannot be read \(ENOENT.*\); copy ferry\.example\.yml and fill it in$/);
});

test('text that is not YAML is refused with the place', () => {
  const [problem, ...others] = problemsOf(() => parseFerryFile('sources: [prod'));
  expect(problem).toMatch(/^ferry\.yml: not valid YAML: .*line 1/s);
  expect(others).toEqual([]);
});

test.each<[what: string, path: string[], value: unknown, problem: string]>([
  ['no source', ['sources'], {}, 'ferry.yml: sources: name at least one source'],
  ['no target', ['targets'], {}, 'ferry.yml: targets: name at least one target'],
  [
    'an account that YAML read as a number',
    ['sources', 'prod', 'account'],
    12,
    'ferry.yml: sources.prod.account: an AWS account is 12 digits, in quotes',
  ],
  ['a short account', ['sources', 'prod', 'account'], '12', 'ferry.yml: sources.prod.account: an AWS account is 12 digits, in quotes'],
  ['a person by name', ['approvers', 'users'], ['@someone'], 'ferry.yml: approvers.users.0: a Slack user id looks like U012AB3CD'],
  ['a channel by name', ['channels', 'operators'], '#ferry', 'ferry.yml: channels.operators: a Slack channel id looks like C012AB3CD'],
  [
    'a network by name',
    ['targets', 'azure', 'placement', 'network'],
    'vnet',
    'ferry.yml: targets.azure.placement.network: an Azure resource id begins with /subscriptions/…',
  ],
])('%s is refused in a sentence', (_, path, value, problem) => {
  const text = changed((yaml) => put(yaml, path, value));
  expect(problemsOf(() => parseFerryFile(text))).toContain(problem);
});

function changed(change: (yaml: Record<string, unknown>) => void): string {
  const yaml = parse(example) as Record<string, unknown>;
  change(yaml);
  return stringify(yaml);
}

function put(yaml: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) yaml[key] = value;
  else put(yaml[key] as Record<string, unknown>, rest, value);
}

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-config-'));
  written.push(folder);
  const file = join(folder, 'ferry.yml');
  writeFileSync(file, text);
  return file;
}

function problemsOf(start: () => unknown): readonly string[] {
  try {
    start();
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
  throw new Error('it started');
}
