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
  const line = (key: string) =>
    1 +
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((text) => text.trim().startsWith(`${key}:`));
  expect(problemsOf(() => loadConfig(env))).toEqual([
    'environment: SLACK_BOT_TOKEN: expected the bot token of the Slack app, xoxb-… (api.slack.com/apps, OAuth & Permissions); found something that begins with xapp-.',
    'environment: SLACK_APP_TOKEN: missing; expected the app-level token of the Slack app, xapp-…, with connections:write (api.slack.com/apps, Basic Information).',
    'environment: REDIS_URL: expected the address of a Redis that keeps what it acknowledges, for example redis://127.0.0.1:6379 or rediss://…; found something that begins with http://.',
    'environment: FERRY_AZURE_ENDPOINT: expected the address of a sandbox on this machine, for example http://127.0.0.1:8080; leave it out for Azure itself; found “https://management.azure.com”.',
    `${file}:${line('account')} sources.prod.account: expected an AWS account, 12 digits in quotes, for example "111122223333"; found 111122223333.`,
    `${file}:${line('region')} sources.prod.region: expected an AWS region, for example eu-west-1; found “Ireland”.`,
    `${file}:${line('approvers')} approvers: nobody may authorise a downtime; name at least one user or user group.`,
    `${file}:${line('osProfile')} osProfile: expected one of current, article-2016; found “newest”.`,
    `${file}:${line('colour')} colour: there is no such key; there are sources, targets, approvers, channels, osProfile, timing.`,
  ]);
});

test('a file that is not there is a problem like the others', () => {
  const problems = problemsOf(() => loadConfig({ FERRY_CONFIG: 'nowhere/ferry.yml' }));
  expect(problems[0]).toMatch(/^environment: SLACK_BOT_TOKEN: missing; expected /);
  expect(problems.at(-1)).toBe(
    'nowhere/ferry.yml: there is no such file; copy ferry.example.yml to it and fill it in, or set FERRY_CONFIG.',
  );
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
