import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createPreview } from '../../jobs/preview/index.ts';
import { parseFerryFile } from '../../src/config.ts';
import type { Config } from '../../src/config-schema.ts';
import type { Finder, Sighting } from '../../src/migration/finder-port.ts';
import type { Migration } from '../../src/migration/types.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import { card } from '../../src/slack/card.ts';
import { createPeople } from '../../src/slack/people.ts';
import { createThread, type Thread } from '../../src/slack/thread.ts';
import { createWeb } from '../../src/slack/web.ts';
import { type FakeClouds, fakeClouds } from './fake-clouds.ts';
import { type InMemoryMigrations, inMemoryMigrations } from './in-memory-migrations.ts';
import { type LocalSlack, localSlack } from './local-slack.ts';
import { t0 } from './migration-records.ts';
import { requestUrl, type Transport, transport as usual } from './transport.ts';

export interface FerryInSlack extends LocalSlack {
  readonly ferry: SlackApp;
  /** Another bot beside it, or in its place: over HTTP the newest gets what Slack sends. */
  another(): Promise<SlackApp>;
  readonly migrations: InMemoryMigrations;
  readonly thread: Thread;
  readonly config: Config;
  readonly logged: string[];
  /** The machines that the finder knows. */
  readonly sightings: Sighting[];
  /** Posts the card of a record where Ferry knows it, and gives its `ts`. */
  show(migration: Migration): Promise<string>;
  /** What one person alone was told last. */
  told(user: string): string;
  /** How often the same click came a second time: to the handlers over a socket, and as far as the door over HTTP. */
  repeated(): number;
}

export const requester = 'U0REQUESTER1';
export const approver = 'U0APPROVER01';
export const channel = 'C0MIGRATION1';

/** The least that a ferry.yml needs, with one source and one target. */
export const smallFerryFile = `
sources:
  prod: { account: '111122223333', region: eu-west-1 }
targets:
  west:
    subscription: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg-migrate
    vault: rsv-migrate
    replicationHost: { addresses: [10.0.0.10] }
    placement:
      resourceGroup: rg-migrated
      network: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n
      subnet: machines
      cacheStorageAccount: /subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a
approvers: { groups: [S0APPROVERS1] }
`;

/** Ferry's whole Slack side on a local Slack, over migrations in memory. */
export async function ferryInSlack(
  options: {
    readonly connect?: boolean;
    readonly transport?: Transport;
    /** Another ferry.yml than the small one. */
    readonly file?: string;
    /** Another finder than the list of sightings. */
    readonly finder?: Finder;
    /** Other clouds to look at than the made-up ones with one sound machine. */
    readonly clouds?: FakeClouds;
  } = {},
): Promise<FerryInSlack> {
  const transport = options.transport ?? usual;
  const local = await localSlack();
  const { api, botToken, appToken, signingSecret } = local.slack.details;
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const config: Config = {
    ...parseFerryFile(`${options.file ?? smallFerryFile}\nslack: { transport: ${transport}${transport === 'http' ? ', port: 0' : ''} }`),
    env: {
      SLACK_BOT_TOKEN: botToken,
      ...(transport === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: appToken }),
      SLACK_API_URL: api,
      REDIS_URL: 'redis://127.0.0.1:1',
      FERRY_CONFIG: 'ferry.yml',
      FERRY_LOG: 'info',
    },
  };
  const web = createWeb(config.env, log);
  const migrations = inMemoryMigrations();
  const thread = createThread({ web, log });
  const sightings: Sighting[] = [];
  const seen = new Set<string>();
  const http = {
    firstSeen: async (signature: string) => seen.size < seen.add(signature).size,
    healthy: async () => true,
  };
  const bot = () => {
    const app = createSlackApp({
      config,
      migrations,
      people: createPeople({ web, approvers: config.approvers }),
      finder: options.finder ?? finderOf(sightings),
      preview: createPreview({ config, clouds: () => options.clouds ?? fakeClouds() }),
      log,
      http,
    });
    onTestFinished(() => app.stop());
    const start = async () => {
      await app.start();
      if (transport === 'http') local.slack.world({ requestUrl: requestUrl(logged) });
    };
    return { ...app, start };
  };
  const ferry = bot();
  if (options.connect ?? true) await ferry.start();
  return {
    ...local,
    ferry,
    another: async () => {
      const second = bot();
      await second.start();
      return second;
    },
    migrations,
    thread,
    config,
    logged,
    sightings,
    show: async (migration) => {
      const posted = await thread.postCard(channel, card(migration, t0, { revision: 1, approvers: config.approvers }), {
        migration: migration.id,
        n: 1,
      });
      if (posted.is !== 'posted') throw new Error(`posting the card: ${JSON.stringify(posted)}`);
      migrations.add(migration, { channel, ts: posted.ts });
      return posted.ts;
    },
    repeated: () =>
      transport === 'http'
        ? logged.filter((line) => line.includes('the same request came before')).length
        : migrations.heard.filter((heard) => heard === 'keep answer').length - 1,
    told: (user) => local.slack.ephemerals(channel).findLast((shown) => shown.user === user)?.text ?? '',
  };
}

/** Finds what is in the list, as EC2 would. */
export function finderOf(sightings: readonly Sighting[]): Finder {
  const found = (source: string, limit: number, fits: (one: Sighting) => boolean) =>
    Promise.resolve(sightings.filter((one) => one.source === source && fits(one)).slice(0, limit));
  return {
    beginning: (source, idPart, limit) => found(source, limit, ({ instanceId }) => instanceId.startsWith(idPart)),
    matching: (source, words, limit) =>
      found(
        source,
        limit,
        ({ name, instanceId, privateIp = '' }) => name.includes(words) || instanceId.startsWith(words) || privateIp.startsWith(words),
      ),
  };
}
