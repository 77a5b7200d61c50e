import type { Logger } from 'pino';
import { loadConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { type Refusal, StartError } from './errors.ts';
import { createLog } from './log.ts';
import type { ClickEntry } from './migration/entries.ts';
import type { People } from './migration/people-port.ts';
import { createWaker, type Waker } from './queue.ts';
import { createPeople } from './slack/people.ts';
import { refusalText } from './slack/refusal.ts';
import { createThread, type Thread } from './slack/thread.ts';
import { createWeb } from './slack/web.ts';
import { guardRedis } from './store/guard.ts';
import { createStore, type Store } from './store/index.ts';
import { openRedis } from './store/open.ts';
import { proveRedis } from './store/prove.ts';
import type { RedisClient } from './store/redis.ts';

/** What the bot and the worker have in common. */
export interface Wired {
  readonly config: Config;
  readonly log: Logger;
  readonly client: RedisClient;
  readonly store: Store;
  readonly thread: Thread;
  readonly people: People;
  readonly waker: Waker;
  /** Tells a person why a click did nothing. */
  readonly refused: (click: ClickEntry, refusal: Refusal) => Promise<void>;
  close(): Promise<void>;
}

/** Reads the configuration and connects; throws a StartError with everything that is wrong. */
export async function wire(env: NodeJS.ProcessEnv, name: string): Promise<Wired> {
  const config = loadConfig(env);
  const log = createLog(config.env.FERRY_LOG, name);
  const client = await openRedis(
    config.env.REDIS_URL,
    (error) => log.debug({ err: error }, 'Redis is away'),
    (says) => log.warn(says),
  );
  await proveRedis(client);
  for (const warning of await guardRedis(client)) log.warn(warning);
  const store = await createStore(client);
  const web = createWeb(config.env, log);
  const thread = createThread({ web, log });
  const people = createPeople({ web, approvers: config.approvers });
  const waker = createWaker(config.env.REDIS_URL, log);
  return {
    config,
    log,
    client,
    store,
    thread,
    people,
    waker,
    refused: (click, refusal) => thread.whisper(click.channel, click.by, refusalText(refusal)),
    async close() {
      await waker.close();
      client.redis.disconnect();
    },
  };
}

/** A process that runs, and how long it may take to come to an end. */
interface Running {
  readonly graceSeconds: number;
  stop(): Promise<void>;
}

/** Runs a process until SIGTERM or SIGINT, then drains it and exits 0; says a StartError plainly and exits 1. */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) return;
      stopping = true;
      const patience = setTimeout(() => {
        process.stderr.write(
          `stopping on ${signal}: still busy after ${running.graceSeconds} s; what was under way is taken up by another worker\n`,
        );
        process.exit(1);
      }, running.graceSeconds * 1000);
      patience.unref();
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`stopping on ${signal}: ${error instanceof Error ? error.message : String(error)}\n`);
          process.exit(1);
        },
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    const lines = error instanceof StartError ? error.problems : [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    process.stderr.write(`Ferry cannot start:\n${lines.map((line) => `  - ${line}`).join('\n')}\n`);
    process.exit(1);
  }
}
