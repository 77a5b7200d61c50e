import { expect, test } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { answers } from '../../src/store/pulse.ts';
import { createRequestMemory } from '../../src/store/requests.ts';
import { useStore } from '../support/local-store.ts';

const { open, redis } = useStore();

test('of all processes that see a request at once, one is told that it is new', async () => {
  const memories = await Promise.all(Array.from({ length: 4 }, async () => createRequestMemory((await open()).client)));
  const told = await Promise.all(memories.map((firstSeen) => firstSeen('v0=1')));
  expect(told.filter((fresh) => fresh)).toHaveLength(1);
  expect(await memories[0]?.('v0=2')).toBe(true);
});

test('a request is remembered for longer than its signature is valid, and not for ever', async () => {
  const { client } = await open();
  await createRequestMemory(client)('v0=1');
  const seconds = await client.redis.ttl(keys.request('v0=1'));
  expect(seconds).toBeGreaterThan(5 * 60 + 60);
  expect(seconds).toBeLessThanOrEqual(600);
});

test('a Redis that is there answers, and one that has gone does not', async () => {
  const { client } = await open();
  expect(await answers(client)).toBe(true);
  await redis().kill('SIGKILL');
  expect(await answers(client)).toBe(false);
  await redis().restart();
  await expect.poll(() => answers(client)).toBe(true);
});

test('a Redis that hangs does not answer', async () => {
  const { client } = await open();
  await redis().kill('SIGSTOP');
  expect(await answers(client)).toBe(false);
  await redis().kill('SIGCONT');
  await expect.poll(() => answers(client)).toBe(true);
});
