import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import { localSlack } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';

const silent = () => undefined;
const quiet: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LogLevel.ERROR,
};

function client(slack: SlackSandbox, token = slack.details.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.details.api, logger: quiet, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
}

/** What Slack answered to a refused call. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'data' in error ? error.data : error),
  );
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;
const button = (fields: object) => ({ type: 'button', text: { type: 'plain_text', text: 'Go' }, ...fields }) as never;
const actions = (...elements: never[]) => ({ type: 'actions', elements }) as const;
const modal = (fields: object) => ({ type: 'modal', title: { type: 'plain_text', text: 'Title' }, blocks: [], ...fields }) as never;

describe('tokens and scopes', () => {
  test('a missing, unknown or wrong kind of token is refused by name', async () => {
    const { slack } = await localSlack();
    const { appToken, botToken, api } = slack.details;
    expect(await (await fetch(`${api}auth.test`, { method: 'POST' })).json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await refusal(client(slack, 'xoxb-wrong').auth.test())).toMatchObject({ error: 'invalid_auth' });
    expect(await refusal(client(slack, appToken).auth.test())).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await refusal(client(slack, botToken).apps.connections.open({}))).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await client(slack).auth.test()).toMatchObject({ ok: true, user_id: slack.details.botUser, bot_id: 'B0FERRYBOT1' });
  });

  test('a method without its scope says what it needed and what the token has', async () => {
    const { slack } = await localSlack({ scopes: ['chat:write', 'channels:history'] });
    const web = client(slack);
    expect(await refusal(web.users.info({ user }))).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,channels:history',
    });
    expect(await refusal(web.usergroups.list({}))).toMatchObject({ error: 'missing_scope', needed: 'usergroups:read' });
    expect(await web.conversations.history({ channel })).toMatchObject({ ok: true });
    slack.world({ channels: [{ id: channel, is_private: true }] });
    expect(await refusal(web.conversations.history({ channel }))).toMatchObject({ error: 'missing_scope', needed: 'groups:history' });
    slack.world({ scopes: ['users:read'] });
    expect(await web.users.info({ user })).toMatchObject({ ok: true });
  });

  test('every answer carries the scopes, so that an app can check its own', async () => {
    const { slack } = await localSlack({ scopes: ['chat:write', 'commands'] });
    expect((await client(slack).auth.test()).response_metadata).toMatchObject({ scopes: ['chat:write', 'commands'] });
  });
});

describe('limits of a message', () => {
  test.each([
    [
      'a section of more than 3000 characters',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['more than 50 blocks', Array.from({ length: 51 }, () => section('x')), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'more than ten fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of more than 2000 characters',
      [{ type: 'section', fields: [{ type: 'mrkdwn', text: 'x'.repeat(2001) }] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header of more than 150 characters',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a button text of more than 75 characters',
      [actions(button({ text: { type: 'plain_text', text: 'x'.repeat(76) } }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of more than 2000 characters',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action id of more than 255 characters',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'more than 25 elements',
      [actions(...Array.from({ length: 26 }, () => button({})))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'more than ten context elements',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a block id twice',
      [
        { ...section('a'), block_id: 'b' },
        { ...section('c'), block_id: 'b' },
      ],
      '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'an action id twice',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      '`action_id` "a" already exists [json-pointer:/blocks/0]',
    ],
    [
      'a confirm text of more than 300 characters',
      [actions(button({ confirm: { text: { type: 'plain_text', text: 'x'.repeat(301) } } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    ['an alert outside a modal', [{ type: 'alert' }], 'unsupported type: alert [json-pointer:/blocks/0/type]'],
  ])('%s is refused, naming the place', async (_, blocks, message) => {
    const { slack } = await localSlack();
    const answer = await refusal(client(slack).chat.postMessage({ channel, text: 'fallback', blocks: blocks as never }));
    expect(answer).toMatchObject({ error: 'invalid_blocks', errors: [message], response_metadata: { messages: [`[ERROR] ${message}`] } });
    expect(slack.messages(channel)).toEqual([]);
  });

  test('a text of more than 40,000 characters is cut off with a warning', async () => {
    const { slack } = await localSlack();
    const answer = await client(slack).chat.postMessage({ channel, text: 'x'.repeat(40_001) });
    expect(answer).toMatchObject({ warning: 'message_truncated' });
    expect(slack.messages(channel)[0]?.text).toHaveLength(40_000);
  });

  test('a message at the limits is accepted, from a form and from a JSON body', async () => {
    const { slack } = await localSlack();
    const elements = Array.from({ length: 25 }, () =>
      button({ text: { type: 'plain_text', text: 'x'.repeat(75) }, value: 'x'.repeat(2000) }),
    );
    const blocks = [section('x'.repeat(3000)), actions(...elements)];
    expect(await client(slack).chat.postMessage({ channel, text: 'form', blocks })).toMatchObject({ ok: true });
    const json = await fetch(`${slack.details.api}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.details.botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel, text: 'json', blocks }),
    });
    expect(await json.json()).toMatchObject({ ok: true });
    expect(slack.messages(channel).map(({ text, buttons }) => [text, buttons.length])).toEqual([
      ['form', 25],
      ['json', 25],
    ]);
  });
});

describe('limits of a modal', () => {
  test.each([
    [
      'a title of more than 24 characters',
      { title: { type: 'plain_text', text: 'x'.repeat(25) } },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'private metadata of more than 3000 characters',
      { private_metadata: 'x'.repeat(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'more than 100 blocks',
      { blocks: Array.from({ length: 101 }, () => section('x')) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a field without a submit button',
      { blocks: [{ type: 'input', label: { type: 'plain_text', text: 'x' }, element: { type: 'plain_text_input' } }] },
      'missing required field: submit [json-pointer:/view]',
    ],
  ])('%s is refused, and the trigger can still be used', async (_, fields, message) => {
    const { slack } = await localSlack();
    const trigger_id = await triggerOf(slack);
    const answer = await refusal(client(slack).views.open({ trigger_id, view: modal(fields) }));
    expect(answer).toMatchObject({ error: 'invalid_arguments', response_metadata: { messages: [`[ERROR] ${message}`] } });
    expect(await client(slack).views.open({ trigger_id, view: modal({}) })).toMatchObject({ ok: true });
  });

  test('a trigger opens one modal, within three seconds', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const [used, old] = [await triggerOf(slack), await triggerOf(slack)];
    await web.views.open({ trigger_id: used, view: modal({}) });
    expect(await refusal(web.views.open({ trigger_id: used, view: modal({}) }))).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(await refusal(web.views.open({ trigger_id: '1.2.3', view: modal({}) }))).toMatchObject({ error: 'invalid_trigger_id' });
    await new Promise((resolve) => setTimeout(resolve, 3050));
    expect(await refusal(web.views.open({ trigger_id: old, view: modal({}) }))).toMatchObject({ error: 'expired_trigger_id' });
  });

  test('an update with an old hash is refused', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const { view } = await web.views.open({ trigger_id: await triggerOf(slack), view: modal({}) });
    const [view_id, hash] = [String(view?.id), String(view?.hash)];
    expect(await web.views.update({ view_id, hash, view: modal({ title: { type: 'plain_text', text: 'Second' } }) })).toMatchObject({
      ok: true,
    });
    expect(await refusal(web.views.update({ view_id, hash, view: modal({}) }))).toMatchObject({ error: 'hash_conflict' });
    expect(slack.view(view_id)).toMatchObject({ title: { text: 'Second' } });
  });

  test('an App Home is published for one person', async () => {
    const { slack } = await localSlack();
    await client(slack).views.publish({ user_id: user, view: { type: 'home', blocks: [section('yours')] } });
    expect(slack.home(user)).toMatchObject({ type: 'home', blocks: [{ text: { text: 'yours' } }] });
    expect(slack.home('U0APPROVER01')).toBeUndefined();
  });
});

describe('rates', () => {
  test('strict: one post a second in a channel, others are not held up', async () => {
    const { slack } = await localSlack({ strictRates: true });
    const web = client(slack);
    await web.chat.postMessage({ channel, text: 'first' });
    const second = await web.chat.postMessage({ channel, text: 'second' }).catch((error: unknown) => error);
    expect(second).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    expect(await web.chat.postMessage({ channel: 'C0OPERATORS1', text: 'elsewhere' })).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect(await web.chat.postMessage({ channel, text: 'second' })).toMatchObject({ ok: true });
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(['first', 'second']);
  });

  test('strict at speed 1 without asking: the twenty-first list of user groups in a minute waits', async () => {
    const { slack } = await localSlack({ speed: 1 });
    const web = client(slack);
    for (let call = 0; call < 20; call += 1) await web.usergroups.list({});
    const error = await web.usergroups.list({}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'slack_webapi_rate_limited_error' });
  });

  test('relaxed by the speed: forty posts at once pass', async () => {
    const { slack } = await localSlack();
    await Promise.all(Array.from({ length: 40 }, (_, index) => client(slack).chat.postMessage({ channel, text: String(index) })));
    expect(slack.messages(channel)).toHaveLength(40);
  });

  test('a throttle, an outage and a refusal can be ordered', async () => {
    const { slack, fault } = await localSlack();
    const web = client(slack);
    fault('chat.postMessage', 'throttle', { retryAfter: 7 });
    expect(await web.chat.postMessage({ channel, text: 'a' }).catch((error: unknown) => error)).toMatchObject({ retryAfter: 7 });
    fault('chat.*', 'unavailable');
    expect(await web.chat.postMessage({ channel, text: 'b' }).catch((error: unknown) => error)).toMatchObject({ statusCode: 503 });
    fault('chat.postMessage', 'fail', { error: 'restricted_action' });
    expect(await refusal(web.chat.postMessage({ channel, text: 'c' }))).toMatchObject({ error: 'restricted_action' });
    fault('chat.postMessage', 'reset-after');
    expect(await web.chat.postMessage({ channel, text: 'd' }).catch((error: unknown) => error)).toMatchObject({
      code: 'slack_webapi_request_error',
    });
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(['d']);
  });
});

describe('channels and messages', () => {
  test('a channel that is unknown, left, archived or hidden is refused by name', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const post = (to: string) => refusal(web.chat.postMessage({ channel: to, text: 'x' }));
    expect(await post('C0NOWHERE01')).toMatchObject({ error: 'channel_not_found' });
    slack.world({ channels: [{ id: channel, bot: false }] });
    expect(await post(channel)).toMatchObject({ error: 'not_in_channel' });
    slack.world({ channels: [{ id: channel, is_private: true }] });
    expect(await post(channel)).toMatchObject({ error: 'channel_not_found' });
    slack.world({ channels: [{ id: channel, bot: true, is_archived: true }] });
    expect(await post(channel)).toMatchObject({ error: 'is_archived' });
  });

  test('only a message that stands can be updated, and only by its author', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const ts = String((await web.chat.postMessage({ channel, text: 'x' })).ts);
    expect(await refusal(web.chat.update({ channel, ts: '1.000001', text: 'y' }))).toMatchObject({ error: 'message_not_found' });
    slack.removeMessage(channel, ts);
    expect(await refusal(web.chat.update({ channel, ts, text: 'y' }))).toMatchObject({ error: 'message_not_found' });
    const said = slack.say({ user, channel, text: 'hello' });
    expect(await refusal(web.chat.update({ channel, ts: said, text: 'y' }))).toMatchObject({ error: 'cant_update_message' });
  });

  test('an update keeps blocks only when it brings no text, and metadata unless it brings some', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const metadata = { event_type: 'card', event_payload: { rev: 1 } };
    const ts = String((await web.chat.postMessage({ channel, text: 'x', blocks: [section('one')], metadata })).ts);
    await web.chat.update({ channel, ts, metadata: { event_type: 'card', event_payload: { rev: 2 } } } as never);
    expect(slack.messages(channel)).toMatchObject([
      { blocks: [{ text: { text: 'one' } }], metadata: { event_payload: { rev: 2 } }, edited: false },
    ]);
    await web.chat.update({ channel, ts, text: 'plain' });
    expect(slack.messages(channel)).toMatchObject([
      { text: 'plain', blocks: [], metadata: { event_payload: { rev: 2 } }, edited: true, revisions: 3 },
    ]);
  });

  test('a post whose outcome was lost is found by its metadata', async () => {
    const { slack, fault } = await localSlack();
    const web = client(slack);
    const metadata = { event_type: 'ferry_post', event_payload: { id: 'm-1', seq: 4 } };
    fault('chat.postMessage', 'reset-after');
    await expect(web.chat.postMessage({ channel, text: 'lost', metadata })).rejects.toThrow();
    const plain = await web.conversations.history({ channel });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const { messages } = await web.conversations.history({ channel, include_all_metadata: true, limit: 5 });
    expect(messages).toMatchObject([{ text: 'lost', metadata }]);
  });

  test('history is newest first without replies, a thread oldest first with its parent, both in pages', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const [parent] = await Promise.all([web.chat.postMessage({ channel, text: 'parent' })]);
    const thread_ts = String(parent.ts);
    for (const text of ['one', 'two', 'three']) await web.chat.postMessage({ channel, text, thread_ts });
    await web.chat.postMessage({ channel, text: 'outcome', thread_ts, reply_broadcast: true });
    const { messages } = await web.conversations.history({ channel });
    expect(messages?.map(({ text, reply_count }) => [text, reply_count])).toEqual([
      ['outcome', undefined],
      ['parent', 4],
    ]);
    const texts: (string | undefined)[] = [];
    for await (const page of web.paginate('conversations.replies', { channel, ts: thread_ts, limit: 2 })) {
      texts.push(...((page as { messages?: { text?: string }[] }).messages ?? []).map(({ text }) => text));
    }
    expect(texts).toEqual(['parent', 'one', 'two', 'three', 'outcome']);
    expect(await refusal(web.conversations.replies({ channel, ts: '1.000001' }))).toMatchObject({ error: 'thread_not_found' });
  });

  test('a direct message reaches one person, and an ephemeral only who is in the channel', async () => {
    const { slack } = await localSlack({ scopes: ['chat:write', 'im:write'] });
    const web = client(slack);
    const opened = await web.conversations.open({ users: user });
    const direct = String(opened.channel?.id);
    expect((await web.chat.postMessage({ channel: user, text: 'for you' })).channel).toBe(direct);
    expect(slack.messages(direct)).toMatchObject([{ text: 'for you' }]);
    await web.chat.postEphemeral({ channel, user, text: 'only you' });
    expect(slack.ephemerals(channel)).toMatchObject([{ user, text: 'only you' }]);
    const outside = web.chat.postEphemeral({ channel: 'C0OPERATORS1', user, text: 'x' });
    expect(await refusal(outside)).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('user groups list their members, and lose those who were deactivated', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    expect(await web.usergroups.users.list({ usergroup: 'S0APPROVERS1' })).toMatchObject({ users: ['U0APPROVER01', 'U0APPROVER02'] });
    slack.world({ users: [{ id: 'U0APPROVER02', deleted: true }] });
    expect(await web.usergroups.users.list({ usergroup: 'S0APPROVERS1' })).toMatchObject({ users: ['U0APPROVER01'] });
    expect(await refusal(web.usergroups.users.list({ usergroup: 'S0NOBODY001' }))).toMatchObject({ error: 'no_such_subteam' });
    const { usergroups } = await web.usergroups.list({ include_users: true });
    expect(usergroups).toMatchObject([{ id: 'S0APPROVERS1', handle: 'migration-approvers', users: ['U0APPROVER01'] }]);
  });

  test('a method that does not exist and a missing argument are refused by name', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    expect(await refusal(web.apiCall('chat.shout', {}))).toMatchObject({ error: 'unknown_method' });
    expect(await refusal(web.apiCall('chat.update', { channel, text: 'x' }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: ts'] },
    });
  });
});

/** Someone types a command; the trigger of it, taken from a listener that never answers. */
async function triggerOf(slack: SlackSandbox): Promise<string> {
  const { createServer } = await import('node:http');
  const body = new Promise<string>((resolve) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.end();
        server.close();
        resolve(Buffer.concat(chunks).toString());
      });
    }).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) slack.world({ requestUrl: `http://127.0.0.1:${address.port}/` });
      void slack.command({ user, channel, text: '', waitForView: 0 });
    });
  });
  return new URLSearchParams(await body).get('trigger_id') ?? '';
}
