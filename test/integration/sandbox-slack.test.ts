import type { App, BlockButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { boltApp, localSlack } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';

const button = (action_id: string, text: string, value: string) =>
  ({ type: 'button', action_id, value, text: { type: 'plain_text', text } }) as const;
const card = (text: string, ...buttons: ReturnType<typeof button>[]) => [
  { type: 'section', text: { type: 'mrkdwn', text } } as const,
  ...(buttons.length > 0 ? [{ type: 'actions', block_id: 'choices', elements: buttons } as const] : []),
];
const reasonModal: ModalView = {
  type: 'modal',
  callback_id: 'reason',
  title: { type: 'plain_text', text: 'Why?' },
  submit: { type: 'plain_text', text: 'Send' },
  private_metadata: 'm-1',
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'keep',
      optional: true,
      label: { type: 'plain_text', text: 'Replication' },
      element: {
        type: 'static_select',
        action_id: 'choice',
        options: [
          { text: { type: 'plain_text', text: 'Keep' }, value: 'keep' },
          { text: { type: 'plain_text', text: 'Remove' }, value: 'remove' },
        ],
      },
    },
  ],
};

/** Posts a card on `/migrate`, redraws it on Start, asks for a reason on Reject. */
function cardApp(app: App): void {
  app.command('/migrate', async ({ ack, command, client }) => {
    await ack(`Checking ${command.text}…`);
    const metadata = { event_type: 'card', event_payload: { id: 'm-1' } };
    const blocks = card(command.text, button('start', 'Start', 'm-1|1'), button('reject', 'Reject', 'm-1|1'));
    await client.chat.postMessage({ channel: command.channel_id, text: command.text, blocks, metadata });
  });
  app.action('start', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.channel || !body.message) return;
    const { ts } = body.message;
    await client.chat.update({ channel: body.channel.id, ts, text: `started by ${body.user.id}`, blocks: card('started') });
    await client.chat.postMessage({ channel: body.channel.id, thread_ts: ts, text: 'first line' });
  });
  app.action('reject', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions') await client.views.open({ trigger_id: body.trigger_id, view: reasonModal });
  });
  app.view('reason', async ({ ack, view }) => {
    const reason = view.state.values['why']?.['text']?.value ?? '';
    if (reason.length < 5) await ack({ response_action: 'errors', errors: { why: 'Say more.' } });
    else await ack();
  });
}

async function posted(slack: Awaited<ReturnType<typeof localSlack>>['slack']) {
  await slack.command({ user, channel, text: 'i-0abc', waitForView: 0 });
  return expect
    .poll(() => slack.messages(channel))
    .toHaveLength(1)
    .then(() => String(slack.messages(channel)[0]?.ts));
}

describe('a Bolt app in Socket Mode', () => {
  test('answers a command with an ephemeral message and posts a card', async () => {
    const { slack } = await localSlack();
    await boltApp(slack, cardApp);
    const outcome = await slack.command({ user, channel, text: 'i-0abc', waitForView: 0 });
    expect(outcome).toMatchObject({ acknowledged: true, response: { text: 'Checking i-0abc…' } });
    expect(slack.ephemerals(channel)).toMatchObject([{ user, channel, text: 'Checking i-0abc…' }]);
    await expect
      .poll(() => slack.messages(channel))
      .toMatchObject([
        {
          text: 'i-0abc',
          user: slack.details.botUser,
          revisions: 1,
          buttons: ['start', 'reject'],
          metadata: { event_type: 'card', event_payload: { id: 'm-1' } },
        },
      ]);
  });

  test('redraws the card and writes into its thread when a button is clicked', async () => {
    const { slack } = await localSlack();
    await boltApp(slack, cardApp);
    const ts = await posted(slack);
    expect(await slack.click({ user, channel, ts, actionId: 'start', waitForView: 0 })).toMatchObject({ acknowledged: true });
    await expect
      .poll(() => slack.messages(channel))
      .toMatchObject([{ ts, text: `started by ${user}`, revisions: 2, buttons: [], replies: [{ text: 'first line' }] }]);
  });

  test('sends with a click everything that Slack sends', async () => {
    const { slack } = await localSlack();
    const bodies: unknown[] = [];
    await boltApp(slack, (app) => {
      cardApp(app);
      app.use(async ({ body, next }) => {
        bodies.push(body);
        await next();
      });
    });
    const ts = await posted(slack);
    await slack.click({ user, channel, ts, actionId: 'start', waitForView: 0 });
    await expect.poll(() => slack.messages(channel)[0]?.replies).toHaveLength(1);
    const { appId, team } = slack.details;
    const http = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/actions\//);
    expect(bodies).toMatchObject([
      {
        command: '/migrate',
        text: 'i-0abc',
        user_id: user,
        user_name: 'requester',
        channel_id: channel,
        channel_name: 'migrations',
        team_id: team,
        team_domain: 'sandbox',
        api_app_id: appId,
        response_url: http,
        trigger_id: expect.any(String),
        is_enterprise_install: 'false',
      },
      {
        type: 'block_actions',
        api_app_id: appId,
        trigger_id: expect.any(String),
        response_url: http,
        state: { values: {} },
        user: { id: user, username: 'requester', team_id: team },
        team: { id: team, domain: 'sandbox' },
        channel: { id: channel, name: 'migrations' },
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        message: { type: 'message', ts, text: 'i-0abc', blocks: expect.any(Array), metadata: { event_type: 'card' }, app_id: appId },
        actions: [
          { type: 'button', action_id: 'start', block_id: 'choices', value: 'm-1|1', action_ts: expect.stringMatching(/^\d+\.\d{6}$/) },
        ],
      },
    ]);
  });

  test('opens a modal, is told off for a short reason, and closes it for a good one', async () => {
    const { slack } = await localSlack();
    await boltApp(slack, cardApp);
    const ts = await posted(slack);
    const { view } = await slack.click({ user, channel, ts, actionId: 'reject' });
    expect(view).toMatchObject({ type: 'modal', callback_id: 'reason', private_metadata: 'm-1' });
    const viewId = String(view?.['id']);
    expect(await slack.submit({ user, viewId, values: {} })).toMatchObject({
      acknowledged: false,
      viewErrors: { why: expect.any(String) },
    });
    expect(await slack.submit({ user, viewId, values: { why: 'no' } })).toMatchObject({
      acknowledged: true,
      viewErrors: { why: 'Say more.' },
    });
    expect(slack.view(viewId)).toBeDefined();
    const done = await slack.submit({ user, viewId, values: { text: 'not this week', keep: 'remove' } });
    expect(done).toMatchObject({ acknowledged: true });
    expect(done.viewErrors).toBeUndefined();
    expect(slack.view(viewId)).toBeUndefined();
  });

  test('answers a click by its response_url, five times and no more', async () => {
    const { slack } = await localSlack();
    const refusals: unknown[] = [];
    await boltApp(slack, (app) => {
      cardApp(app);
      app.action('start', async ({ respond }) => {
        for (let use = 1; use <= 6; use += 1) await respond(`answer ${use}`).catch((error: unknown) => refusals.push(error));
      });
    });
    const ts = await posted(slack);
    await slack.click({ user, channel, ts, actionId: 'start', waitForView: 0 });
    await expect.poll(() => refusals).toHaveLength(1);
    const answers = slack.ephemerals(channel).filter(({ text }) => text.startsWith('answer'));
    expect(answers.map(({ text }) => text)).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 4', 'answer 5']);
  });
});

describe('people in the local Slack', () => {
  test('cannot press a button that is not there, and are told which are', async () => {
    const { slack } = await localSlack();
    await boltApp(slack, cardApp);
    const ts = await posted(slack);
    await expect(slack.click({ user, channel, ts, actionId: 'approve' })).rejects.toThrow(
      'no such button; there are Start (start), Reject (reject)',
    );
  });

  test('can press a stale button when its value is given', async () => {
    const { slack } = await localSlack();
    const values: (string | undefined)[] = [];
    await boltApp(slack, (app) => {
      cardApp(app);
      app.action<BlockButtonAction>('approve', async ({ ack, action }) => {
        values.push(action.value);
        await ack();
      });
    });
    const ts = await posted(slack);
    expect(await slack.click({ user, channel, ts, actionId: 'approve', value: 'm-1|0', waitForView: 0 })).toMatchObject({
      acknowledged: true,
    });
    expect(values).toEqual(['m-1|0']);
  });

  test('do not see a private channel they are not in', async () => {
    const { slack } = await localSlack();
    slack.world({ channels: [{ id: 'C0MIGRATION1', is_private: true, members: ['U0APPROVER01'] }] });
    await expect(slack.command({ user, channel, text: 'i-0abc' })).rejects.toThrow(`${user} does not see ${channel}`);
  });

  test('see an error after three seconds when no app is connected', async () => {
    const { slack } = await localSlack();
    expect(await slack.command({ user, channel, text: 'i-0abc' })).toMatchObject({ acknowledged: false });
  });

  test('are found as the world was changed, and start afresh after a reset', async () => {
    const { slack } = await localSlack();
    const app = await boltApp(slack, () => undefined);
    slack.world({
      users: [
        { id: user, deleted: true },
        { id: 'U0NEWCOMER1', name: 'newcomer', team_id: 'T0ELSEWHERE' },
      ],
    });
    expect((await app.client.users.info({ user })).user).toMatchObject({ deleted: true, name: 'requester' });
    expect((await app.client.users.info({ user: 'U0NEWCOMER1' })).user).toMatchObject({ name: 'newcomer', team_id: 'T0ELSEWHERE' });
    slack.reset();
    expect((await app.client.users.info({ user })).user).toMatchObject({ deleted: false });
    await expect(app.client.users.info({ user: 'U0NEWCOMER1' })).rejects.toThrow('user_not_found');
    expect(() => slack.world({ person: [] })).toThrow(/setting Slack's world: .*person/);
  });
});

test('a signed HTTP request reaches a Bolt app that has a request URL instead', async () => {
  const { slack } = await localSlack();
  const { App, HTTPReceiver, LogLevel } = await import('@slack/bolt');
  const { botToken, signingSecret, api } = slack.details;
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({ token: botToken, receiver, clientOptions: { slackApiUrl: api }, logLevel: LogLevel.ERROR });
  cardApp(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = 'address' in server ? server.address() : null;
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    slack.world({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
    const ts = await posted(slack);
    expect(slack.ephemerals(channel)).toMatchObject([{ text: 'Checking i-0abc…' }]);
    const { view } = await slack.click({ user, channel, ts, actionId: 'reject' });
    expect(await slack.submit({ user, viewId: String(view?.['id']), values: { why: 'no' } })).toMatchObject({
      viewErrors: { why: 'Say more.' },
    });
  } finally {
    await app.stop();
  }
});
