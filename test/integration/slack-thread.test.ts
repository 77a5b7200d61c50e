import { expect, test } from 'vitest';
import type { MigrationEvent } from '../../src/migration/types.ts';
import { card } from '../../src/slack/card.ts';
import { line } from '../../src/slack/lines.ts';
import { channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, everyState, opened, t0 } from '../support/migration-records.ts';

const migration = after(checked, opened('confirm-plan'));
const view = card(migration, t0, { revision: 1 });
const mark = (n: number) => ({ migration: migration.id, n });
const offline = () => ferryInSlack({ connect: false });

test('a card is posted, redrawn in place, and its thread hangs below it', async () => {
  const { thread, slack } = await offline();
  const posted = await thread.postCard(channel, view, mark(1));
  if (posted.is !== 'posted') throw new Error(posted.is);
  expect(await thread.updateCard({ channel, ts: posted.ts }, card(migration, t0, { revision: 2 }))).toEqual(posted);
  const said = line(opened('confirm-plan'), migration);
  if (!said) throw new Error('no line');
  expect((await thread.post(channel, posted.ts, said, mark(2))).is).toBe('posted');
  expect(slack.messages(channel)).toMatchObject([{ ts: posted.ts, revisions: 2, replies: [{ text: said.text }] }]);
});

test('Slack takes every card and every line as they are', async () => {
  const { thread } = await offline();
  let n = 0;
  for (const [state, record] of Object.entries(everyState)) {
    n += 1;
    expect(await thread.postCard(channel, card(record, t0, { revision: n }), mark(n)), state).toMatchObject({ is: 'posted' });
  }
});

test.each(['channel', 'thread'] as const)('a post that got no answer is found again in the %s by its mark', async (place) => {
  const { thread, fault } = await offline();
  const parent = await thread.postCard(channel, view, mark(1));
  if (parent.is !== 'posted') throw new Error(parent.is);
  fault('chat.postMessage', 'reset-after');
  const root = place === 'thread' ? parent.ts : undefined;
  const send = () => (root ? thread.post(channel, root, view, mark(7)) : thread.postCard(channel, view, mark(7)));
  expect(await send()).toEqual({ is: 'unknown' });
  expect(await thread.find(channel, root, mark(7))).toMatchObject({ is: 'found' });
  expect(await thread.find(channel, root, mark(8))).toEqual({ is: 'absent' });
  expect(await thread.find(channel, root, { migration: 'm-other', n: 7 })).toEqual({ is: 'absent' });
});

test('a post is looked for no further back than when it was written, give or take the clocks', async () => {
  const { thread } = await offline();
  const parent = await thread.postCard(channel, view, mark(1));
  if (parent.is !== 'posted') throw new Error(parent.is);
  await thread.post(channel, parent.ts, view, mark(2));
  const minute = 60_000;
  for (const root of [undefined, parent.ts]) {
    const sought = root === undefined ? mark(1) : mark(2);
    expect(await thread.find(channel, root, sought, Date.now() + 5 * minute)).toMatchObject({ is: 'found' });
    expect(await thread.find(channel, root, sought, Date.now() + 15 * minute)).toEqual({ is: 'absent' });
  }
});

test('a reply that the channel shall see is one message in both places, with an address that leads into the thread', async () => {
  const { thread, slack } = await offline();
  const parent = await thread.postCard(channel, view, mark(1));
  if (parent.is !== 'posted') throw new Error(parent.is);
  const reply = await thread.post(channel, parent.ts, view, mark(2), true);
  if (reply.is !== 'posted') throw new Error(reply.is);
  expect(slack.messages(channel)).toMatchObject([{ ts: parent.ts, replies: [{ ts: reply.ts, broadcast: true }] }]);
  expect(await thread.link({ channel, ts: reply.ts })).toContain(`?thread_ts=${parent.ts}`);
  expect(await thread.link({ channel, ts: '1.000001' })).toBeUndefined();
});

test('one try is one request, so a lost answer never becomes two posts', async () => {
  const { thread, fault, slack } = await offline();
  fault('chat.postMessage', 'reset-after');
  await thread.postCard(channel, view, mark(1));
  expect(slack.messages(channel)).toHaveLength(1);
});

test.each([
  ['throttle', { retryAfter: 7 }, { is: 'later', seconds: 7 }],
  ['unavailable', {}, { is: 'later', seconds: 15 }],
  ['fail', { error: 'internal_error' }, { is: 'unknown' }],
  ['fail', { error: 'is_archived' }, { is: 'never', because: 'is_archived' }],
  ['reset-before', {}, { is: 'unknown' }],
] as const)('Slack answering %s %o is said as it is', async (kind, extra, verdict) => {
  const { thread, fault } = await offline();
  fault('chat.postMessage', kind, extra);
  expect(await thread.postCard(channel, view, mark(1))).toEqual(verdict);
});

test('a card that was deleted by hand is never updated', async () => {
  const { thread, slack } = await offline();
  const posted = await thread.postCard(channel, view, mark(1));
  if (posted.is !== 'posted') throw new Error(posted.is);
  slack.removeMessage(channel, posted.ts);
  expect(await thread.updateCard({ channel, ts: posted.ts }, view)).toEqual({ is: 'never', because: 'message_not_found' });
});

test('a channel that Ferry is not in is never posted to', async () => {
  const { thread, slack } = await offline();
  slack.world({ channels: [{ id: channel, bot: false }] });
  expect(await thread.postCard(channel, view, mark(1))).toMatchObject({ is: 'never', because: 'not_in_channel' });
});

test('a whisper reaches one person, and never throws', async () => {
  const { thread, slack, fault, told } = await offline();
  await thread.whisper(channel, requester, 'You may not: ask <!channel> or <@U0APPROVER01>.');
  expect(told(requester)).toBe('You may not: ask &lt;!channel&gt; or <@U0APPROVER01>.');
  expect(slack.messages(channel)).toEqual([]);
  fault('chat.postEphemeral', 'unavailable');
  await expect(thread.whisper(channel, requester, 'again')).resolves.toBeUndefined();
});

test('a hostile machine name is text, wherever it stands', async () => {
  const { thread, slack } = await offline();
  const name = '*Approved by* <!channel> <@U0APPROVER01> <https://example.com|Start>\n`x` :tada: \u202Egnp.exe';
  const named: MigrationEvent = {
    type: 'noted',
    at: t0,
    step: 'check-eligibility',
    text: '',
    learned: { machine: { name, instanceType: 'm5', os: 'x', osFamily: 'linux', launchedAt: t0, disks: [] } },
  };
  const record = after(checked, named, opened('authorise-failover'));
  expect((await thread.postCard(channel, card(record, t0, { revision: 1 }), mark(1))).is).toBe('posted');
  const [shown] = slack.messages(channel);
  const everything = JSON.stringify([shown?.text, shown?.blocks]);
  for (const markUp of ['<!channel>', '<@U0APPROVER01>', '<https:', '\u202E']) expect(everything).not.toContain(markUp);
  const formatted = everything.replaceAll(/"type":"plain_text","text":"[^"]*"/g, '');
  for (const formatting of ['*Approved by*', '`x`', ':tada:']) expect(formatted).not.toContain(formatting);
  expect(everything).toContain('&lt;!channel&gt;');
});
