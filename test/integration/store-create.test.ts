import { expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { firstBroken } from '../../src/store/log.ts';
import { answerOf, machine, request, take, useStore } from '../support/local-store.ts';
import { operation, t0 } from '../support/situations.ts';

const { open } = useStore();

test('a new migration is kept, open, due, to be announced, and the first line of its own log', async () => {
  const { store, client } = await open();
  const { id, existing } = await store.create(request);
  expect(existing).toBe(false);
  expect(await store.find(id)).toMatchObject({
    id,
    source: machine,
    target: 'west',
    requestedBy: 'U0REQUESTER1',
    status: { is: 'planning' },
  });
  expect(await store.open()).toEqual([id]);
  expect(await store.due(10)).toEqual([{ id, next: 'planning' }]);
  expect(await store.dueThreads(10)).toEqual([id]);
  expect(await store.log(id)).toMatchObject([{ version: 1, event: { type: 'requested', id } }]);
  expect(firstBroken(await store.rawLog(id))).toBeUndefined();
  expect(await client.redis.get(keys.lock(machine.account, machine.region, machine.instanceId))).toBe(id);
});

test('a second request for the same machine leads to the migration that is open', async () => {
  const { store } = await open();
  const first = await store.create(request);
  expect(await store.create({ ...request, by: 'U0SOMEBODY01' })).toEqual({ id: first.id, existing: true });
  expect(await store.open()).toEqual([first.id]);
});

test('a hundred requests for one machine at once make one migration', async () => {
  const stores = await Promise.all(Array.from({ length: 4 }, () => open()));
  const made = await Promise.all(Array.from({ length: 100 }, async (_, i) => stores[i % 4]?.store.create(request)));
  expect(new Set(made.map((one) => one?.id)).size).toBe(1);
  expect(made.filter((one) => one?.existing === false)).toHaveLength(1);
});

test.each([
  ['instance', { ...machine, instanceId: 'i-0fedcba9876543210' }],
  ['region', { ...machine, region: 'us-east-1' }],
  ['account', { ...machine, account: '999988887777' }],
])('the same id in another %s is another machine', async (_, source) => {
  const { store } = await open();
  const first = await store.create(request);
  const second = await store.create({ ...request, source });
  expect(second).toMatchObject({ existing: false });
  expect(second.id).not.toBe(first.id);
});

test('a create that is sent again because its reply was lost is the same create', async () => {
  const { client, store } = await open();
  const id = 'm-again2';
  const args = [id, '{"reader":1}', 1, 'planning', 'head', 'line'];
  const names = [keys.record(id), keys.lock('a', 'r', 'i'), keys.log(id), keys.due, keys.out, keys.open, keys.all];
  expect(await client.run('create', names, args)).toEqual(['created']);
  expect(await client.run('create', names, args)).toEqual(['created']);
  expect(await store.rawLog(id)).toEqual(['line']);
});

test('the machine is free again when its migration has ended, and not before', async () => {
  const { store } = await open();
  const { id } = await store.create(request);
  const turn = await take(store, id);
  await turn.commit([{ type: 'noted', at: t0, step: 'x', text: 'going on' }]);
  expect(await store.create(request)).toEqual({ id, existing: true });
  await turn.commit([{ type: 'ended', at: t0, how: 'cancelled' }]);
  expect(await store.open()).toEqual([]);
  expect(await store.create(request)).toMatchObject({ existing: false });
});

test('an ended migration keeps its machine while a call is in flight, until the answer is decided', async () => {
  const { store } = await open();
  const { id } = await store.create(request);
  const turn = await take(store, id);
  await turn.commit([
    { type: 'operation.intended', at: t0, operation: operation() },
    { type: 'ended', at: t0, how: 'cancelled' },
  ]);
  expect(await store.create(request)).toEqual({ id, existing: true });
  const answer = answerOf(operation().id, { is: 'not-sent', because: 'no connection' });
  await store.keep(id, answer);
  const stored = await store.read(id);
  if (!stored) throw new Error('the migration is there');
  expect(
    await store.decide(id, stored, [{ type: 'operation.not-sent', at: t0, operation: operation().id, because: 'no connection' }]),
  ).toBe('decided');
  expect(await store.create(request)).toMatchObject({ existing: false });
});

test('a late write of an ended migration does not free the machine for a third', async () => {
  const { store } = await open();
  const first = await store.create(request);
  const old = await take(store, first.id);
  await old.commit([{ type: 'ended', at: t0, how: 'cancelled' }]);
  const second = await store.create(request);
  expect(await old.commit([{ type: 'noted', at: t0, step: 'x', text: 'afterwards' }])).toBe('ok');
  expect(await store.create(request)).toEqual({ id: second.id, existing: true });
});
