import { expect, test } from 'vitest';
import { watchIdentity } from '../../src/store/guard.ts';
import { createStore } from '../../src/store/index.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { answerOf, clickOf, request, take } from '../support/local-store.ts';
import { privateRedis } from '../support/redis.ts';
import { operation, t0 } from '../support/situations.ts';

const intended = { type: 'operation.intended', at: t0, operation: operation() } as const;

test('between the restart of Redis and the first look at it no call is let out', async ({ onTestFinished }) => {
  const server = await privateRedis();
  const client = connectRedis(server.url);
  client.redis.on('error', () => undefined);
  onTestFinished(async () => {
    client.redis.disconnect();
    await server.close();
  });
  const store = await createStore(client);
  expect(await watchIdentity(client, 60_000)).toBe('same');
  const { id } = await store.create(request);
  await server.kill('SIGKILL');
  await server.restart();
  const turn = await take(store, id);
  onTestFinished(() => turn.abandon());
  expect(await turn.commit([intended], { intent: true })).toBe('quarantine');
  expect(await watchIdentity(client, 60_000)).toBe('quarantined');
});

test('a click that a replica does not confirm is not acknowledged; what a cloud answered is kept all the same', async ({
  onTestFinished,
}) => {
  const primary = await privateRedis();
  const replica = await privateRedis();
  const client = connectRedis(primary.url);
  const second = connectRedis(replica.url);
  onTestFinished(async () => {
    client.redis.disconnect();
    second.redis.disconnect();
    await replica.kill('SIGKILL'); // a server that stands still does not end when asked
    await replica.close();
    await primary.close();
  });
  const store = await createStore(client);
  const { id } = await store.create(request);
  await client.redis.config('SET', 'repl-diskless-sync-delay', '0');
  await second.redis.replicaof('127.0.0.1', Number(new URL(primary.url).port));
  await expect.poll(() => second.redis.info('replication'), { timeout: 30_000 }).toContain('master_link_status:up');
  await replica.kill('SIGSTOP');
  await expect(store.keep(id, clickOf('click-1'))).rejects.toThrow(/replica/);
  expect(await store.keep(id, answerOf('operation-1', { is: 'not-sent', because: 'a test' }))).toBe('kept');
});
