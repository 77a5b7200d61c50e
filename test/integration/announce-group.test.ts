import { expect, test } from 'vitest';
import type { ShownMessage } from '../../sandbox/slack/shown.ts';
import type { MigrationEvent } from '../../src/migration/types.ts';
import type { Store } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import { announcing } from '../support/announcing.ts';
import { type LocalSlack, localSlack } from '../support/local-slack.ts';
import { type LocalStore, machine, request, take, useStore } from '../support/local-store.ts';
import { checked, opened, plan, t0 } from '../support/migration-records.ts';

const { open } = useStore();
const channel = request.channel;
const planned: MigrationEvent = { type: 'planned', at: t0, plan };
const named = (name: string): MigrationEvent =>
  checked.type === 'step.finished' && checked.learned?.machine
    ? { ...checked, learned: { ...checked.learned, machine: { ...checked.learned.machine, name } } }
    : checked;

interface Together extends LocalStore {
  readonly slack: LocalSlack;
  readonly group: string;
  readonly members: readonly string[];
}

async function together(count = 3): Promise<Together> {
  const { client, store } = await open();
  const slack = await localSlack();
  const digits = '0123456789abcdef'.repeat(2).slice(0, count);
  const asked = [...digits].map((digit, index) => ({
    ...request,
    source: { ...machine, instanceId: `i-${digit.repeat(16)}${index < 16 ? '0' : '1'}` },
  }));
  const { group = '', created } = await store.createTogether({ by: request.by, channel }, asked);
  return { client, store, slack, group, members: created.map(({ id }) => id) };
}

async function tell(store: Store, id: string | undefined, ...events: readonly MigrationEvent[]): Promise<void> {
  const turn = await take(store, id ?? '');
  await turn.commit(events);
  await turn.release('-');
}

const markOf = ({ metadata }: ShownMessage) => (metadata?.['event_payload'] ?? {}) as { migration: string; n: number };
const marks = (messages: readonly ShownMessage[]) => messages.map((message) => `${markOf(message).migration} ${markOf(message).n}`);
const inChannel = ({ slack }: LocalSlack, where: string = channel) => slack.messages(where);

/** The one message of the channel, which is the group's. */
function overview({ slack, group }: Together): ShownMessage {
  const [only, ...others] = inChannel(slack);
  expect(others).toEqual([]);
  if (!only) throw new Error('the group has a message');
  expect(markOf(only)).toEqual({ migration: group, n: 0 });
  return only;
}

test('the channel gets one message; the cards hang in its thread, each once, and it links to them', async () => {
  const scene = await together();
  const { slack, members } = scene;
  await announcing(scene, slack).speak();
  const shown = overview(scene);
  expect(marks(shown.replies).sort()).toEqual(members.map((id) => `${id} 0`).sort());
  for (const reply of shown.replies) expect(reply.buttons).toContain('ferry_cancel');
  const text = JSON.stringify(shown.blocks);
  for (const { ts } of shown.replies) expect(text).toContain(`/p${ts.replace('.', '')}?thread_ts=${shown.ts}&cid=${channel}|Card>`);
  expect(text).toContain('3 are checked');
});

test('the message shows every change of every machine in the end, however many there were', async () => {
  const scene = await together();
  const { store, slack, members } = scene;
  const { speak } = announcing(scene, slack, { cardEvery: 0.4 });
  await speak();
  const before = overview(scene).revisions;
  const speaking = speak();
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`));
  await tell(store, members[0], opened('confirm-plan'));
  await tell(store, members[1], { type: 'ended', at: t0, how: 'cancelled' });
  await tell(store, members[2], { type: 'step.blocked', at: t0, step: 'confirm-plan', problem: 'p', remedy: 'r' });
  await speaking;
  await speak();
  const { text, revisions } = overview(scene);
  expect(text).toContain('1 stuck · 1 waits for Start · 1 cancelled');
  for (const name of ['web-00', 'web-01', 'web-02']) expect(text).toContain(name);
  expect(revisions - before, 'redraws are gathered').toBeLessThan(7);
});

test('each line begins with the name of its machine, and each machine keeps its order', async () => {
  const scene = await together();
  const { store, slack, members } = scene;
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`), opened('confirm-plan'));
  await announcing(scene, slack).speak();
  const { replies } = overview(scene);
  for (const [index, id] of members.entries()) {
    const own = replies.filter((reply) => markOf(reply).migration === id);
    expect(own.map((reply) => markOf(reply).n)).toEqual([0, 3, 4]);
    for (const said of own.slice(1)) expect(said.text).toMatch(new RegExp(`^\\*web-0${index}\\* · `));
  }
});

test('only what calls the approvers is shown in the channel too', async () => {
  const scene = await together(2);
  const { store, slack, members } = scene;
  await tell(store, members[0], planned, named('web-00'), opened('authorise-failover'));
  await tell(store, members[1], planned, named('web-01'), opened('confirm-plan'));
  await announcing(scene, slack).speak();
  const broadcast = overview(scene).replies.filter((reply) => reply.broadcast);
  expect(broadcast.map(({ text }) => text)).toEqual([expect.stringContaining('*Authorise the failover of web-00?*')]);
});

test('where Slack does not allow a reply in the channel, it is said in the thread', async () => {
  const scene = await together(2);
  const { store, slack, members } = scene;
  const { speak } = announcing(scene, slack);
  await tell(store, members[0], planned, named('web-00'));
  await speak();
  await tell(store, members[0], opened('authorise-failover'));
  slack.fault('chat.postMessage', 'fail', { error: 'cant_broadcast_message' });
  await speak();
  const lines = overview(scene).replies.filter((reply) => markOf(reply).n > 0);
  expect(lines.map(({ text, broadcast }) => [text.includes('Authorise the failover'), broadcast])).toEqual([
    [false, false],
    [true, false],
  ]);
});

test('a migration alone has its card and its lines as ever, and nothing is broadcast', async () => {
  const local = await open();
  const { store } = local;
  const slack = await localSlack();
  const { id } = await store.create(request);
  await tell(store, id, planned, named('web-07'), opened('authorise-failover'));
  await announcing(local, slack).speak();
  const [card, ...others] = inChannel(slack);
  expect(others).toEqual([]);
  expect(markOf(card ?? others[0] ?? ({} as ShownMessage))).toEqual({ migration: id, n: 0 });
  expect(card?.replies.map(({ broadcast }) => broadcast)).toEqual([false, false]);
  expect(card?.replies[0]?.text).not.toMatch(/^\*web-07\*/);
});

test.each([
  ['the message of the group', 1],
  ['a card', 2],
  ['a line', 5],
])('%s whose answer was lost is looked up and not posted again', async (_, nth) => {
  const scene = await together();
  const { store, slack, group, members } = scene;
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`));
  const { announce, thread } = announcing(scene, slack);
  let posts = 0;
  const losing =
    <A extends unknown[], R>(post: (...args: A) => R) =>
    (...args: A): R => {
      posts += 1;
      if (posts === nth) slack.fault('chat.postMessage', 'reset-after');
      return post(...args);
    };
  Object.assign(thread, { post: losing(thread.post), postCard: losing(thread.postCard) });
  await expect
    .poll(
      async () => {
        await store.hurryThreads([group, ...members]);
        for (const id of await store.dueThreads(100)) await announce(id); // one after the other, so that the nth is always the same
        return (await Promise.all(members.map((id) => store.thread(id)))).map(({ said, posting }) => [said, posting]);
      },
      { timeout: 30_000 },
    )
    .toEqual(members.map(() => [3, undefined]));
  expect(marks(overview(scene).replies).sort()).toEqual(members.flatMap((id) => [`${id} 0`, `${id} 3`]).sort());
});

test('at the rates that Slack really allows every post comes, each once, and the message shows the last state', async () => {
  const scene = await together(2);
  const { store, slack, members } = scene;
  slack.slack.world({ strictRates: true });
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`), opened('confirm-plan'));
  await announcing(scene, slack).speak();
  const { replies, text } = overview(scene);
  expect(marks(replies).sort()).toEqual(members.flatMap((id) => [`${id} 0`, `${id} 3`, `${id} 4`]).sort());
  const times = [Number(overview(scene).ts), ...replies.map(({ ts }) => Number(ts))];
  expect(times.at(-1) ?? 0, 'a post a second').toBeGreaterThan((times[0] ?? 0) + 4);
  expect(text).toContain('2 wait for Start');
});

test('members wait for the message of their group, ever longer, and come at once when it is posted', async () => {
  const scene = await together(2);
  const { client, store, slack, group, members } = scene;
  const [first = '', second = ''] = members;
  const { announce } = announcing(scene, slack);
  const record = keys.record(second);
  const old = { ...(await store.find(second)), requestedAt: store.clock.now() - 300_000 };
  await client.redis.hset(record, 'j', JSON.stringify(old));
  for (const id of members) await announce(id);
  const waits = async (id: string) => Number(await client.redis.zscore(keys.out, id)) - store.clock.now();
  expect(await waits(first)).toBeLessThanOrEqual(1_000);
  expect(await waits(second)).toBeGreaterThan(20_000);
  await announce(group);
  expect(await waits(first)).toBeLessThanOrEqual(0);
  expect(await waits(second)).toBeLessThanOrEqual(0);
});

test('two announcers at once post one message, one card for each machine and each line once', async () => {
  const scene = await together(6);
  const { store, slack, members } = scene;
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`), opened('confirm-plan'));
  const other = await open();
  await Promise.all([announcing(scene, slack).speak(), announcing(other, slack).speak(), announcing(other, slack).speak()]);
  const { replies, text } = overview(scene);
  expect(marks(replies).sort()).toEqual(members.flatMap((id) => [`${id} 0`, `${id} 3`, `${id} 4`]).sort());
  expect(text).toContain('6 wait for Start');
});

test('an announcer that froze while posting the message leaves it to another, which finds it', async () => {
  const scene = await together();
  const { slack, group } = scene;
  slack.fault('chat.postMessage', 'hold-after');
  const frozen = announcing(scene, slack).announce(group);
  await expect.poll(() => slack.faults.held().length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 600)); // its lease runs out
  await announcing(await open(), slack).speak();
  const before = overview(scene);
  slack.faults.release();
  await frozen;
  await announcing(scene, slack).speak();
  const after = overview(scene);
  expect(after.ts).toBe(before.ts);
  expect(after.replies).toHaveLength(3);
});

test('an older message that lands late is drawn over', async () => {
  const scene = await together(2);
  const { store, slack, group, members } = scene;
  const { speak, announce } = announcing(scene, slack);
  await speak();
  await tell(store, members[0], planned, named('web-00'));
  await announce(members[0] ?? '');
  slack.fault('chat.update', 'hold-before'); // the redraw of the group is on its way, and its announcer freezes
  const late = announce(group);
  await expect.poll(() => slack.faults.held().length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await tell(store, members[1], planned, named('web-01'), opened('confirm-plan'));
  const other = announcing(await open(), slack, { redrawAfter: 2 });
  await expect.poll(() => other.round().then(() => overview(scene).text)).toContain('1 waits for Start');
  slack.faults.release();
  await late;
  expect(overview(scene).text, 'the older one has landed').toContain('1 is being prepared · 1 is checked');
  await other.speak();
  expect(overview(scene).text).toContain('1 waits for Start');
});

test('a message that was deleted is posted anew, and the cards follow it', async () => {
  const scene = await together(2);
  const { store, slack, members } = scene;
  const { speak } = announcing(scene, slack);
  await speak();
  slack.slack.removeMessage(channel, overview(scene).ts);
  await tell(store, members[0], planned, named('web-00'), opened('confirm-plan'));
  await speak();
  const shown = inChannel(slack).find((message) => markOf(message).migration === scene.group);
  const cards = shown?.replies.filter((reply) => markOf(reply).n === 0) ?? [];
  expect(marks(cards).sort()).toEqual(members.map((id) => `${id} 0`).sort());
  for (const { ts } of cards) expect(JSON.stringify(shown?.blocks)).toContain(`/p${ts.replace('.', '')}?thread_ts=${shown?.ts}`);
  expect(shown?.text).toContain('1 waits for Start · 1 is checked');
});

test('when all have ended the message says so, is drawn once more, and rests', async () => {
  const scene = await together(2);
  const { store, slack, members, group } = scene;
  for (const id of members) await tell(store, id, planned, named('web-00'), { type: 'ended', at: t0, how: 'completed' });
  await announcing(scene, slack).speak();
  const shown = overview(scene);
  expect(shown.text).toContain('2 completed');
  expect(JSON.stringify(shown.blocks)).toContain('All have ended');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await store.dueThreads(10)).toEqual([]);
  expect((await store.thread(group)).redrawAt).toBeUndefined();
});

test('twenty machines fit into one message', async () => {
  const scene = await together(20);
  await announcing(scene, scene.slack).speak();
  const { replies, text } = overview(scene);
  expect(replies).toHaveLength(20);
  expect(text).toContain('20 are checked');
});

test('a channel that takes no posts is told of once for the whole group; when it takes them again all comes', async () => {
  const scene = await together(3);
  const { store, slack, members, group } = scene;
  const { speak } = announcing(scene, slack, { channelRetry: 0.4 });
  await speak();
  slack.slack.world({ channels: [{ id: channel, is_archived: true }] });
  for (const [index, id] of members.entries()) await tell(store, id, planned, named(`web-0${index}`), opened('confirm-plan'));
  const speaking = speak();
  const notes = () => inChannel(slack, `D${request.by.slice(1)}`);
  await expect.poll(() => notes().length, { timeout: 10_000 }).toBe(1);
  await expect.poll(async () => (await store.thread(members[2] ?? '')).posting, { timeout: 10_000 }).toBeUndefined();
  slack.slack.world({ channels: [{ id: channel, is_archived: false }] });
  await speaking;
  await speak();
  const [note, ...more] = notes();
  expect(more).toEqual([]);
  expect(note?.text).toContain(`*3 machines* and their cards: <#${channel}> takes no posts, because it is archived.`);
  for (const id of members) expect(note?.text).toContain(`, ${id}): EC2 `);
  expect(note?.text).toContain('Unarchive it and type `/invite @Ferry` there, and Ferry goes on posting there by itself.');
  expect(marks(overview(scene).replies).sort()).toEqual(members.flatMap((id) => [`${id} 0`, `${id} 3`, `${id} 4`]).sort());
  expect(overview(scene).text).toContain('3 wait for Start');
  expect((await store.thread(group)).elsewhere).toBeUndefined();
});
