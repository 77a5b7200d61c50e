import { describe, expect, test } from 'vitest';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import { client, localSlack, refusal } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;
const button = (fields: object) => ({ type: 'button', text: { type: 'plain_text', text: 'Go' }, ...fields });
const actions = (...elements: object[]) => ({ type: 'actions', elements }) as const;
const modal = (fields: object) => ({ type: 'modal', title: { type: 'plain_text', text: 'Title' }, blocks: [], ...fields });

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
    const answer = await refusal(client(slack).apiCall('chat.postMessage', { channel, text: 'fallback', blocks }));
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
    const answer = await refusal(client(slack).apiCall('views.open', { trigger_id, view: modal(fields) }));
    expect(answer).toMatchObject({ error: 'invalid_arguments', response_metadata: { messages: [`[ERROR] ${message}`] } });
    expect(await client(slack).apiCall('views.open', { trigger_id, view: modal({}) })).toMatchObject({ ok: true });
  });

  test('a trigger opens one modal, within three seconds', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const [used, old] = [await triggerOf(slack), await triggerOf(slack)];
    await web.apiCall('views.open', { trigger_id: used, view: modal({}) });
    expect(await refusal(web.apiCall('views.open', { trigger_id: used, view: modal({}) }))).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    expect(await refusal(web.apiCall('views.open', { trigger_id: '1.2.3', view: modal({}) }))).toMatchObject({
      error: 'invalid_trigger_id',
    });
    await new Promise((resolve) => setTimeout(resolve, 3050));
    expect(await refusal(web.apiCall('views.open', { trigger_id: old, view: modal({}) }))).toMatchObject({ error: 'expired_trigger_id' });
  });

  test('an update with an old hash is refused', async () => {
    const { slack } = await localSlack();
    const web = client(slack);
    const { view } = await web.views.open({
      trigger_id: await triggerOf(slack),
      view: { type: 'modal', title: { type: 'plain_text', text: 'First' }, blocks: [] },
    });
    const [view_id, hash] = [String(view?.id), String(view?.hash)];
    expect(
      await web.apiCall('views.update', { view_id, hash, view: modal({ title: { type: 'plain_text', text: 'Second' } }) }),
    ).toMatchObject({
      ok: true,
    });
    expect(await refusal(web.apiCall('views.update', { view_id, hash, view: modal({}) }))).toMatchObject({ error: 'hash_conflict' });
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
