import { expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { keepPresence } from '../../src/store/presence.ts';
import { useStore } from '../support/local-store.ts';

const { open, redis } = useStore();

const worker = { kind: 'worker', version: '1.0.0', everyMs: 20 } as const;

test('a process is heard again and again by the Redis clock, until it leaves; when its kind was heard last stays known', async () => {
  const { client, store } = await open();
  const presence = await keepPresence({ client, clock: store.clock, ...worker });
  const first = await store.presence();
  expect(first.processes).toEqual([
    {
      kind: 'worker',
      name: expect.stringMatching(new RegExp(`/${process.pid}$`)),
      version: '1.0.0',
      since: expect.any(Number),
      seen: expect.any(Number),
      every: 20,
    },
  ]);
  expect(first.now).toBeGreaterThanOrEqual(first.processes[0]?.seen ?? Number.POSITIVE_INFINITY);
  await expect.poll(async () => (await store.presence()).processes[0]?.seen).toBeGreaterThan(first.processes[0]?.seen ?? 0);
  await presence.leave();
  const last = await store.presence();
  expect(last.processes).toEqual([]);
  expect(last.heard).toEqual({ worker: expect.any(Number) });
  expect(last.heard.worker).toBeGreaterThan(first.heard.worker ?? Number.POSITIVE_INFINITY);
});

test('two processes of one host are two, and each says its own trouble as it is now', async () => {
  const { client, store } = await open();
  let trouble: string | undefined = 'does not hear Slack';
  const bot = await keepPresence({ client, clock: store.clock, kind: 'bot', version: '1.0.0', everyMs: 20, trouble: () => trouble });
  const other = await keepPresence({ client, clock: store.clock, ...worker });
  const troubles = async () =>
    (await store.presence()).processes.map(({ kind, trouble: said }) => [kind, said] as const).sort(([a], [b]) => a.localeCompare(b));
  expect(await troubles()).toEqual([
    ['bot', 'does not hear Slack'],
    ['worker', undefined],
  ]);
  trouble = undefined;
  await expect.poll(troubles).toEqual([
    ['bot', undefined],
    ['worker', undefined],
  ]);
  await Promise.all([bot.leave(), other.leave()]);
});

test('whoever died without a word is listed until it is long ago, then forgotten with all it said', async () => {
  const { client, store } = await open();
  const dead = await keepPresence({ client, clock: store.clock, ...worker, everyMs: 3_600_000 });
  const [id = ''] = await client.redis.zrange(keys.present, '0', '-1');
  await client.redis.zadd(keys.present, 'XX', store.clock.now() - 601_000, id);
  expect((await store.presence()).processes).toHaveLength(1);
  const living = await keepPresence({ client, clock: store.clock, kind: 'bot', version: '1.0.0', everyMs: 3_600_000 });
  expect((await store.presence()).processes.map(({ kind }) => kind)).toEqual(['bot']);
  expect(await client.redis.hlen(keys.about)).toBe(1);
  await Promise.all([dead.leave(), living.leave()]);
});

test('after Redis was away or has lost everything, the next heartbeat is there again', async () => {
  const { client, store } = await open();
  const presence = await keepPresence({ client, clock: store.clock, ...worker });
  await redis().kill('SIGKILL');
  await redis().restart();
  await expect.poll(async () => (await store.presence().catch(() => undefined))?.processes.length, { timeout: 30_000 }).toBe(1);
  const [seen] = (await store.presence()).processes;
  await expect
    .poll(async () => (await store.presence().catch(() => undefined))?.processes[0]?.seen, { timeout: 30_000 })
    .toBeGreaterThan(seen?.seen ?? 0);
  await client.redis.flushall();
  await expect.poll(async () => (await store.presence()).processes.length).toBe(1);
  await presence.leave();
});

test('what a newer build wrote about itself in another shape is left out, and the others are read', async () => {
  const { client, store } = await open();
  const presence = await keepPresence({ client, clock: store.clock, ...worker });
  await client.redis.zadd(keys.present, store.clock.now(), 'x');
  await client.redis.hset(keys.about, 'x', JSON.stringify({ kind: 'oracle' }));
  expect((await store.presence()).processes.map(({ kind }) => kind)).toEqual(['worker']);
  await presence.leave();
});
