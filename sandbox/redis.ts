import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface RedisOptions {
  /** Kept after close; without it a folder of its own that goes with the server. */
  readonly dir?: string;
  readonly port?: number;
  readonly appendfsync?: 'always' | 'everysec' | 'no';
}

export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  readonly pid: number;
  /** Resolves once the server is gone, whoever ended it. */
  readonly gone: Promise<void>;
  /** Waits for the end, unless the signal only stops or continues the server. */
  kill(signal: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

/** Starts a Redis of our own on loopback; it ends with this process, even when that is killed. */
export async function startRedis(options: RedisOptions = {}): Promise<PrivateRedis> {
  const server = findServer();
  const temporary = options.dir === undefined;
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'ferry-redis-'));
  mkdirSync(dir, { recursive: true });
  const port = options.port ?? (await freePort());
  const child = spawn(server, settings(dir, port, options.appendfsync ?? 'always'), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of reach of Ctrl-C in the terminal: whoever owns it may still have something to write on the way out.
    detached: true,
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const forget = () => {
    if (temporary) rmSync(dir, { recursive: true, force: true });
  };
  try {
    await ready(child, server);
  } catch (error) {
    forget();
    throw error;
  }
  const pid = child.pid;
  if (pid === undefined) throw new Error(`starting ${server}: it has no process id`);
  const guard = guardAgainstOrphan(pid, temporary ? dir : undefined);
  void gone.then(() => guard.kill('SIGKILL'));
  // Its owner may end without closing it; the guard sees to the rest.
  child.unref();

  const kill = async (signal: NodeJS.Signals) => {
    child.ref();
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    pid,
    gone,
    kill,
    close: async () => {
      await kill('SIGCONT');
      await kill('SIGTERM');
      forget();
    },
  };
}

function settings(dir: string, port: number, appendfsync: string): string[] {
  const values = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    appendonly: 'yes',
    appendfsync,
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

/** The pipe closes when this process ends, however it ends; the shell at its other end then ends Redis. */
function guardAgainstOrphan(pid: number, dir: string | undefined): ChildProcess {
  const guard = spawn('sh', ['-c', 'read -r _; kill -9 "$1" 2>/dev/null; [ -z "$2" ] || rm -rf "$2"', 'guard', String(pid), dir ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Like what it guards.
    detached: true,
  });
  guard.unref();
  return guard;
}

async function ready(child: ChildProcess, server: string): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('Ready to accept connections')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (cause) => reject(new Error(`starting ${server}: ${cause.message}`, { cause })));
    child.once('exit', (code, signal) =>
      reject(new Error(`starting ${server}: it ended with ${signal ?? code}: ${output.trim().split('\n').at(-1)}`)),
    );
  });
  // Nobody reads its log any more, and Redis does without a reader; an unread pipe would block it.
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
}

function findServer(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...folders.flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')]),
    // Where set-up unpacks one when the machine has none.
    join(import.meta.dirname, '../.cache/redis/redis-server'),
  ];
  const found = candidates.find(executable);
  if (found) return found;
  throw new Error(
    'starting Redis: no redis-server or valkey-server on the PATH; install one, run `node scripts/set-up.mjs`, or set REDIS_URL',
  );
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('finding a free port: the probe has no port');
  return address.port;
}
