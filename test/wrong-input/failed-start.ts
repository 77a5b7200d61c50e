import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const files = { bot: 'src/bot.ts', worker: 'jobs/worker.ts', start: 'scripts/start.ts' };

/** What the terminal shows of a process that cannot start; throws unless it ends by itself with 1. Log lines are left out. */
export async function failedStart(name: keyof typeof files, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [files[name]], {
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number | null, string | null]>]);
  if (code !== 1) throw new Error(`${name} ended with ${signal ?? code}, not with 1:\n${said}`);
  return said
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n');
}
