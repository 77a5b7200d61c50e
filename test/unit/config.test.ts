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
    `${file}:${line('colour')} colour: there is no such key; there are sources, targets, approvers, channels, slack, osProfile, timing.`,
  ]);
});

const slackOver = (slack: Record<string, unknown>, env: Record<string, string>) => {
  const file = write(
    changed((yaml) => {
      yaml['slack'] = slack;
    }),
  );
  return loadConfig({ SLACK_BOT_TOKEN: 'xoxb-1', REDIS_URL: 'redis://127.0.0.1', FERRY_CONFIG: file, ...env });
};
const secret = '0123456789abcdef0123456789abcdef';

test('over HTTP the signing secret is needed and the app-level token is not', () => {
  expect(slackOver({ transport: 'http' }, { SLACK_SIGNING_SECRET: secret }).slack).toEqual({
    transport: 'http',
    host: '127.0.0.1',
    port: 3000,
    path: '/slack/events',
  });
  expect(problemsOf(() => slackOver({ transport: 'http' }, { SLACK_APP_TOKEN: 'xapp-1' }))).toEqual([
    'environment: SLACK_SIGNING_SECRET: missing; expected the signing secret of the Slack app, no token (api.slack.com/apps, Basic Information, App Credentials).',
  ]);
});

test('over a socket the app-level token is needed and the signing secret is not', () => {
  expect(slackOver({}, { SLACK_APP_TOKEN: 'xapp-1' }).slack.transport).toBe('socket');
  expect(problemsOf(() => slackOver({ transport: 'socket' }, { SLACK_SIGNING_SECRET: secret }))).toEqual([
    'environment: SLACK_APP_TOKEN: missing; expected the app-level token of the Slack app, xapp-…, with connections:write (api.slack.com/apps, Basic Information).',
  ]);
});

test('what is wrong with the way to Slack is named together, and no secret is shown', () => {
  const problems = problemsOf(() =>
    slackOver({ transport: 'http', port: 70_000, path: '/healthz', hots: 'x' }, { SLACK_SIGNING_SECRET: 'xoxb-in-the-wrong-place' }),
  );
  expect(problems.map((problem) => problem.replace(/^.*?ferry\.yml:\d+ /, ''))).toEqual([
    'environment: SLACK_SIGNING_SECRET: expected the signing secret of the Slack app, no token (api.slack.com/apps, Basic Information, App Credentials); found something that begins with xoxb-.',
    'slack.port: expected a port from 1 to 65535, for example 3000; 0 takes any free one; found 70000.',
    'slack.path: expected a path that begins with /, of letters, digits and . _ ~ - /, for example /slack/events; /healthz is taken; found “/healthz”.',
    'slack.hots: there is no such key; did you mean host?',
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
