import { connectRedis } from '../../../src/store/redis.ts';
import { eventually } from '../../support/eventually.ts';
import { answers, type FalseRedis, loadingFirst, speaksTls } from '../../support/false-redis.ts';
import { startFerry } from '../../support/ferry-process.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { privateRedis, type TestRedis } from '../../support/redis.ts';
import { channel, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { failedStart } from '../failed-start.ts';

interface Scene {
  /** Ferry at work. */
  readonly stage: Stage;
  /** Another Redis, for processes that do not get that far. */
  readonly spare: TestRedis;
}

type Settings = Readonly<Record<string, string>>;

const away =
  "Ferry's store, Redis, does not answer, so Ferry cannot tell whether this was done. What was kept before is safe. See /migrate status in a minute before you do it again.";
const full =
  "Ferry's store, Redis, is full (OOM), so this was not done. What was kept before is safe. Tell whoever runs Ferry, and do it again when that is mended.";
const readOnly =
  "Ferry's store, Redis, has become a read-only replica (READONLY), so this was not done. What was kept before is safe. Tell whoever runs Ferry, and do it again when that is mended.";

/** What is wrong with Redis, before the start and while Ferry works. */
export const redis: Chapter<Scene> = {
  title: 'Redis',
  about:
    'A Redis that Ferry cannot use is named when a process starts; the process exits 1. One that fails later ends nothing: what was kept is safe, what was not is said, and everything goes on when it is back.',
  open: async () => ({ stage: await setTheStage(), spare: await privateRedis() }),
  close: async ({ stage, spare }) => {
    await stage.close();
    await spare.close();
  },
  rows: [
    closed(
      'bot',
      'nothing listens at `REDIS_URL`',
      'redis://127.0.0.1:1',
      'nothing listens there (ECONNREFUSED). Start Redis, or correct REDIS_URL.',
    ),
    closed(
      'worker',
      'nothing listens at `REDIS_URL`',
      'redis://127.0.0.1:1',
      'nothing listens there (ECONNREFUSED). Start Redis, or correct REDIS_URL.',
    ),
    closed(
      'start',
      'nothing listens at `REDIS_URL`',
      'redis://127.0.0.1:1',
      'nothing listens there (ECONNREFUSED). Start Redis, or correct REDIS_URL.',
    ),
    configured(
      'Redis asks for a password and `REDIS_URL` has none',
      { requirepass: 'hunter2' },
      (url) => url,
      'Connecting to Redis at ‹host:port›: it asks for a password (NOAUTH). Put it into REDIS_URL: redis://:password@host:6379.',
    ),
    configured(
      '`REDIS_URL` has a wrong password',
      { requirepass: 'hunter2' },
      (url) => url.replace('//', '//:do-not-tell@'),
      'Connecting to Redis at ‹host:port›: it refuses the user name or the password (WRONGPASS). Correct them in REDIS_URL: redis://user:password@host:6379.',
    ),
    impostor(
      'a web server stands at `REDIS_URL`',
      () => answers(() => 'HTTP/1.1 400 Bad Request\r\n\r\n'),
      'Connecting to Redis at ‹host:port›: what answers there is no Redis. Correct the host and the port in REDIS_URL.',
    ),
    impostor(
      'Redis speaks TLS and `REDIS_URL` says `redis://`',
      speaksTls,
      'Connecting to Redis at ‹host:port›: the connection was closed at once. If it wants TLS, write rediss:// instead of redis://. Else correct the port in REDIS_URL.',
    ),
    configured(
      'Redis speaks no TLS and `REDIS_URL` says `rediss://`',
      {},
      (url) => url.replace('redis:', 'rediss:'),
      'Connecting to Redis at ‹host:port›: no answer within five seconds. Check that it runs and that no firewall stands between, or correct REDIS_URL. If it does not speak TLS, write redis:// instead of rediss://.',
    ),
    impostor(
      'Redis is too old',
      () => answers((heard) => (/info/i.test(heard) ? bulk('redis_version:5.0.14\r\nredis_mode:standalone') : '+OK\r\n')),
      'Redis at ‹host:port› is version 5.0.14; Ferry needs 6.2 or newer. Upgrade it, or use another.',
    ),
    configured(
      'Redis may evict what people decided',
      { maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' },
      (url) => url,
      'Redis may evict keys (maxmemory-policy is allkeys-lru); Ferry keeps approvals there. Run: redis-cli config set maxmemory-policy noeviction',
    ),
    configured(
      'Redis is full when Ferry starts',
      { maxmemory: '1' },
      (url) => url,
      'Redis at ‹host:port› is full (OOM): it holds as much as its maxmemory lets it. Raise maxmemory (redis-cli config set maxmemory …), then start Ferry again.',
    ),
    {
      when: '`REDIS_URL` leads to a replica',
      seenBy: 'the terminal of `npm run bot`; it exits 1',
      says: cannotStart('Redis at ‹host:port› is a read-only replica (READONLY). Point REDIS_URL at the primary.'),
      play: ({ stage, spare }) =>
        between(
          spare,
          (one) => one.replicaof('127.0.0.1', 1),
          (one) => one.replicaof('NO', 'ONE'),
          () => starting('bot', stage, spare.url),
        ),
    },
    {
      when: 'the user in `REDIS_URL` may not do what Ferry does',
      seenBy: 'the terminal of `npm run bot`; it exits 1, and starts after that command',
      says: cannotStart(
        "Redis at ‹host:port› does not let its user ferry do all that Ferry does (NOPERM). Run: redis-cli acl setuser ferry '~{ferry}*' +@all -@dangerous +info '+config|get'",
      ),
      play: ({ stage, spare }) =>
        between(
          spare,
          (one) => one.acl('SETUSER', 'ferry', 'on', '>secret', '~cache:*', '+@all'),
          (one) => one.acl('DELUSER', 'ferry'),
          async (one) => {
            const url = spare.url.replace('//', '//ferry:secret@');
            const said = await starting('bot', stage, url);
            const command = / acl setuser (.*)$/m.exec(said)?.[1]?.replaceAll("'", '').split(' ') ?? [];
            await one.acl('SETUSER', command[0] ?? '', ...command.slice(1));
            const running = [
              await startFerry('bot', { ...stage.env, REDIS_URL: url }),
              await startFerry('worker', { ...stage.env, REDIS_URL: url }),
            ];
            for (const process of running) await process.kill('SIGTERM');
            const broken = running.map((process) => process.output()).find((output) => /NOPERM|can't run this command/.test(output));
            if (broken) throw new Error(`the command does not allow enough:\n${broken}`);
            return said;
          },
        ),
    },
    {
      when: 'Redis still loads its data when Ferry starts',
      seenBy: 'the log of the bot, which waits and then runs',
      says: 'Redis at ‹host:port› still loads its data from disk (LOADING); Ferry waits for it.',
      play: async ({ stage, spare }) => {
        const loading = await loadingFirst(spare.url, 2);
        const bot = await startFerry('bot', { ...stage.env, REDIS_URL: loading.url });
        await bot.kill('SIGTERM');
        await loading.close();
        return warnings(bot.output(), loading.url);
      },
    },
    warned(
      'Redis keeps no append-only file',
      { appendonly: 'no' },
      'Redis keeps no append-only file: a crash loses clicks that Slack was told are safe; set appendonly yes',
    ),
    warned(
      'Redis syncs once a second',
      { appendfsync: 'everysec' },
      'Redis may lose the last second of acknowledged clicks on a power cut (appendfsync is everysec); set appendfsync always',
    ),
    {
      when: '`/migrate i-…` is typed while Redis is gone',
      seenBy: 'whoever typed it',
      says: away,
      play: async ({ stage }) => {
        const machine = stage.machine();
        await stage.redis.kill('SIGKILL');
        const told = await typed(stage, machine.instanceId);
        await stage.redis.restart();
        await back(stage);
        const play = await stage.migrate(machine);
        await play.offers('ferry_start');
        await expectInvariants(stage);
        return told;
      },
    },
    {
      when: 'Start is pressed while Redis is gone',
      seenBy: 'whoever pressed it; Slack shows that the click was not taken',
      says: away,
      play: async ({ stage }) => {
        const play = await stage.migrate(stage.machine());
        await play.offers('ferry_start');
        await stage.redis.kill('SIGKILL');
        const { acknowledged, told } = await play.press(people.requester, 'ferry_start', { refused: true });
        await stage.redis.restart();
        await back(stage);
        if (acknowledged) throw new Error('Slack was told that the click is safe');
        if ((await play.record()).status.is !== 'asking') throw new Error('the click counted after all');
        await play.toAuthorisation();
        await expectInvariants(stage);
        return told ?? '';
      },
    },
    inTheMiddle('`/migrate i-…` is typed while Redis is full', full, { maxmemory: '1' }, { maxmemory: '0' }),
    {
      when: 'Start is pressed while Redis is full',
      seenBy: 'whoever pressed it; Slack shows that the click was not taken',
      says: full,
      play: async ({ stage }) => {
        const play = await stage.migrate(stage.machine());
        await play.offers('ferry_start');
        await set(stage.redis, { maxmemory: '1' });
        const { acknowledged, told } = await play.press(people.requester, 'ferry_start', { refused: true });
        await set(stage.redis, { maxmemory: '0' });
        if (acknowledged) throw new Error('Slack was told that the click is safe');
        await play.toAuthorisation();
        await expectInvariants(stage);
        return told ?? '';
      },
    },
    {
      when: '`/migrate i-…` is typed after Redis has become a replica',
      seenBy: 'whoever typed it',
      says: readOnly,
      play: async ({ stage }) => {
        const machine = stage.machine();
        await stage.client.redis.replicaof('127.0.0.1', 1);
        const told = await typed(stage, machine.instanceId);
        await stage.client.redis.replicaof('NO', 'ONE');
        await (await stage.migrate(machine)).offers('ferry_start');
        await expectInvariants(stage);
        return told;
      },
    },
  ],
};

function cannotStart(says: string): string {
  return `Ferry cannot start:\n  - ${says}\n`;
}

function seenBy(name: 'bot' | 'worker' | 'start'): string {
  return `the terminal of \`npm ${name === 'start' ? 'start' : `run ${name}`}\`; it exits 1`;
}

async function starting(name: 'bot' | 'worker' | 'start', stage: Stage, url: string): Promise<string> {
  return (await failedStart(name, { ...stage.env, REDIS_URL: url })).replaceAll(new URL(url).host, '‹host:port›');
}

function closed(name: 'bot' | 'worker' | 'start', when: string, url: string, says: string): Row<Scene> {
  return {
    when,
    seenBy: seenBy(name),
    says: cannotStart(`Connecting to Redis at ‹host:port›: ${says}`),
    play: ({ stage }) => starting(name, stage, url),
  };
}

function impostor(when: string, open: () => Promise<FalseRedis>, says: string): Row<Scene> {
  return {
    when,
    seenBy: seenBy('bot'),
    says: cannotStart(says),
    play: async ({ stage }) => {
      const there = await open();
      const said = await starting('bot', stage, there.url);
      await there.close();
      return said;
    },
  };
}

/** Settings of a Redis with which Ferry does not start, and without which it would. */
function configured(when: string, settings: Settings, address: (url: string) => string, says: string): Row<Scene> {
  return {
    when,
    seenBy: seenBy('bot'),
    says: cannotStart(says),
    play: ({ stage, spare }) => under(spare, settings, () => starting('bot', stage, address(spare.url))),
  };
}

function warned(when: string, settings: Settings, says: string): Row<Scene> {
  return {
    when,
    seenBy: 'the log of the bot, which runs',
    says,
    play: ({ stage, spare }) =>
      under(spare, settings, async () => {
        const bot = await startFerry('bot', { ...stage.env, REDIS_URL: spare.url });
        await bot.kill('SIGTERM');
        return warnings(bot.output(), spare.url);
      }),
  };
}

function inTheMiddle(when: string, says: string, wrong: Settings, right: Settings): Row<Scene> {
  return {
    when,
    seenBy: 'whoever typed it',
    says,
    play: async ({ stage }) => {
      const machine = stage.machine();
      await set(stage.redis, wrong);
      const told = await typed(stage, machine.instanceId);
      await set(stage.redis, right);
      await (await stage.migrate(machine)).offers('ferry_start');
      await expectInvariants(stage);
      return told;
    },
  };
}

/** Types `/migrate` and waits for what that person is told. */
async function typed(stage: Stage, text: string): Promise<string> {
  const { slack } = stage.sandbox;
  const before = slack.ephemerals(channel).length;
  await slack.command({ user: people.requester, channel, text, waitForView: 0 });
  return eventually(`an answer to /migrate ${text}`, () => slack.ephemerals(channel)[before]?.text);
}

/** Waits until every process of the stage has its Redis again. */
async function back(stage: Stage): Promise<void> {
  await eventually('Redis to be back', () => stage.client.redis.ping().catch(() => undefined));
  await eventually('the bot to have Redis again', async () => ((await typed(stage, 'status')).includes('open') ? true : undefined));
}

function warnings(output: string, url: string): string {
  return output
    .split('\n')
    .filter((line) => line.includes('"level":"warn"'))
    .map((line) => (JSON.parse(line) as { msg: string }).msg.replaceAll(new URL(url).host, '‹host:port›'))
    .join('\n');
}

async function set(server: TestRedis, settings: Settings): Promise<void> {
  await between(
    server,
    async (one) => {
      for (const [name, value] of Object.entries(settings)) await one.config('SET', name, value);
    },
    async () => undefined,
    async () => undefined,
  );
}

/** Runs with settings of Redis, and puts back what was there. */
async function under<T>(server: TestRedis, settings: Settings, run: () => Promise<T>): Promise<T> {
  const before: [string, string][] = [];
  return between(
    server,
    async (one) => {
      for (const [name, value] of Object.entries(settings)) {
        before.push([name, ((await one.config('GET', name)) as string[])[1] ?? '']);
        await one.config('SET', name, value);
      }
    },
    async (one) => {
      for (const [name, value] of before) await one.config('SET', name, value);
    },
    run,
  );
}

type Client = ReturnType<typeof connectRedis>['redis'];

/** Runs between two commands to a Redis, on one connection, which stays let in whatever the first changes. */
async function between<T>(
  server: TestRedis,
  before: (one: Client) => Promise<unknown>,
  after: (one: Client) => Promise<unknown>,
  run: (one: Client) => Promise<T>,
): Promise<T> {
  const { redis: one } = connectRedis(server.url);
  try {
    await before(one);
    try {
      return await run(one);
    } finally {
      await after(one);
    }
  } finally {
    one.disconnect();
  }
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}
