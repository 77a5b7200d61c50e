import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { READER } from '../../src/migration/evolve.ts';
import { createStore } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import { firstBroken } from '../../src/store/log.ts';
import { clickOf, lease, noted, request, take, useStore } from '../support/local-store.ts';
import { operation, t0 } from '../support/situations.ts';

const { open } = useStore();

async function created() {
  const local = await open();
  const { id } = await local.store.create(request);
  const field = (name: string) => local.client.redis.hget(keys.record(id), name);
  const due = async () => Number(await local.client.redis.zscore(keys.due, id));
  return { ...local, id, field, due };
}

describe('claiming', () => {
  test('a claim that Redis cuts off after it was granted leaves no heartbeat behind: the lease runs out', async () => {
    const { client, id, store } = await created();
    const cut = new Proxy(client.redis, {
      get: (redis, name) => {
        if (name === 'multi') throw new Error('Redis is away');
        const value: unknown = Reflect.get(redis, name, redis);
        return typeof value === 'function' ? value.bind(redis) : value;
      },
    });
    const brief = 300;
    const doomed = await createStore({ ...client, redis: cut });
    await expect(doomed.claim(id, brief)).rejects.toThrow();
    expect(await store.claim(id, lease)).toBe('busy');
    await sleep(brief * 3);
    expect(await store.claim(id, lease)).toMatchObject({ id });
  });

  test('one process holds a migration; another is told that it is busy', async () => {
    const { store, id } = await created();
    await take(store, id);
    expect(await store.claim(id, lease)).toBe('busy');
  });

  test('of a hundred processes one gets it, and every holder in turn gets an epoch of its own', async () => {
    const { store, id, field } = await created();
    const others = await Promise.all(Array.from({ length: 4 }, () => open()));
    const epochs = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.all(Array.from({ length: 100 }, (_, i) => (others[i % 4]?.store ?? store).claim(id, lease)));
      const turns = results.filter((result) => typeof result !== 'string');
      expect(turns).toHaveLength(1);
      expect(results.filter((result) => result === 'busy')).toHaveLength(99);
      epochs.add((await field('e')) ?? '');
      await turns[0]?.read();
      expect(await turns[0]?.release(0)).toBe('released');
    }
    expect(epochs.size).toBe(5);
  });

  test('the same caller, asking again because the reply was lost, keeps its epoch', async () => {
    const { client, id, field } = await created();
    const claim = () => client.run('claim', [keys.record(id), keys.due], [id, 'nonce-1', lease, READER]);
    expect(await claim()).toMatchObject(['claimed', 1, expect.any(Number)]);
    expect(await claim()).toMatchObject(['claimed', 1, expect.any(Number)]);
    expect(await field('n')).toBe('nonce-1');
  });

  test('moves the deadline to the end of the lease, so that nobody polls meanwhile', async () => {
    const { store, id } = await created();
    await take(store, id);
    expect(await store.due(10)).toEqual([]);
  });

  test('in vain is remembered: the holder does not let go before it has looked again', async () => {
    const { store, id } = await created();
    const turn = await take(store, id);
    await store.claim(id, lease);
    expect(await turn.release('-')).toBe('again');
    await turn.read();
    expect(await turn.release('-')).toBe('released');
  });

  test('is possible for another process once the lease has run out; the old holder writes nothing more', async () => {
    const { store, client, id } = await created();
    const old = await take(store, id);
    await client.redis.hset(keys.record(id), 'lease', 1);
    const taken = await take(store, id);
    expect(await old.commit([noted('too late')])).toBe('fenced');
    expect(old.lost.aborted).toBe(true);
    expect(await old.release('-')).toBe('fenced');
    expect(await taken.commit([noted('in time')])).toBe('ok');
  });

  test('a record that a newer build wrote is left alone, and comes due again later', async () => {
    const { store, client, id, due } = await created();
    await client.redis.hset(keys.record(id), 's', 99);
    expect(await store.claim(id, lease)).toBe('newer');
    expect(await store.due(10)).toEqual([]);
    expect(await due()).toBeGreaterThan(store.clock.now() + 50_000);
  });

  test('what is not there is gone, and is not due any more', async () => {
    const { store, client } = await open();
    await client.redis.zadd(keys.due, 1, 'm-nobody');
    expect(await store.claim('m-nobody', lease)).toBe('gone');
    expect(await store.due(10)).toEqual([]);
  });
});

describe('the heartbeat', () => {
  test('keeps a short lease for as long as the turn lasts', async () => {
    const { store, id, field } = await created();
    await take(store, id, 90);
    const first = Number(await field('lease'));
    await expect.poll(() => field('lease').then(Number), { interval: 5, timeout: 20_000 }).toBeGreaterThan(first + 90);
    expect(await store.claim(id, lease)).toBe('busy');
  });

  test('tells a holder that lost its lease to start nothing any more', async () => {
    const { store, client, id } = await created();
    const turn = await take(store, id, 90);
    await client.redis.hset(keys.record(id), 'n', 'somebody-else');
    await expect.poll(() => turn.lost.aborted, { interval: 5, timeout: 20_000 }).toBe(true);
  });

  test('is refused to a caller with an old epoch', async () => {
    const { client, store, id } = await created();
    await take(store, id);
    expect(await client.run('beat', [keys.record(id), keys.due], [id, 0, 'nonce', lease])).toBe('fenced');
  });

  test('ends with the turn', async () => {
    const { store, id, field } = await created();
    const turn = await take(store, id, 90);
    await turn.release('-');
    const still = await take(store, id);
    expect(await field('lease').then(Number)).toBeGreaterThan(store.clock.now() + 1_000);
    expect(still.lost.aborted).toBe(false);
  });
});

describe('committing', () => {
  test('writes the record, its events, its activity and its deadline together, and makes the thread due', async () => {
    const { store, client, id, field } = await created();
    await client.redis.del(keys.out);
    const turn = await take(store, id);
    expect(await turn.commit([{ type: 'ended', at: t0, how: 'completed' }], { change: (m) => ({ ...m, tries: 7 }) })).toBe('ok');
    expect(await store.find(id)).toMatchObject({ tries: 7, status: { is: 'ended' } });
    expect(await field('next')).toBe('ended');
    expect((await store.log(id)).map((line) => [line.version, line.event.type])).toEqual([
      [1, 'requested'],
      [2, 'ended'],
    ]);
    expect(await store.dueThreads(10)).toEqual([id]);
  });

  test('the same commit, sent again because the reply was lost, is done once', async () => {
    const { client, store, id, field } = await created();
    await take(store, id);
    const [e, n] = [await field('e'), await field('n')];
    const names = [
      keys.record(id),
      keys.log(id),
      keys.due,
      keys.out,
      keys.inbox(id),
      keys.freeze,
      keys.open,
      keys.lock('a', 'r', 'i'),
      keys.quarantine,
      keys.identity,
    ];
    const commit = () =>
      client.run('commit', names, [id, e ?? '', n ?? '', 1, 'cid-1', '{}', 'x', 1, 'head', lease, '0', '0', '0', 'line']);
    expect(await commit()).toBe('ok');
    expect(await commit()).toBe('ok');
    expect(await field('v')).toBe('2');
    expect((await store.rawLog(id)).slice(1)).toEqual(['line']);
  });

  test('on a record that was decided on meanwhile has to read again', async () => {
    const { store, id } = await created();
    const turn = await take(store, id);
    await store.keep(id, clickOf('k'));
    const stored = await store.read(id);
    if (stored) await store.decide(id, stored, [noted('decided')]);
    expect(await turn.commit([noted('on the old record')])).toBe('moved');
    await turn.read();
    expect(await turn.commit([noted('on the new one')])).toBe('ok');
  });

  test('of what only a newer build understands is not made', async () => {
    const { store, client, id, field } = await created();
    const record = JSON.parse((await field('j')) ?? '{}');
    await client.redis.hset(keys.record(id), 'j', JSON.stringify({ ...record, reader: 4 }));
    const turn = await take(store, id);
    await expect(turn.commit([noted('x')])).rejects.toThrow(/newer build/);
    expect(await field('v')).toBe('1');
  });

  describe('an intent', () => {
    const intent = { intent: true } as const;
    const intended = { type: 'operation.intended', at: t0, operation: operation() } as const;

    test('is refused while a click waits, and goes through when it is decided', async () => {
      const { store, id } = await created();
      const turn = await take(store, id);
      await store.keep(id, clickOf('k'));
      expect(await turn.commit([intended], intent)).toBe('undecided');
      const stored = await store.read(id);
      if (stored) await store.decide(id, stored, []);
      await turn.read();
      expect(await turn.commit([intended], intent)).toBe('ok');
    });

    test('is refused when a freeze came after the turn began, even if it was lifted again', async () => {
      const { store, id } = await created();
      const turn = await take(store, id);
      await store.freeze('U0OPERATOR01', 'an incident');
      expect(await turn.commit([intended], intent)).toBe('freeze');
      await store.unfreeze();
      expect(await turn.commit([intended], intent)).toBe('freeze');
      await turn.release(0);
      expect(await (await take(store, id)).commit([intended], intent)).toBe('ok');
    });

    test('is refused during a quarantine and goes through after it', async () => {
      const { store, client, id } = await created();
      const turn = await take(store, id);
      await client.redis.set(keys.quarantine, store.clock.now() + 60_000);
      expect(await turn.commit([intended], intent)).toBe('quarantine');
      await client.redis.set(keys.quarantine, store.clock.now() - 1);
      expect(await turn.commit([intended], intent)).toBe('ok');
    });

    test('that is refused leaves no trace', async () => {
      const { store, id } = await created();
      const turn = await take(store, id);
      await store.freeze('U0OPERATOR01', 'an incident');
      await turn.commit([intended], intent);
      expect(turn.record.operations).toEqual([]);
      expect(await store.log(id)).toHaveLength(1);
    });

    test('hinders no other commit: none of this keeps progress from being written', async () => {
      const { store, client, id } = await created();
      const turn = await take(store, id);
      await store.freeze('U0OPERATOR01', 'an incident');
      await store.keep(id, clickOf('k'));
      await client.redis.set(keys.quarantine, store.clock.now() + 60_000);
      expect(await turn.commit([noted('still going')])).toBe('ok');
    });
  });
});

describe('releasing', () => {
  test('without a timer makes it due no more; with one, at that time', async () => {
    const { store, id, due } = await created();
    await (await take(store, id)).release('-');
    expect(await due()).toBe(0);
    await (await take(store, id)).release(3_600_000);
    expect(await due()).toBeGreaterThan(store.clock.now() + 3_500_000);
    await (await take(store, id)).release(0);
    expect(await store.due(10)).toMatchObject([{ id }]);
  });

  test('lets the next process in at once', async () => {
    const { store, id } = await created();
    await (await take(store, id)).release(3_600_000);
    expect(typeof (await store.claim(id, lease))).toBe('object');
  });

  test('loses no click that arrives between the last read and the release', async () => {
    const { store, id } = await created();
    const turn = await take(store, id);
    await turn.read();
    await store.keep(id, clickOf('k'));
    expect(await turn.release('-')).toBe('again');
  });

  test('loses no decision of another process that fell between the last read and the release', async () => {
    const { store, id } = await created();
    await store.keep(id, clickOf('k'));
    const turn = await take(store, id);
    await turn.read();
    const stored = await store.read(id);
    if (stored) await store.decide(id, stored, []);
    expect(await turn.release('-')).toBe('again');
  });

  test.each<[string, (context: Awaited<ReturnType<typeof created>>) => Promise<unknown>]>([
    ['the record has another version', ({ client, id }) => client.redis.hincrby(keys.record(id), 'v', 1)],
    ['somebody called', ({ client, id }) => client.redis.hincrby(keys.record(id), 'w', 1)],
    ['something lies in the inbox', ({ client, id }) => client.redis.rpush(keys.inbox(id), 'an entry')],
  ])('is refused by each sign alone: %s', async (_, arrive) => {
    const context = await created();
    const turn = await take(context.store, context.id);
    await arrive(context);
    expect(await turn.release('-')).toBe('again');
  });

  test('of a turn that goes on afterwards still holds the lease', async () => {
    const { store, id } = await created();
    const turn = await take(store, id);
    await store.keep(id, clickOf('k'));
    await turn.release('-');
    expect(await store.claim(id, lease)).toBe('busy');
    expect(await turn.commit([noted('still mine')])).toBe('ok');
  });
});

describe('the log', () => {
  test('of many processes that write in turn has no gap and holds together', async () => {
    const { store, id } = await created();
    const others = await Promise.all(Array.from({ length: 5 }, () => open()));
    const write = async (who: number) => {
      const mine = others[who]?.store ?? store;
      for (let done = 0; done < 10; ) {
        const turn = await mine.claim(id, lease);
        if (typeof turn === 'string') {
          await sleep(5);
          continue;
        }
        if ((await turn.commit([noted(`${who}:${done}`), noted('and again')])) === 'ok') done += 1;
        for (let result = await turn.release(0); result === 'again'; result = await turn.release(0)) await turn.read();
      }
    };
    await Promise.all(others.map((_, who) => write(who)));
    const log = await store.log(id);
    expect(log).toHaveLength(1 + 5 * 10 * 2);
    expect([...new Set(log.map((line) => line.version))]).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
    expect(firstBroken(await store.rawLog(id))).toBeUndefined();
  });

  test.each<[string, (lines: string[]) => string[], number]>([
    ['changed', (lines) => lines.map((line, i) => (i === 2 ? line.replace('line 1', 'line X') : line)), 2],
    ['left out', (lines) => lines.filter((_, i) => i !== 2), 2],
    ['exchanged', (lines) => [lines[0], lines[2], lines[1], lines[3]].map(String), 1],
    ['put in', (lines) => [...lines.slice(0, 2), ...lines.slice(1)], 2],
  ])('names the place where a line was %s', async (_, tamper, at) => {
    const { store, client, id } = await created();
    const turn = await take(store, id);
    for (let i = 0; i < 3; i += 1) await turn.commit([noted(`line ${i}`)]);
    const lines = tamper(await store.rawLog(id));
    await client.redis.del(keys.log(id));
    await client.redis.rpush(keys.log(id), ...lines);
    expect(firstBroken(await store.rawLog(id))).toBe(at);
  });
});
