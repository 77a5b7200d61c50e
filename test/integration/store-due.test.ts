import { describe, expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { lease, machine, noted, request, take, useStore } from '../support/local-store.ts';

const { open } = useStore();

async function created() {
  const local = await open();
  const { id } = await local.store.create(request);
  return { ...local, id };
}

describe('what is due', () => {
  test('is moved ahead when it is taken, so that of three sweepers one takes it and a lost wake-up comes again', async () => {
    const { store, client, id } = await created();
    const taken = await Promise.all([store.due(10), store.due(10), store.due(10)]);
    expect(taken.flat()).toEqual([{ id, next: 'planning' }]);
    const again = Number(await client.redis.zscore(keys.due, id));
    expect(again).toBeGreaterThan(store.clock.now() + 3_000);
    expect(again).toBeLessThan(store.clock.now() + 10_000);
  });

  test('comes oldest first and never more than asked for, so that dead ones do not starve the rest', async () => {
    const { store, client } = await open();
    for (let i = 0; i < 30; i += 1) await client.redis.zadd(keys.due, i + 1, `m-${i}`);
    const first = (await store.due(20)).map((one) => one.id);
    const second = (await store.due(20)).map((one) => one.id);
    expect(first).toEqual(Array.from({ length: 20 }, (_, i) => `m-${i}`));
    expect(second).toEqual(Array.from({ length: 10 }, (_, i) => `m-${i + 20}`));
  });

  test('is not what lies ahead', async () => {
    const { store, id } = await created();
    await (await take(store, id)).release(60_000);
    expect(await store.due(10)).toEqual([]);
  });

  test('says what it will do, and that a record is gone', async () => {
    const { store, client, id } = await created();
    await client.redis.zadd(keys.due, 1, 'm-nobody');
    expect(await store.due(10)).toEqual([
      { id: 'm-nobody', next: 'gone' },
      { id, next: 'planning' },
    ]);
  });
});

describe('a thread', () => {
  test('is held by one announcer at a time', async () => {
    const { store, id } = await created();
    const held = await store.claimThread(id, lease);
    expect(held).toMatchObject({ tookOver: false, state: { said: 0, shown: 0 } });
    expect(await store.claimThread(id, lease)).toBeUndefined();
    await held?.release('-');
    expect(await store.claimThread(id, lease)).toMatchObject({ tookOver: false });
  });

  test('whose announcer died is taken over, and the new one is told; the old one saves nothing more', async () => {
    const { store, client, id } = await created();
    const dead = await store.claimThread(id, lease);
    await client.redis.hset(keys.thread(id), 'lease', 1);
    const heir = await store.claimThread(id, lease);
    expect(heir?.tookOver).toBe(true);
    expect(await dead?.save({ said: 5 })).toBe(false);
    await dead?.release('-');
    expect(await store.claimThread(id, lease)).toBeUndefined();
    expect(await heir?.save({ said: 3, cardTs: '1700000000.000100', channel: 'C0MIGRATION1' })).toBe(true);
    expect(heir?.state).toMatchObject({ said: 3, cardTs: '1700000000.000100' });
    expect(await store.thread(id)).toMatchObject({ said: 3, cardTs: '1700000000.000100', channel: 'C0MIGRATION1' });
  });

  test('remembers which post was under way, and forgets it when it is settled', async () => {
    const { store, id } = await created();
    const turn = await store.claimThread(id, lease);
    await turn?.save({ posting: 4 });
    expect(await store.thread(id)).toMatchObject({ posting: 4 });
    await turn?.save({ posting: '', said: 4 });
    expect(turn?.state.posting).toBeUndefined();
    expect(await store.thread(id)).toEqual({ said: 4, shown: 0, drawnAt: 0 });
  });

  test('posting the very card is not the same as posting nothing', async () => {
    const { store, id } = await created();
    const turn = await store.claimThread(id, lease);
    await turn?.save({ posting: 0 });
    expect((await store.thread(id)).posting).toBe(0);
  });

  test('that shows the newest version rests; one that was written to meanwhile stays due', async () => {
    const { store, id } = await created();
    const turn = await store.claimThread(id, lease);
    await turn?.save({ shown: 1 });
    await turn?.release('-');
    expect(await store.dueThreads(10)).toEqual([]);
    const second = await store.claimThread(id, lease);
    await (await take(store, id)).commit([noted('news')]);
    await second?.release('-');
    expect(await store.dueThreads(10)).toEqual([id]);
  });

  test('comes back by itself after the pause its announcer asked for', async () => {
    const { store, client, id } = await created();
    const turn = await store.claimThread(id, lease);
    await turn?.release(3_600_000);
    expect(await store.dueThreads(10)).toEqual([]);
    expect(Number(await client.redis.zscore(keys.out, id))).toBeGreaterThan(store.clock.now() + 3_500_000);
  });

  test('is made due by news even while an announcer holds it', async () => {
    const { store, id } = await created();
    await store.claimThread(id, lease);
    expect(await store.dueThreads(10)).toEqual([]);
    await (await take(store, id)).commit([noted('news')]);
    expect(await store.dueThreads(10)).toEqual([id]);
  });
});

test('open migrations are listed oldest first', async () => {
  const { store, id } = await created();
  const second = await store.create({ ...request, source: { ...machine, instanceId: 'i-2' } });
  expect(await store.open()).toEqual([id, second.id]);
});
