import { SocketModeReceiver } from '@slack/bolt';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { StartError } from '../../src/errors.ts';
import { boltLog } from '../../src/slack/bolt-log.ts';
import { createConnection } from '../../src/slack/socket.ts';
import { webOptions } from '../../src/slack/web.ts';
import { channel, type FerryInSlack, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { localSlack } from '../support/local-slack.ts';

const patience = { timeout: 30_000 };

async function expectHeard({ slack, ferry }: FerryInSlack): Promise<void> {
  await expect.poll(() => slack.connections(), patience).toBe(1);
  await expect.poll(() => ferry.trouble(), patience).toBeUndefined();
  expect((await slack.command({ user: requester, channel, text: 'help', waitForView: 0 })).acknowledged).toBe(true);
}

test('after Slack asks to reconnect, people are heard again', async () => {
  const there = await ferryInSlack();
  there.fault('socket', 'disconnect');
  await expect.poll(() => there.logged.join('')).toContain('reconnecting');
  await expectHeard(there);
  expect(there.logged.join('')).toContain('the socket to Slack is open again');
});

test.each([
  [
    'the app token is revoked',
    'apps.connections.open',
    'fail',
    { error: 'token_revoked' },
    'does not hear Slack: Slack refuses SLACK_APP_TOKEN (token_revoked)',
    "Opening the socket: Slack refused SLACK_APP_TOKEN (token_revoked); people's commands and clicks do not reach this process. Make a new app-level token with connections:write and restart the bot. Trying again in",
  ],
  [
    'Slack is out with HTTP 503',
    'apps.connections.open',
    'unavailable',
    {},
    'does not hear Slack: Slack answers HTTP 503',
    "Opening the socket: Slack answers HTTP 503; people's commands and clicks do not reach this process. Trying again in",
  ],
  [
    'Slack answers internal_error',
    'apps.connections.open',
    'fail',
    { error: 'internal_error' },
    'does not hear Slack: Slack answers internal_error',
    'Opening the socket: Slack answers internal_error;',
  ],
  [
    'Slack asks to slow down',
    'apps.connections.open',
    'throttle',
    { retryAfter: 1 },
    'does not hear Slack: Slack asks Ferry to slow down',
    'Opening the socket: Slack asks Ferry to slow down;',
  ],
  [
    'the network is gone',
    'apps.connections.open',
    'reset-before',
    {},
    'does not hear Slack: no connection (',
    'Opening the socket: no connection (',
  ],
  [
    'the websocket is refused',
    'socket',
    'refuse-socket',
    {},
    'does not hear Slack: no connection (',
    'Opening the socket: no connection (',
  ],
])('while %s, the bot lives on, says so, and comes back by itself', async (_, match, kind, extra, trouble, sentence) => {
  const there = await ferryInSlack();
  const { fault, ferry, logged } = there;
  expect(ferry.trouble()).toBeUndefined();
  fault(match, kind, { times: 2, ...extra });
  fault('socket', 'drop-socket');
  await expect.poll(() => ferry.trouble() ?? '', { ...patience, interval: 5 }).toContain(trouble);
  await expectHeard(there);
  const said = logged.map((line) => String(JSON.parse(line).msg)).filter((line) => line.startsWith('Opening the socket:'));
  expect(said).toEqual([expect.stringContaining(sentence), expect.stringContaining(sentence)]);
});

test('a socket on which Slack never greets is given up, and the next one is taken', async () => {
  const { slack, fault } = await localSlack();
  const { api, appToken } = slack.details;
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webOptions({ SLACK_API_URL: api }) },
  });
  const connection = createConnection(receiver.client, log, 300);
  onTestFinished(() => connection.stop());
  fault('socket', 'mute-socket');
  const starting = connection.start();
  await expect.poll(() => connection.trouble(), patience).toBe('does not hear Slack: no connection (no greeting within 0.3 s)');
  await starting;
  expect(connection.trouble()).toBeUndefined();
  expect(slack.connections()).toBe(1);
});

test('a Slack that drops every socket at once is not hammered', async () => {
  const { fault, logged, slack } = await ferryInSlack();
  const drops = 4;
  fault('socket', 'drop-socket', { times: drops });
  await expect.poll(() => logged.filter((line) => line.includes('reconnecting')).length, patience).toBe(drops);
  await expect.poll(() => slack.connections(), patience).toBe(1);
  const at = logged.filter((line) => line.includes('reconnecting')).map((line) => Number(JSON.parse(line).time));
  const between = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  // Each waited longer than the one before: half a second, one, two.
  expect(between.map((ms, index) => ms >= 500 * 2 ** index)).toEqual([true, true, true]);
});

test.each([
  ['apps.connections.open', 'SLACK_APP_TOKEN'],
  ['auth.test', 'SLACK_BOT_TOKEN'],
])('when Slack refuses at the start (%s), Ferry does not start and names the token', async (method, token) => {
  const { ferry, fault } = await ferryInSlack({ connect: false });
  fault(method, 'fail', { error: 'invalid_auth' });
  const error = await ferry.start().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).toContain(
    token === 'SLACK_BOT_TOKEN' ? 'Slack does not know this token (invalid_auth)' : 'refused SLACK_APP_TOKEN (invalid_auth)',
  );
  expect(String(error)).toContain(token);
});

test.each(['unavailable', 'throttle'])('while Slack is out at the start (%s), Ferry waits for it and blames no token', async (kind) => {
  const there = await ferryInSlack({ connect: false });
  const { ferry, fault } = there;
  expect(ferry.trouble()).toBe('does not hear Slack yet');
  fault('apps.connections.open', kind, { retryAfter: 1 });
  await ferry.start();
  await expectHeard(there);
});

test('a bot that is told to stop acknowledges what it is keeping before it hangs up', async () => {
  const { ferry, slack, migrations } = await ferryInSlack();
  const keeping = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  migrations.start = async () => {
    begun.resolve();
    await keeping.promise;
    return { id: 'm-new', existing: false, card: { channel } };
  };
  const typed = slack.command({ user: requester, channel, text: 'i-0123456789abcdef0', waitForView: 0 });
  await begun.promise;
  const stopping = ferry.stop();
  keeping.resolve();
  expect((await typed).acknowledged).toBe(true);
  await stopping;
  await expect.poll(() => slack.connections()).toBe(0);
});
