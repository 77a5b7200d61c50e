import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/index.ts';
import { startRedis } from '../sandbox/redis.ts';
import { startSlack } from '../sandbox/slack/index.ts';
import { createStore } from '../src/store/index.ts';
import { connectRedis } from '../src/store/redis.ts';
import { type Card, createShow } from './ack/cards.ts';
import { results } from './ack/results.ts';
import { emptyRound, type Load, play, type Round } from './ack/round.ts';
import { type Subject, startSubject } from './ack/subjects.ts';
import { world } from './ack/workspace.ts';

/*
 * How long Slack waits for Ferry: from the envelope it sends to the acknowledgement it gets, 25 commands and 25 clicks a
 * second over many channels and machines. Beside it, in turn on the same machine and the same Redis, a bare Bolt handler.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '25' },
  },
});
const [count, seconds, rate] = [Number(values.rounds), Number(values.seconds), Number(values.rate)];

const opened: (() => unknown)[] = [];
const say = (text: string) => process.stderr.write(`${text}\n`);

try {
  const redis = await startRedis({ appendfsync: 'always' });
  opened.push(() => redis.close());
  const sandbox = await startSandbox({ speed: 100_000, redis: false });
  opened.push(() => sandbox.close());
  const client = connectRedis(redis.url);
  opened.push(() => client.redis.disconnect());
  const { account, region } = sandbox.aws.details;
  const show = createShow(await createStore(client), account, region);

  const bare = async (name: 'bolt' | 'bare', env: Record<string, string>): Promise<Subject> => {
    const slack = await startSlack(sandbox.kit);
    opened.push(() => slack.close());
    const { api, botToken, appToken } = slack.details;
    const tokens = { SLACK_API_URL: api, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken };
    return startSubject({ name, slack, file: join(import.meta.dirname, 'ack/bare.ts'), env: { ...tokens, ...env }, ready: 'ready' });
  };
  const subjects: readonly Subject[] = [
    await bare('bolt', {}),
    await bare('bare', { REDIS_URL: redis.url }),
    await startSubject({
      name: 'ferry',
      slack: sandbox.slack,
      file: join(import.meta.dirname, '../src/bot.ts'),
      env: { ...sandbox.details.env, REDIS_URL: redis.url },
      ready: 'the bot listens to Slack',
    }),
  ];
  opened.push(() => Promise.all(subjects.map((subject) => subject.stop())));
  for (const { slack } of subjects) slack.world(world);

  let machines = 1;
  const loadFor = async (subject: Subject, length: number): Promise<Load> => {
    const acts = rate * length;
    const cards: Card[] = [];
    while (cards.length < acts) {
      const from = machines + cards.length;
      const some = Array.from({ length: Math.min(25, acts - cards.length) }, (_, n) => show(subject.slack, from + n));
      cards.push(...(await Promise.all(some)));
    }
    machines += 2 * acts;
    return { rate, seconds: length, firstMachine: machines - acts, cards };
  };

  say(
    `${rate} commands and ${rate} clicks a second, ${count} rounds of ${seconds} s each, in turns of a second; first 3 s that do not count`,
  );
  for (const subject of subjects) await play(subject, await loadFor(subject, 3), emptyRound());
  const rounds: Record<Subject['name'], Round[]> = { bolt: [], bare: [], ferry: [] };
  for (let n = 1; n <= count; n += 1) {
    const loads = new Map<Subject, Load[]>();
    for (const subject of subjects) {
      const some: Load[] = [];
      while (some.length < seconds) some.push(await loadFor(subject, 1));
      loads.set(subject, some);
      rounds[subject.name].push(emptyRound());
    }
    for (let second = 0; second < seconds; second += 1)
      for (const subject of subjects) {
        const [load, round] = [loads.get(subject)?.[second], rounds[subject.name].at(-1)];
        if (load && round) await play(subject, load, round);
        // What a bot still does after its last acknowledgement is not felt by the next.
        await sleep(200);
      }
    say(`round ${n} of ${count}`);
  }
  const { table, failures } = results(rounds);
  process.stdout.write(`\nFrom envelope to acknowledgement, in ms; ${count * seconds * rate * 2} of each:\n${table}\n\n`);
  process.stdout.write(
    failures.length === 0
      ? 'Within what Ferry promises: p99 under 200 ms, at most 1.5 times a bare handler.\n'
      : `${failures.join('\n')}\n`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  for (const close of opened.reverse()) await close();
}
