import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { startRedis } from '../../sandbox/redis.ts';
import { privateRedis } from '../support/redis.ts';

test('a private Redis keeps what it acknowledged when it is killed', async ({ onTestFinished }) => {
  const redis = await privateRedis();
  onTestFinished(redis.close);
  const before = connect(redis.url);
  await before.set('acknowledged', 'yes');
  before.disconnect();
  await redis.kill('SIGKILL');
  await redis.restart();
  const after = connect(redis.url);
  onTestFinished(() => after.disconnect());
  expect(await after.get('acknowledged')).toBe('yes');
});

test('a private Redis syncs every write, never evicts, and listens on loopback only', async ({ onTestFinished }) => {
  const redis = await privateRedis();
  onTestFinished(redis.close);
  const client = connect(redis.url);
  onTestFinished(() => client.disconnect());
  const settings = await Promise.all(
    ['appendonly', 'appendfsync', 'maxmemory-policy', 'bind', 'save'].map((name) => client.config('GET', name)),
  );
  expect(settings).toEqual([
    ['appendonly', 'yes'],
    ['appendfsync', 'always'],
    ['maxmemory-policy', 'noeviction'],
    ['bind', '127.0.0.1'],
    ['save', ''],
  ]);
});

test('a private Redis and its folder end with the process that started it, even when that is killed', async () => {
  const program = `
    const { startRedis } = await import('./sandbox/redis.ts');
    const { pid, dir } = await startRedis();
    console.log(JSON.stringify({ pid, dir }));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(owner.stdout, 'data');
  const { pid, dir } = JSON.parse(String(line));
  expect(alive(pid)).toBe(true);
  expect(existsSync(dir)).toBe(true);
  owner.kill('SIGKILL');
  await until(() => !alive(pid) && !existsSync(dir));
});

test('a process that forgets its private Redis still ends, and Redis with it', async () => {
  const program = `
    const { startRedis } = await import('./sandbox/redis.ts');
    console.log((await startRedis()).pid);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(owner.stdout, 'data');
  await once(owner, 'exit');
  await until(() => !alive(Number(line)));
});

test('a port that is taken is named as the reason why Redis does not start', async ({ onTestFinished }) => {
  const redis = await startRedis();
  onTestFinished(redis.close);
  await expect(startRedis({ port: redis.port })).rejects.toThrow(/starting .*redis-server: it ended with 1/);
});

function connect(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: 1 });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends with the test's own limit when it never comes true. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}
