import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config.ts';
import { StartError } from '../../../src/errors.ts';

import { wholeFerryFile } from '../../support/whole-ferry-file.ts';
import type { Chapter, Row } from '../chapter.ts';
import { failedStart } from '../failed-start.ts';

interface Scene {
  readonly folder: string;
  /** All that Ferry needs, right. */
  readonly env: Readonly<Record<string, string>>;
}

type Change = Readonly<Record<string, string | undefined>>;

const botToken = 'the bot token of the Slack app, xoxb-… (api.slack.com/apps, OAuth & Permissions)';
const appToken = 'the app-level token of the Slack app, xapp-…, with connections:write (api.slack.com/apps, Basic Information)';
const signingSecret = 'the signing secret of the Slack app, no token (api.slack.com/apps, Basic Information, App Credentials)';
const redis = 'the address of a Redis that keeps what it acknowledges, for example redis://127.0.0.1:6379 or rediss://…';
const levels = 'expected one of silent, error, warn, info, debug';
const sandbox = 'the address of a sandbox on this machine, for example http://127.0.0.1:8080; leave it out for Azure itself';
const secrets = ['do-not-tell', 'hunter2'];

/** What is wrong around Ferry before it has asked anybody anything. */
export const environment: Chapter<Scene> = {
  title: 'The environment',
  about: 'Variables, from the shell or from `.env`. What is secret is never repeated. A variable that is set to nothing counts as missing.',
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ferry-environment-'));
    const file = join(folder, 'ferry.yml');
    writeFileSync(file, wholeFerryFile);
    writeFileSync(join(folder, 'http.yml'), `${wholeFerryFile}slack:\n  transport: http\n`);
    mkdirSync(join(folder, 'ferry.d'));
    return {
      folder,
      env: {
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        REDIS_URL: 'redis://127.0.0.1:6379',
        FERRY_QUIESCE_SECRET: 'do-not-tell-'.repeat(3),
        FERRY_CONFIG: file,
      },
    };
  },
  close: async ({ folder }) => rmSync(folder, { recursive: true, force: true }),
  rows: [
    {
      when: '`npm run bot` is typed without any variable',
      seenBy: 'the terminal of `npm run bot`; it exits 1',
      says: [
        'Ferry cannot start:',
        `  - environment: SLACK_BOT_TOKEN: missing; expected ${botToken}.`,
        `  - environment: SLACK_APP_TOKEN: missing; expected ${appToken}.`,
        `  - environment: REDIS_URL: missing; expected ${redis}.`,
        '  - nowhere.yml: there is no such file; copy ferry.example.yml to it and fill it in, or set FERRY_CONFIG.',
        '',
      ].join('\n'),
      play: () => failedStart('bot', { FERRY_CONFIG: 'nowhere.yml' }),
    },
    wrong('`SLACK_BOT_TOKEN` is missing', { SLACK_BOT_TOKEN: undefined }, `SLACK_BOT_TOKEN: missing; expected ${botToken}.`),
    wrong('`SLACK_BOT_TOKEN` is set to nothing', { SLACK_BOT_TOKEN: '' }, `SLACK_BOT_TOKEN: missing; expected ${botToken}.`),
    wrong(
      '`SLACK_BOT_TOKEN` and `SLACK_APP_TOKEN` are swapped',
      { SLACK_BOT_TOKEN: 'xapp-do-not-tell', SLACK_APP_TOKEN: 'xoxb-do-not-tell' },
      `SLACK_BOT_TOKEN: expected ${botToken}; found something that begins with xapp-.`,
      `SLACK_APP_TOKEN: expected ${appToken}; found something that begins with xoxb-.`,
    ),
    wrong(
      "`SLACK_BOT_TOKEN` is a person's token",
      { SLACK_BOT_TOKEN: 'xoxp-do-not-tell' },
      `SLACK_BOT_TOKEN: expected ${botToken}; found something that begins with xoxp-.`,
    ),
    wrong(
      '`SLACK_BOT_TOKEN` is something else',
      { SLACK_BOT_TOKEN: 'do-not-tell' },
      `SLACK_BOT_TOKEN: expected ${botToken}; found something else (not shown).`,
    ),
    wrong('`SLACK_APP_TOKEN` is missing', { SLACK_APP_TOKEN: undefined }, `SLACK_APP_TOKEN: missing; expected ${appToken}.`),
    wrong(
      '`SLACK_SIGNING_SECRET` is missing where Slack sends to Ferry by HTTP',
      ({ folder }) => ({ FERRY_CONFIG: join(folder, 'http.yml') }),
      `SLACK_SIGNING_SECRET: missing; expected ${signingSecret}.`,
    ),
    wrong(
      '`SLACK_SIGNING_SECRET` is a token',
      ({ folder }) => ({ FERRY_CONFIG: join(folder, 'http.yml'), SLACK_SIGNING_SECRET: 'xoxb-do-not-tell-anybody' }),
      `SLACK_SIGNING_SECRET: expected ${signingSecret}; found something that begins with xoxb-.`,
    ),
    wrong(
      '`SLACK_API_URL` is no address',
      { SLACK_API_URL: 'slack.com' },
      'SLACK_API_URL: expected the address of another Slack API, for example http://127.0.0.1:8080/api/; leave it out for Slack itself; found “slack.com”.',
    ),
    wrong(
      '`FERRY_QUIESCE_SECRET` is missing, and `ferry.yml` names a webhook that quiesces machines',
      { FERRY_QUIESCE_SECRET: undefined },
      'FERRY_QUIESCE_SECRET: missing, and sources.prod.quiesce names a webhook; requests to it are signed with this secret of 32 characters or more.',
    ),
    wrong(
      '`FERRY_QUIESCE_SECRET` is short',
      { FERRY_QUIESCE_SECRET: 'hunter2' },
      'FERRY_QUIESCE_SECRET: expected the secret that requests to a quiesce webhook are signed with, 32 characters or more without spaces; found something else (not shown).',
    ),
    wrong('`REDIS_URL` is missing', { REDIS_URL: undefined }, `REDIS_URL: missing; expected ${redis}.`),
    wrong(
      '`REDIS_URL` is a host and a port',
      { REDIS_URL: 'cache.example.org:6379' },
      `REDIS_URL: expected ${redis}; found something else (not shown).`,
    ),
    wrong(
      '`REDIS_URL` is an address of another kind, with a password in it',
      { REDIS_URL: 'postgres://ferry:hunter2@db.example.org/ferry' },
      `REDIS_URL: expected ${redis}; found something that begins with postgres://.`,
    ),
    wrong(
      '`AZURE_CLIENT_SECRET` is missing beside the other two',
      { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c' },
      'AZURE_CLIENT_SECRET: missing while AZURE_TENANT_ID and AZURE_CLIENT_ID are set; a service principal needs all three. For a managed identity leave AZURE_TENANT_ID out.',
    ),
    wrong(
      '`AZURE_CLIENT_SECRET` stands alone',
      { AZURE_CLIENT_SECRET: 'hunter2' },
      'AZURE_TENANT_ID and AZURE_CLIENT_ID: missing while AZURE_CLIENT_SECRET is set; a service principal needs all three.',
    ),
    wrong(
      '`AZURE_CLIENT_ID` is missing beside the other two',
      { AZURE_CLIENT_SECRET: 'hunter2', AZURE_TENANT_ID: 't' },
      'AZURE_CLIENT_ID: missing while AZURE_CLIENT_SECRET is set; a service principal needs all three.',
    ),
    wrong(
      '`FERRY_AZURE_ENDPOINT` is not on this machine',
      { FERRY_AZURE_ENDPOINT: 'https://management.azure.com' },
      `FERRY_AZURE_ENDPOINT: expected ${sandbox}; found “https://management.azure.com”.`,
    ),
    wrong(
      '`FERRY_AZURE_ENDPOINT` is no address',
      { FERRY_AZURE_ENDPOINT: 'azure' },
      `FERRY_AZURE_ENDPOINT: expected ${sandbox}; found “azure”.`,
    ),
    wrong('`FERRY_LOG` is a level that does not exist', { FERRY_LOG: 'verbose' }, `FERRY_LOG: ${levels}; found “verbose”.`),
    file(
      '`FERRY_CONFIG` names a file that does not exist',
      'ferry.yaml',
      '‹folder›/ferry.yaml: there is no such file; copy ferry.example.yml to it and fill it in, or set FERRY_CONFIG.',
    ),
    file('`FERRY_CONFIG` names a folder', 'ferry.d', '‹folder›/ferry.d: this is a folder; set FERRY_CONFIG to the file in it.'),
    wrong(
      'the environment and `ferry.yml` are both wrong',
      ({ folder }) => {
        writeFileSync(join(folder, 'both.yml'), wholeFerryFile.replace('eu-west-1', 'Ireland'));
        return { FERRY_CONFIG: join(folder, 'both.yml'), FERRY_LOG: 'loud' };
      },
      `FERRY_LOG: ${levels}; found “loud”.`,
      '‹folder›/both.yml:4 sources.prod.region: expected an AWS region, for example eu-west-1; found “Ireland”.',
    ),
  ],
};

function wrong(when: string, change: Change | ((scene: Scene) => Change), ...says: string[]): Row<Scene> {
  return {
    when,
    seenBy: 'whoever starts Ferry',
    says: says.map((one) => (one.startsWith('‹') ? one : `environment: ${one}`)).join('\n'),
    play: async (scene) => {
      loadConfig(scene.env); // without the change, Ferry takes it
      const said = refusal({ ...scene.env, ...(typeof change === 'function' ? change(scene) : change) });
      const told = secrets.find((secret) => said.includes(secret));
      if (told) throw new Error(`the answer repeats ${told}`);
      return said.replaceAll(scene.folder, '‹folder›');
    },
  };
}

function file(when: string, name: string, says: string): Row<Scene> {
  return wrong(when, ({ folder }) => ({ FERRY_CONFIG: join(folder, name) }), says);
}

function refusal(env: Change): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof StartError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('Ferry took the environment');
}
