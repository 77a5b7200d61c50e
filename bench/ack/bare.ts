import { App, LogLevel } from '@slack/bolt';
import { Redis } from 'ioredis';
import { z } from 'zod';

/*
 * The least that an honest bot does: Bolt as its manual shows it, one durable write per envelope, then the acknowledgement.
 * The write is of the kind and size of Ferry's: seen-before mark, entry, counter and deadline in one script.
 * Without REDIS_URL it acknowledges at once: what Bolt and the socket cost by themselves.
 */

const env = z
  .object({ SLACK_BOT_TOKEN: z.string(), SLACK_APP_TOKEN: z.string(), SLACK_API_URL: z.string(), REDIS_URL: z.string().optional() })
  .parse(process.env);

const script = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', 172800) then return 'seen' end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('HINCRBY', KEYS[3], 'w', 1)
redis.call('ZADD', KEYS[4], now, ARGV[1])
return 'kept'`;

/** About what a migration's record with its first event weighs, and a click. */
const sizes = { command: 1_100, click: 300 } as const;

const redis = env.REDIS_URL === undefined ? undefined : new Redis(env.REDIS_URL);
redis?.defineCommand('bareKeep', { numberOfKeys: 4, lua: script });

async function keep(kind: keyof typeof sizes, key: string, place: string): Promise<void> {
  if (!redis) return;
  const entry = JSON.stringify({ key, place, filling: 'x'.repeat(sizes[kind]) });
  const command: unknown = Reflect.get(redis, 'bareKeep');
  if (typeof command !== 'function') throw new Error('the script is not defined');
  await command.call(redis, `{bare}:seen:${key}`, `{bare}:in:${place}`, `{bare}:record:${place}`, '{bare}:due', place, entry);
}

const app = new App({
  token: env.SLACK_BOT_TOKEN,
  appToken: env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: env.SLACK_API_URL },
});

app.command('/migrate', async ({ command, ack }) => {
  await keep('command', command.trigger_id, command.text);
  const text = `Checking ${command.text}. The card follows in this channel; nothing is changed before you press Start.`;
  await ack({ response_type: 'ephemeral', text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] });
});

app.action(/^ferry_/, async ({ body, ack }) => {
  if (body.type === 'block_actions') await keep('click', body.trigger_id, body.message?.ts ?? '');
  await ack();
});

await app.start();
process.stdout.write('ready\n');
