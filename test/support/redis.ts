import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisOptions, startRedis } from '../../sandbox/redis.ts';

export interface TestRedis {
  readonly url: string;
  /** Ends the server; what it acknowledged is on disk for `restart`. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A Redis that a test may kill and start again. */
export async function privateRedis(options: Omit<RedisOptions, 'dir'> = {}): Promise<TestRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'ferry-redis-'));
  let server = await startRedis({ ...options, dir });
  const { url, port } = server;
  return {
    url,
    kill: (signal) => server.kill(signal),
    restart: async () => {
      await server.close();
      server = await startRedis({ ...options, dir, port });
    },
    close: async () => {
      await server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
