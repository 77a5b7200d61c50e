import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** One of Ferry's own processes. It knows its environment and nothing of the demo. */
export interface Ferry {
  readonly ready: Promise<void>;
  /** Rejects when the process ends before it was stopped, with its last lines; never resolves. */
  readonly died: Promise<never>;
  /** Ends it, first politely. */
  stop(): Promise<void>;
}

const processes = {
  bot: { file: 'src/bot.ts', sign: 'the bot listens to Slack' },
  worker: { file: 'jobs/worker.ts', sign: 'the worker is ready' },
} as const;

const root = join(import.meta.dirname, '../..');
/** Where Node keeps what it has compiled, so that the next start is quicker. */
export const compiled = join(root, '.cache/compile');
const lastLines = 15;
const drainMs = 5_000;

/** Starts the bot or the worker as its own process. */
export function startFerry(name: keyof typeof processes, env: Readonly<Record<string, string>>): Ferry {
  const { file, sign } = processes[name];
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env, FERRY_LOG: 'info', NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Out of reach of Ctrl-C in the terminal: the demo ends it in its turn.
    detached: true,
  });
  const guard = endWithUs(child);
  let lines: string[] = [];
  let stopping = false;
  const ended = once(child, 'close').then(([code, signal]) => String(signal ?? `exit code ${code}`));
  const died = ended.then((how) => {
    guard.kill('SIGKILL');
    if (stopping) return new Promise<never>(() => undefined);
    throw new Error(`the ${name} ended by itself (${how}). Its last lines:\n${lines.map((line) => `  ${legible(line)}`).join('\n')}`);
  });
  died.catch(() => undefined);
  const stop = async () => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const patience = new AbortController();
    await Promise.race([ended, sleep(drainMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    child.kill('SIGKILL');
    await ended;
  };
  const ready = new Promise<void>((resolve) => {
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      lines = [...lines, ...parts].slice(-lastLines);
      if (parts.some((line) => line.includes(sign))) resolve();
    });
  });
  return { ready, died, stop };
}

/** The pipe closes when this process ends, however it ends; the shell at its other end then ends the child. */
function endWithUs({ pid }: ChildProcess): ChildProcess {
  const guard = spawn('sh', ['-c', 'read -r _; kill -9 "$1" 2>/dev/null', 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

const entry = z.object({ level: z.string(), msg: z.string(), err: z.object({ message: z.string() }).optional() });

/** A line of Ferry's log as a person reads it. */
function legible(line: string): string {
  try {
    const { level, msg, err } = entry.parse(JSON.parse(line));
    return `${level}: ${msg}${err ? `: ${err.message}` : ''}`;
  } catch {
    return line;
  }
}
