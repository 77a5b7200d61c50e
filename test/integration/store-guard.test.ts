import { expect, test } from 'vitest';
import { StartError } from '../../src/errors.ts';
import { guardRedis, replicated, watchIdentity } from '../../src/store/guard.ts';
import { createStore } from '../../src/store/index.ts';
import { keys } from '../../src/store/keys.ts';
import { firstBroken } from '../../src/store/log.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { StoreError } from '../../src/store/trouble.ts';
import { clickOf, noted, request, take, useStore } from '../support/local-store.ts';
import { privateRedis } from '../support/redis.ts';
import { operation, t0 } from '../support/situations.ts';

const { open, redis } = useStore();
const quarantine = 600_000;

test('a Redis that keeps everything is taken without a word', async () => {
  const { client } = await open();
  expect(await guardRedis(client)).toEqual([]);
});

test('a Redis that may evict approvals is refused, with the command that mends it', async ({ onTestFinished }) => {
  const server = await privateRedis();
  const client = connectRedis(server.url);
  onTestFinished(async () => {
    client.redis.disconnect();
    await server.close();
  });
  await client.redis.config('SET', 'maxmemory', '100mb');
  await client.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const refusal = await guardRedis(client).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartError);
  expect(refusal).toMatchObject({
    code: 'redis-evicts',
    problems: [expect.stringContaining('redis-cli config set maxmemory-policy noeviction')],
  });
});

test.each([
  ['evicts once it has a limit', { 'maxmemory-policy': 'allkeys-lru' }, 'noeviction'],
  ['keeps no append-only file', { appendonly: 'no' }, 'appendonly yes'],
  ['syncs once a second', { appendfsync: 'everysec' }, 'appendfsync always'],
])('a Redis that %s is taken with a warning that says what to set', async (_, settings, remedy) => {
  const server = await privateRedis();
  const client = connectRedis(server.url);
  try {
    for (const [name, value] of Object.entries(settings)) await client.redis.config('SET', name, value);
    expect(await guardRedis(client)).toEqual([expect.stringContaining(remedy)]);
  } finally {
    client.redis.disconnect();
    await server.close();
  }
});

test('a Redis that does not show its configuration is taken with a warning', async () => {
  const { client } = await open();
  await client.redis.acl('SETUSER', 'ferry', 'on', '>secret', '~*', '+@all', '-config');
  const shy = connectRedis(redis().url.replace('redis://', 'redis://ferry:secret@'));
  try {
    expect(await guardRedis(shy)).toEqual([expect.stringContaining('does not let Ferry read its configuration')]);
  } finally {
    shy.redis.disconnect();
    await client.redis.acl('DELUSER', 'ferry');
  }
});

test('the same Redis, asked again and again, is the same', async () => {
  const { client } = await open();
  for (let i = 0; i < 3; i += 1) expect(await watchIdentity(client, quarantine)).toBe('same');
  expect(await client.redis.get(keys.quarantine)).toBeNull();
});

test('a Redis whose clock went back is put in quarantine', async () => {
  const { client, store } = await open();
  await watchIdentity(client, quarantine);
  await client.redis.hset(keys.identity, 'time', store.clock.now() + 60_000);
  expect(await watchIdentity(client, quarantine)).toBe('quarantined');
});

test('without replicas every write is everywhere', async () => {
  const { client } = await open();
  expect(await replicated(client, 1_000)).toBe(true);
});

test('a replica that does not confirm in time is noticed', async ({ onTestFinished }) => {
  const primary = await privateRedis();
  const replica = await privateRedis();
  const client = connectRedis(primary.url);
  const second = connectRedis(replica.url);
  onTestFinished(async () => {
    client.redis.disconnect();
    second.redis.disconnect();
    // A replica that is still writing its first append-only file does not end when asked.
    await replica.kill('SIGKILL');
    await replica.close();
    await primary.close();
  });
  await client.redis.config('SET', 'repl-diskless-sync-delay', '0');
  const { port } = new URL(primary.url);
  await second.redis.replicaof('127.0.0.1', Number(port));
  await expect.poll(() => second.redis.info('replication'), { timeout: 30_000 }).toContain('master_link_status:up');
  await client.redis.set('a', '1');
  expect(await replicated(client, 20_000)).toBe(true);
  await replica.kill('SIGSTOP');
  await client.redis.set('a', '2');
  expect(await replicated(client, 100)).toBe(false);
});

test('a Redis that was killed keeps every click it acknowledged, and is put in quarantine when it is back', async ({ onTestFinished }) => {
  const server = await privateRedis();
  const client = connectRedis(server.url);
  client.redis.on('error', () => undefined);
  onTestFinished(async () => {
    client.redis.disconnect();
    await server.close();
  });
  const store = await createStore(client);
  expect(await watchIdentity(client, quarantine)).toBe('same');
  const { id } = await store.create(request);
  const acknowledged: string[] = [];
  let killed = false;
  const pressing = Array.from({ length: 8 }, async (_, who) => {
    for (let n = 0; !killed; n += 1) {
      const key = `${who}:${n}`;
      const kept = await store.keep(id, clickOf(key)).catch(() => undefined);
      if (kept === 'kept') acknowledged.push(key);
    }
  });
  await expect.poll(() => acknowledged.length, { interval: 1, timeout: 60_000 }).toBeGreaterThan(100);
  await server.kill('SIGKILL');
  killed = true;
  await server.restart();
  await Promise.all(pressing);

  const there = new Set((await store.read(id))?.inbox.map((entry) => JSON.parse(entry).key));
  expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
  expect(firstBroken(await store.rawLog(id))).toBeUndefined();

  expect(await watchIdentity(client, quarantine)).toBe('quarantined');
  for (let stored = await store.read(id); stored && stored.inbox.length > 0; stored = await store.read(id))
    await store.decide(id, stored, []);
  const turn = await take(store, id);
  onTestFinished(() => turn.abandon());
  expect(await turn.commit([{ type: 'operation.intended', at: t0, operation: operation() }], { intent: true })).toBe('quarantine');
  expect(await turn.commit([noted('but everything else goes on')])).toBe('ok');
  expect(await watchIdentity(client, quarantine)).toBe('same');
});

test('a Redis that is away fails every call by one name, so that nobody takes it for a defect of Ferry', async ({ onTestFinished }) => {
  const server = await privateRedis();
  const client = connectRedis(server.url);
  client.redis.on('error', () => undefined);
  onTestFinished(async () => {
    client.redis.disconnect();
    await server.close();
  });
  const store = await createStore(client);
  const { id } = await store.create(request);
  const turn = await take(store, id);
  onTestFinished(() => turn.abandon());
  const stored = await store.read(id);
  if (!stored) throw new Error(`${id} is there`);
  await server.kill('SIGKILL');
  const calls = [
    () => store.read(id),
    () => store.find(id),
    () => store.keep(id, clickOf('k')),
    () => store.decide(id, stored, []),
    () => store.replicated(),
    () => store.frozen(),
    () => store.claim(id, 1_000),
    () => turn.read(),
    () => turn.commit([noted('x')]),
    () => turn.release('-'),
  ];
  for (const result of await Promise.allSettled(calls.map((call) => call()))) {
    expect(result).toEqual({ status: 'rejected', reason: expect.any(StoreError) });
  }
});
