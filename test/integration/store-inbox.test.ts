import { describe, expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { firstBroken } from '../../src/store/log.ts';
import { answerOf, clickOf, noted, request, take, useStore } from '../support/local-store.ts';
import { t0 } from '../support/situations.ts';

const { open } = useStore();

async function created() {
  const local = await open();
  const { id } = await local.store.create(request);
  const read = async () => {
    const stored = await local.store.read(id);
    if (!stored) throw new Error(`${id} is there`);
    return stored;
  };
  return { ...local, id, read };
}

describe('keeping', () => {
  test('a click that is kept waits in the inbox and makes its migration due', async () => {
    const { store, id, read } = await created();
    await (await take(store, id)).release('-');
    expect(await store.keep(id, clickOf('k'), 2_500)).toBe('kept');
    expect((await read()).inbox).toEqual([JSON.stringify(clickOf('k'))]);
    expect(await store.due(10)).toMatchObject([{ id }]);
  });

  test('the same click delivered again is the same click, also after it was decided', async () => {
    const { store, id, read } = await created();
    expect(await store.keep(id, clickOf('k'), 2_500)).toBe('kept');
    expect(await store.keep(id, clickOf('k'), 2_500)).toBe('seen');
    await store.decide(id, await read(), []);
    expect(await store.keep(id, clickOf('k'), 2_500)).toBe('seen');
    expect((await read()).inbox).toEqual([]);
  });

  test('a click that comes too late is refused and not remembered as seen', async () => {
    const { store, id, read } = await created();
    expect(await store.keep(id, clickOf('k'), -10_000)).toBe('late');
    expect((await read()).inbox).toEqual([]);
    expect(await store.keep(id, clickOf('k'), 60_000)).toBe('kept');
  });

  test('a late second delivery of a click that was kept in time is no late click', async () => {
    const { store, id } = await created();
    await store.keep(id, clickOf('k'), 60_000);
    expect(await store.keep(id, clickOf('k'), -10_000)).toBe('seen');
  });

  test('what a cloud answered is never too late', async () => {
    const { store, id } = await created();
    expect(await store.keep(id, answerOf('op-1', { is: 'accepted', handle: { status: 202 } }))).toBe('kept');
  });

  test('a click on a migration that does not exist is told so and leaves nothing behind', async () => {
    const { store, client } = await open();
    expect(await store.keep('m-nobody', clickOf('k'), 2_500)).toBe('no-such-migration');
    expect(await client.redis.keys('*')).toEqual([]);
  });

  test('entries keep the order in which they came', async () => {
    const { store, id, read } = await created();
    for (const key of ['a', 'b', 'c']) await store.keep(id, clickOf(key));
    expect((await read()).inbox.map((entry) => JSON.parse(entry).key)).toEqual(['a', 'b', 'c']);
  });

  test('a hundred deliveries of one click at once are one click', async () => {
    const { store, id, read } = await created();
    const results = await Promise.all(Array.from({ length: 100 }, () => store.keep(id, clickOf('k'), 60_000)));
    expect(results.filter((result) => result === 'kept')).toHaveLength(1);
    expect((await read()).inbox).toHaveLength(1);
  });
});

describe('deciding', () => {
  test('takes the entry out and applies its events together, without a lease', async () => {
    const { store, client, id, read } = await created();
    await take(store, id);
    await client.redis.del(keys.out);
    await store.keep(id, clickOf('k'));
    expect(await store.decide(id, await read(), [{ type: 'ended', at: t0, how: 'cancelled' }])).toBe('decided');
    expect(await store.find(id)).toMatchObject({ status: { is: 'ended' } });
    expect((await read()).inbox).toEqual([]);
    expect((await store.log(id)).at(-1)).toMatchObject({ version: 2, event: { type: 'ended' } });
    expect(firstBroken(await store.rawLog(id))).toBeUndefined();
    expect(await store.dueThreads(10)).toEqual([id]);
    expect(await store.open()).toEqual([]);
  });

  test('a refused click leaves the inbox, but nothing in the log', async () => {
    const { store, id, read } = await created();
    await store.keep(id, clickOf('k'));
    expect(await store.decide(id, await read(), [])).toBe('decided');
    expect(await store.log(id)).toHaveLength(1);
  });

  test('of two processes that decide the same click, one does', async () => {
    const { store, id, read } = await created();
    await store.keep(id, clickOf('k'));
    const seen = await read();
    const results = await Promise.all(Array.from({ length: 20 }, () => store.decide(id, seen, [noted('decided')])));
    expect(results.filter((result) => result === 'decided')).toHaveLength(1);
    expect(await store.log(id)).toHaveLength(2);
  });

  test('never decides a second click in place of the first', async () => {
    const { store, id, read } = await created();
    await store.keep(id, clickOf('a'));
    const seen = await read();
    await store.keep(id, clickOf('b'));
    await store.decide(id, seen, []);
    expect(await store.decide(id, seen, [noted('twice')])).toBe('taken');
    expect((await read()).inbox.map((entry) => JSON.parse(entry).key)).toEqual(['b']);
  });

  test('on a record that has moved on says so and leaves the click where it is', async () => {
    const { store, id, read } = await created();
    await store.keep(id, clickOf('k'));
    const seen = await read();
    await (await take(store, id)).commit([noted('meanwhile')]);
    expect(await store.decide(id, seen, [noted('on the old record')])).toBe('moved');
    expect((await read()).inbox).toHaveLength(1);
  });

  test('fences a worker that formed its commit before: the decision counts', async () => {
    const { store, id, read } = await created();
    const turn = await take(store, id);
    await store.keep(id, clickOf('k'));
    await store.decide(id, await read(), [{ type: 'ended', at: t0, how: 'cancelled' }]);
    expect(await turn.commit([noted('too late')])).toBe('moved');
    expect(await store.find(id)).toMatchObject({ status: { is: 'ended' } });
  });
});
