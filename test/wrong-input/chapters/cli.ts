import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, type RedisClient } from '../../../src/store/redis.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { inShell, type } from '../../support/on-terminal.ts';
import { privateRedis, type TestRedis } from '../../support/redis.ts';
import type { Chapter, Row } from '../chapter.ts';

interface Scene {
  readonly redis: TestRedis;
  readonly client: RedisClient;
  /** A folder with a ferry.yml, and one in it without. */
  readonly folder: string;
  readonly bare: string;
}

/** An EC2 that only refuses connections: nothing listens on the discard port of this machine. */
const nowhere = 'http://127.0.0.1:9';
const azure = {
  AZURE_TENANT_ID: '7b1f4f5c-3f0a-4c55-9b0d-0c6a3d0f5e01',
  AZURE_CLIENT_ID: '9d0c2a4e-61b7-4a1e-8f35-2b7d6c5e4f30',
  AZURE_CLIENT_SECRET: 'secret',
  FERRY_AZURE_ENDPOINT: nowhere,
};
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL: nowhere };

/** What operators type wrongly, or in the wrong place, and what the terminal answers. */
export const cli: Chapter<Scene> = {
  title: 'npx ferry',
  about:
    'What the terminal answers, and its exit code: 2 when the command was not understood, 3 when something is wrong with the configuration or cannot be reached. These answers go to stderr; nothing is written to stdout, and nothing is changed.',
  open,
  close,
  rows: [
    row({
      when: '`ferry stauts`: there is no such command',
      words: ['stauts'],
      shell: 'beside ferry.yml',
      says: ["ferry: unknown command 'stauts'", '(Did you mean status?)', 'See ferry --help.', 'exit 2'],
    }),
    row({
      when: '`ferry show` without an id',
      words: ['show'],
      says: ["ferry: missing required argument 'id'", 'See ferry show --help.', 'exit 2'],
    }),
    row({
      when: '`ferry status --jsno`: there is no such option',
      words: ['status', '--jsno'],
      says: ["ferry: unknown option '--jsno'", '(Did you mean --json?)', 'See ferry status --help.', 'exit 2'],
    }),
    row({
      when: '`ferry readiness-script solaris`: there is none',
      words: ['readiness-script', 'solaris'],
      says: ['ferry: there is a script for linux and one for windows, and none for solaris.', 'exit 2'],
    }),
    row({
      when: '`ferry list --state open-ish`: there is no such state',
      words: ['list', '--state', 'open-ish'],
      says: [
        "ferry: option '--state <state>' argument 'open-ish' is invalid. Allowed choices are open, waiting, stuck, ended, completed, rejected, cancelled, rolled-back, expired, ineligible.",
        'See ferry list --help.',
        'exit 2',
      ],
    }),
    row({
      when: '`ferry list --page 0`',
      words: ['list', '--page', '0'],
      says: [
        "ferry: option '--page <n>' argument '0' is invalid. It must be a whole number from 1 to 1000000.",
        'See ferry list --help.',
        'exit 2',
      ],
    }),
    row({
      when: '`ferry show m-zzzzzz`: no migration has this id',
      words: ['show', 'm-zzzzzz'],
      says: ['ferry: showing m-zzzzzz: Ferry has no migration of this id. See ferry list.', 'exit 3'],
    }),
    row({
      when: '`ferry show i-0123456789abcdef0`: an instance instead of a migration',
      words: ['show', 'i-0123456789abcdef0'],
      says: [
        'ferry: showing i-0123456789abcdef0: this is an instance, and ferry show takes the id of a migration. See ferry list --machine i-0123456789abcdef0.',
        'exit 3',
      ],
    }),
    row({
      when: '`REDIS_URL` is not set',
      words: ['status'],
      env: { REDIS_URL: '' },
      says: [
        'ferry: environment: REDIS_URL: missing; expected the address of a Redis that keeps what it acknowledges, for example redis://127.0.0.1:6379 or rediss://….',
        'exit 3',
      ],
    }),
    row({
      when: 'Redis does not answer',
      words: ['list', '--json'],
      env: { REDIS_URL: 'redis://:password@127.0.0.1:9/0' },
      says: [
        'ferry: Connecting to Redis at 127.0.0.1:9: nothing listens there (ECONNREFUSED). Start Redis, or correct REDIS_URL.',
        'exit 3',
      ],
    }),
    row({
      when: 'there is no `ferry.yml`',
      words: ['eligibility', 'i-0123456789abcdef0'],
      shell: 'without ferry.yml',
      says: ['ferry: ferry.yml: there is no such file; copy ferry.example.yml to it and fill it in, or set FERRY_CONFIG.', 'exit 3'],
    }),
    row({
      when: '`--source` names an alias that `ferry.yml` does not have',
      words: ['eligibility', 'i-0123456789abcdef0', '--source', 'production'],
      says: ['ferry: There is no source “production”: ferry.yml has prod. Name one of these with --source.', 'exit 2'],
    }),
    row({
      when: '`ferry eligibility web-07`: a name instead of an instance id',
      words: ['eligibility', 'web-07'],
      says: ['ferry: “web-07” is not an EC2 instance id, nor the beginning of one. It is i- and then up to 17 of 0–9 and a–f.', 'exit 2'],
    }),
    row({
      when: 'there are no AWS credentials',
      words: ['eligibility', 'i-0123456789abcdef0', '--source', 'prod'],
      shell: 'beside ferry.yml',
      env: { AWS_EC2_METADATA_DISABLED: 'true' },
      says: [
        'ferry: loading AWS credentials in prod (eu-west-1): Could not load credentials from any providers (CredentialsProviderError).',
        '       Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in this terminal or in .env.',
        'exit 3',
      ],
    }),
    row({
      when: 'AWS cannot be reached',
      words: ['eligibility', 'i-0123456789abcdef0', '--json'],
      env: keys,
      says: [
        'ferry: checking which account the credentials belong to in prod (eu-west-1): the connection was refused (ECONNREFUSED).',
        '       Check that this host reaches AWS, and AWS_ENDPOINT_URL if it is set: name resolution, proxy, firewall.',
        'exit 3',
      ],
    }),
    row({
      when: '`ferry target prepare` without an alias',
      words: ['target', 'prepare'],
      says: ["ferry: missing required argument 'alias'", 'See ferry target prepare --help.', 'exit 2'],
    }),
    row({
      when: '`ferry target prepare east`: `ferry.yml` has no such target',
      words: ['target', 'prepare', 'east', '--yes'],
      says: ['ferry: There is no target “east”: ferry.yml has west. Name one of these.', 'exit 2'],
    }),
    row({
      when: '`ferry target prepare west --wait soon`',
      words: ['target', 'prepare', 'west', '--wait', 'soon'],
      says: ['ferry: --wait soon: it takes whole minutes, 1 or more, or nothing.', 'exit 2'],
    }),
    row({
      when: 'half an Azure identity is set when a target is prepared',
      words: ['target', 'prepare', 'west', '--yes'],
      env: { AZURE_CLIENT_SECRET: 'secret' },
      says: [
        'ferry: environment: AZURE_TENANT_ID and AZURE_CLIENT_ID: missing while AZURE_CLIENT_SECRET is set; a service principal needs all three.',
        'exit 3',
      ],
    }),
    row({
      when: 'Azure cannot be reached when a target is prepared',
      words: ['target', 'prepare', 'west', '--yes'],
      env: azure,
      says: [
        'ferry: reading the resource group site-recovery: signing in to Azure: network_error: See https://aka.ms/msal.js.errors#network_error for details.',
        '       Wait: this usually passes by itself. If it lasts, check that this host reaches https://login.microsoftonline.com.',
        'exit 3',
      ],
    }),
  ],
};

interface Mistake {
  readonly when: string;
  readonly words: readonly string[];
  /** Typed into a shell of its own there, instead of into this process. */
  readonly shell?: 'beside ferry.yml' | 'without ferry.yml';
  readonly env?: Readonly<Record<string, string>>;
  readonly says: readonly string[];
}

/** Types it as an operator would, and looks that it left Redis as it was. */
function row({ when, words, shell, env, says }: Mistake): Row<Scene> {
  return {
    when,
    seenBy: 'whoever typed it',
    says: says.join('\n'),
    async play({ redis, client, folder, bare }) {
      const around = { REDIS_URL: redis.url, ...env };
      const { out, err, exit } = shell
        ? await inShell(words, shell === 'without ferry.yml' ? bare : folder, { HOME: bare, ...around })
        : await type(words, { FERRY_CONFIG: join(folder, 'ferry.yml'), ...around });
      const kept = await client.redis.dbsize();
      if (out !== '' || kept !== 0) throw new Error(`${words.join(' ')} wrote to stdout: “${out}”, and left ${kept} keys in Redis`);
      return `${err}exit ${exit}`;
    },
  };
}

async function open(): Promise<Scene> {
  const redis = await privateRedis();
  const client = connectRedis(redis.url);
  const folder = mkdtempSync(join(tmpdir(), 'ferry-terminal-'));
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  writeFileSync(join(folder, 'ferry.yml'), ferryFile());
  return { redis, client, folder, bare };
}

async function close({ redis, client, folder }: Scene): Promise<void> {
  client.redis.disconnect();
  await redis.close();
  rmSync(folder, { recursive: true });
}
