import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiled code, kept between processes: a test that starts many of them spends most of its time compiling otherwise. */
const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/** One of Ferry's own processes, started as an operator starts it, knowing only its environment. */
export interface FerryProcess {
  readonly name: string;
  /** Everything it wrote. */
  output(): string;
  /** Its exit code, or the signal that ended it; pending while it runs. */
  readonly gone: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** Starts `src/bot.ts` or `jobs/worker.ts` and waits until it says that it is ready. */
export async function startFerry(name: 'bot' | 'worker', env: Readonly<Record<string, string>>): Promise<FerryProcess> {
  const file = name === 'bot' ? 'src/bot.ts' : 'jobs/worker.ts';
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env['PATH'] ?? '', ...compiled, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  const gone = once(child, 'exit').then(([code, signal]) => (signal ?? code ?? 0) as number | NodeJS.Signals);
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      written.push(chunk.toString('utf8'));
      if (written.join('').includes(name === 'bot' ? 'the bot listens to Slack' : 'the worker is ready')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void gone.then((how) => reject(new Error(`${name} ended (${how}) before it was ready:\n${written.join('')}`)));
  });
  gone.catch(() => undefined);
  return { name, gone, output: () => written.join(''), kill: (signal) => end(child, gone, signal) };
}

async function end(child: ChildProcess, gone: FerryProcess['gone'], signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  child.kill(signal);
  return gone;
}
