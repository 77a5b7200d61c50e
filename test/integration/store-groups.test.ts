import { expect, test } from 'vitest';
import { isRefusal } from '../../src/errors.ts';
import { createMigrations } from '../../src/migration/service.ts';
import type { StartRequest } from '../../src/migration/verbs.ts';
import type { Store } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import { firstBroken } from '../../src/store/log.ts';
import { machine, request, take, useStore } from '../support/local-store.ts';
import { mortalStore } from '../support/mortal-store.ts';
import { t0 } from '../support/situations.ts';

const { open } = useStore();

const asked = { by: request.by, channel: request.channel };
const of = (digit: string) => ({ ...request, source: { ...machine, instanceId: `i-${digit.repeat(17)}` } });
const ids = (digits: string) => [...digits].map((digit) => `i-${digit.repeat(17)}`);

/** The verbs over a store, and which migrations were woken. */
function ferry(store: Store) {
  const woken: string[] = [];
  const migrations = createMigrations({
    store,
    people: { person: async (id) => ({ id, name: id, approver: false }) },
    places: { sources: { prod: { account: machine.account, region: machine.region } }, targets: { west: {} } },
    approvalsNeeded: 1,
    authorityValidMs: 1,
    clickLateMs: 1,
    refused: async () => undefined,
    wake: async (id) => void woken.push(id),
  });
  return { woken, migrations, together: (digits: string) => migrations.startTogether(ids(digits).map(requestFor)) };
}
const requestFor = (instanceId: string): StartRequest => ({ instanceId, ...asked });

test('a group and its migrations are created together: each open, due, to be announced, and in its group', async () => {
  const { store } = await open();
  const { group = '', created } = await store.createTogether(asked, [of('a'), of('b'), of('c')]);
  expect(group).toMatch(/^g-[2-9a-z]{6}$/);
  const members = created.map(({ id }) => id);
  expect(await store.group(group)).toMatchObject({ group: { id: group, ...asked, members }, version: 1 });
  expect([...(await store.open())].sort()).toEqual([...members].sort());
  expect((await store.due(10)).map(({ id }) => id).sort()).toEqual([...members].sort());
  expect((await store.dueThreads(10)).sort()).toEqual([group, ...members].sort());
  for (const [index, id] of members.entries()) {
    expect(await store.find(id)).toMatchObject({ id, group, source: of('abc'[index] ?? '').source, status: { is: 'planning' } });
    expect(firstBroken(await store.rawLog(id))).toBeUndefined();
  }
});

test('a machine that moves already is not in the group, and its answer leads to the migration that has it', async () => {
  const { store } = await open();
  const before = await store.create(of('b'));
  const { group = '', created } = await store.createTogether(asked, [of('a'), of('b'), of('c')]);
  expect(created.map(({ existing }) => existing)).toEqual([false, true, false]);
  expect(created[1]?.id).toBe(before.id);
  expect((await store.group(group))?.group.members).toEqual([created[0]?.id, created[2]?.id]);
  expect((await store.find(before.id))?.group).toBeUndefined();
});

test('a machine that is named twice moves once', async () => {
  const { store } = await open();
  const { group = '', created } = await store.createTogether(asked, [of('a'), of('a'), of('b')]);
  expect(created[1]).toEqual({ id: created[0]?.id, existing: true });
  expect((await store.group(group))?.group.members).toHaveLength(2);
});

test.each([
  ['one machine is free', 'ab', 1],
  ['one machine is free and named twice', 'abb', 1],
  ['none is', 'a', 0],
])('there is no group when only %s', async (_, digits, more) => {
  const { store, client } = await open();
  await store.create(of('a'));
  const { group, created } = await store.createTogether(asked, [...digits].map(of));
  expect(group).toBeUndefined();
  expect(created.filter(({ existing }) => !existing)).toHaveLength(more);
  for (const { id } of created) expect((await store.find(id))?.group).toBeUndefined();
  expect(await client.redis.keys(keys.group('*'))).toEqual([]);
  expect((await store.dueThreads(10)).filter((id) => id.startsWith('g-'))).toEqual([]);
});

test('two people who ask for overlapping machines at once get each machine once, in one group', async () => {
  const [one, other] = [await open(), await open()];
  const both = await Promise.all([
    one.store.createTogether(asked, ['a', 'b', 'c', 'd'].map(of)),
    other.store.createTogether(asked, ['d', 'c', 'b', 'e'].map(of)),
  ]);
  expect(both.flatMap(({ created }) => created).filter(({ existing }) => !existing)).toHaveLength(5);
  const groups = await Promise.all(both.map(async ({ group }) => one.store.group(group ?? '')));
  const members = groups.flatMap((stored) => stored?.group.members ?? []);
  expect(new Set(members).size).toBe(members.length);
});

test('a creation whose reply was lost and that is sent again is the same creation', async () => {
  const { store, client } = await open();
  await store.create(of('b'));
  const args = [
    'g-again2',
    '{}',
    ...['m-again2', 'm-again3', 'm-again4'].flatMap((id) => [id, '{"reader":1}', 1, 'planning', 'head', 'line']),
  ];
  const each = ['a', 'b', 'c'].flatMap((digit, index) => [
    keys.record(`m-again${index + 2}`),
    keys.lock(machine.account, machine.region, `i-${digit.repeat(17)}`),
    keys.log(`m-again${index + 2}`),
  ]);
  const names = [keys.due, keys.out, keys.open, keys.all, keys.group('g-again2'), ...each];
  const first = await client.run('create-together', names, args);
  expect(first).toEqual(['together', '', expect.stringMatching(/^m-/), '']);
  expect(await client.run('create-together', names, args)).toEqual(first);
  expect(await store.rawLog('m-again2')).toEqual(['line']);
  expect(await store.rawLog('m-again3')).toEqual([]);
});

test('what changes on a member makes the message of its group due, once for each change', async () => {
  const { store } = await open();
  const { group = '', created } = await store.createTogether(asked, [of('a'), of('b')]);
  const member = created[0]?.id ?? '';
  const turn = await store.claimThread(group, 60_000);
  if (!turn) throw new Error('nobody else speaks');
  await turn.save({ shown: 1 });
  await store.touchGroup(group, member, '2');
  await store.touchGroup(group, member, '2');
  expect((await store.group(group))?.version).toBe(2);
  await turn.release('-');
  expect(await store.dueThreads(10), 'what changed while it was drawn is drawn again').toContain(group);
  const next = await store.claimThread(group, 60_000);
  await next?.save({ shown: 2 });
  await next?.release('-');
  expect(await store.dueThreads(10)).not.toContain(group);
});

test('a group that nobody created is not called into being by a touch', async () => {
  const { store, client } = await open();
  await store.touchGroup('g-nobody', 'm-nobody', '1');
  expect(await client.redis.keys(keys.group('*'))).toEqual([]);
  expect(await store.dueThreads(10)).toEqual([]);
});

test('starting together wakes a worker for each, and says of each what came of it', async () => {
  const { store } = await open();
  const busy = await store.create(of('c'));
  const { together, woken } = ferry(store);
  const answers = await together('abc');
  const started = answers.flatMap((answer) => (isRefusal(answer) ? [] : [answer]));
  expect(started.map(({ existing }) => existing)).toEqual([false, false, true]);
  expect(woken).toEqual(started.slice(0, 2).map(({ id }) => id));
  expect(started[0]?.group).toMatch(/^g-/);
  expect(started[1]?.group).toBe(started[0]?.group);
  expect(started[2]).toMatchObject({ id: busy.id, card: { channel: request.channel } });
  expect(started[2]).not.toHaveProperty('group');
});

test('one machine asked for "together" is a migration alone', async () => {
  const { store } = await open();
  const [only] = await ferry(store).together('a');
  if (!only || isRefusal(only)) throw new Error('it starts');
  expect(only).not.toHaveProperty('group');
  expect((await store.find(only.id))?.group).toBeUndefined();
});

test('a source that ferry.yml does not know refuses its own machine, and the others start', async () => {
  const { store } = await open();
  const asks = ids('abc').map((id, index) => ({ ...requestFor(id), source: index === 1 ? 'prd' : 'prod' }));
  const answers = await ferry(store).migrations.startTogether(asks);
  expect(answers.map(isRefusal)).toEqual([false, true, false]);
  expect(answers[1]).toMatchObject({ because: 'There is no source called “prd”.' });
  expect(await store.open()).toHaveLength(2);
});

test('several in two channels, or by two people, are not asked for together', async () => {
  const { store } = await open();
  const [one, two] = ids('ab').map(requestFor);
  if (!one || !two) throw new Error('there are two');
  for (const other of [{ channel: 'C0ANOTHER001' }, { by: 'U0ANOTHER001' }])
    await expect(ferry(store).migrations.startTogether([one, { ...two, ...other }])).rejects.toThrow(
      'one person asks for all of them in one channel',
    );
  expect(await store.open()).toEqual([]);
});

test('asking for nothing starts nothing', async () => {
  const { store } = await open();
  expect(await ferry(store).together('')).toEqual([]);
});

test('more than one message can show are refused, and none is started', async () => {
  const { store } = await open();
  const answers = await ferry(store).together('0123456789abcdef01234');
  expect(answers).toHaveLength(21);
  expect(answers[20]).toEqual({
    refused: true,
    because: '21 machines are too many for one message: it has room for 20.',
    remedy: 'Nothing was started. Name at most 20 at a time.',
  });
  expect(await store.open()).toEqual([]);
});

test.each([
  ['before it reached Redis', { at: 1, reached: false }, 0],
  ['after it reached Redis', { at: 1, reached: true }, 3],
])(
  'a process that dies while creating, %s, leaves no group without its members and no member without its group',
  async (_, death, there) => {
    const { store, client } = await open();
    const dying = ferry(mortalStore(store, death));
    await expect(dying.together('abc')).rejects.toThrow(/died/);
    const members = await store.open();
    expect(members).toHaveLength(there);
    const groups = await client.redis.keys(keys.group('*'));
    expect(groups).toHaveLength(there > 0 ? 1 : 0);
    for (const id of members) {
      const group = (await store.find(id))?.group ?? '';
      expect((await store.group(group))?.group.members).toContain(id);
    }
    expect(await store.due(10), 'a worker takes up what was created').toHaveLength(there);
    const again = await ferry(store).together('abc');
    expect(again.map((answer) => !isRefusal(answer) && answer.existing)).toEqual(Array(3).fill(there > 0));
    expect(await store.open()).toHaveLength(3);
  },
);

test('a member that has ended leaves its machine free for another group', async () => {
  const { store } = await open();
  const { created } = await store.createTogether(asked, [of('a'), of('b')]);
  const turn = await take(store, created[0]?.id ?? '');
  await turn.commit([{ type: 'ended', at: t0, how: 'cancelled' }]);
  const second = await store.createTogether(asked, [of('a'), of('c')]);
  expect(second.created.map(({ existing }) => existing)).toEqual([false, false]);
});
