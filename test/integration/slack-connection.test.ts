import { expect, test } from 'vitest';
import { StartError } from '../../src/errors.ts';
import { channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, opened } from '../support/migration-records.ts';

test('after Slack asks to reconnect, people are heard again', async () => {
  const { slack, fault, logged } = await ferryInSlack();
  fault('socket', 'disconnect');
  await expect.poll(() => logged.join('')).toContain('reconnecting');
  await expect.poll(() => slack.connections()).toBe(1);
  expect((await slack.command({ user: requester, channel, text: 'help', waitForView: 0 })).acknowledged).toBe(true);
});

test('a token refused while reconnecting is a sentence in the log, and Ferry comes back by itself', async () => {
  const { slack, fault, logged } = await ferryInSlack();
  fault('apps.connections.open', 'fail', { error: 'invalid_auth', times: 2 });
  fault('socket', 'drop-socket');
  await expect.poll(() => logged.join(''), { timeout: 10_000 }).toContain('Slack refused SLACK_APP_TOKEN (invalid_auth)');
  await expect.poll(() => slack.connections(), { timeout: 20_000 }).toBe(1);
  expect((await slack.command({ user: requester, channel, text: 'help', waitForView: 0 })).acknowledged).toBe(true);
});

test.each([
  ['apps.connections.open', 'SLACK_APP_TOKEN'],
  ['auth.test', 'SLACK_BOT_TOKEN'],
])('when Slack refuses at the start (%s), Ferry does not start and names the token', async (method, token) => {
  const { ferry, fault } = await ferryInSlack({ connect: false });
  fault(method, 'fail', { error: 'invalid_auth' });
  const error = await ferry.start().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).toContain(`refused ${token === 'SLACK_BOT_TOKEN' ? 'it (invalid_auth)' : 'SLACK_APP_TOKEN (invalid_auth)'}`);
  expect(String(error)).toContain(token);
});

test('while Slack is out at the start, Ferry waits for it', async () => {
  const { ferry, fault, slack } = await ferryInSlack({ connect: false });
  fault('apps.connections.open', 'unavailable');
  await ferry.start();
  expect(slack.connections()).toBe(1);
});

test('a click counts even when its acknowledgement finds the socket dead', async () => {
  const { slack, ferry, migrations, show } = await ferryInSlack();
  const ts = await show(after(checked, opened('confirm-plan')));
  migrations.whileKeeping = async () => {
    void ferry.stop();
    await expect.poll(() => slack.connections()).toBe(0);
  };
  const outcome = await slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  expect(outcome.acknowledged).toBe(false);
  await expect.poll(() => migrations.heard).toEqual(['keep answer', 'settle m-7f3k2']);
});
