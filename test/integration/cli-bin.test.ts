import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { version } from '../../src/version.ts';

const root = join(import.meta.dirname, '../..');

test('npx finds the command in its own project, and asks no registry for it', () => {
  const { stdout, status } = spawnSync('npx', ['--no-install', 'ferry', '--version'], { cwd: root, encoding: 'utf8' });
  expect(stdout.trim()).toBe(version);
  expect(status).toBe(0);
});

test('before npm install it says so in a sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-bin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, 'bin/ferry.mjs'), 'status'], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `ferry: starting: ${join(folder, 'node_modules/node/bin/node')} is not there. Run npm install in Ferry's folder, then this again.\n`,
  );
  expect(status).toBe(3);
});

test('a signal ends the command, and the shell hears which one', async () => {
  // A Redis that takes the connection and never says a word keeps the command waiting.
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const env = { PATH: process.env['PATH'], REDIS_URL: `redis://127.0.0.1:${port}` };
  const connected = once(silent, 'connection');
  const child = spawn(process.execPath, [join(root, 'bin/ferry.mjs'), 'status'], { env, stdio: 'ignore' });
  await connected;
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
});
