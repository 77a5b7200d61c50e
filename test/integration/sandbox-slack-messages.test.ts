import { describe, expect, test } from 'vitest';
import { objects } from '../../sandbox/slack/json.ts';
import { client, localSlack, refusal } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;

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
    await web.apiCall('chat.update', { channel, ts, metadata: { event_type: 'card', event_payload: { rev: 2 } } });
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
    const parent = await web.chat.postMessage({ channel, text: 'parent' });
    const thread_ts = String(parent.ts);
    for (const text of ['one', 'two', 'three']) await web.chat.postMessage({ channel, text, thread_ts });
    await web.chat.postMessage({ channel, text: 'outcome', thread_ts, reply_broadcast: true });
    const { messages } = await web.conversations.history({ channel });
    expect(messages?.map(({ text, reply_count }) => [text, reply_count])).toEqual([
      ['outcome', undefined],
      ['parent', 4],
    ]);
    const texts: string[] = [];
    for await (const page of web.paginate('conversations.replies', { channel, ts: thread_ts, limit: 2 })) {
      texts.push(...objects('messages' in page ? page.messages : []).map(({ text }) => String(text)));
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
