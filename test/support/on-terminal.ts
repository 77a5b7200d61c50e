import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Typed {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Types one `ferry …` into a terminal without colours that knows only this environment; nobody sits there unless `ask` answers. */
export async function type(
  words: string | readonly string[],
  env: Environment = {},
  ask?: (question: string) => Promise<boolean>,
): Promise<Typed> {
  let out = '';
  let err = '';
  const exit = await runCli(typeof words === 'string' ? words.split(' ').filter(Boolean) : words, {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colours: false,
    ask,
  });
  return { exit, out, err };
}

const bin = join(import.meta.dirname, '../../bin/ferry.mjs');
const always = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/** The same by Ferry's own executable, in a folder. */
export function inShell(words: readonly string[], cwd: string, env: Environment = {}): Promise<Typed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...words], { cwd, env: { ...always, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, out, err }));
  });
}
