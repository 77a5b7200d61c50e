import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to Redis on which one answer can be held back. */
export interface RedisGate {
  readonly url: string;
  /** Resolves once a command that fits has gone to Redis; from then on its connection hears nothing. */
  readonly held: Promise<void>;
  /** Lets what is held through, and everything from then on. */
  release(): void;
  close(): void;
}

/** Stands between a process and Redis and holds back the answer to the first command that fits `pattern`. */
export async function openRedisGate(redisUrl: string, pattern: RegExp): Promise<RedisGate> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  const held = Promise.withResolvers<void>();
  let waiting: Socket | undefined;
  let spent = false;

  const server = createServer((client) => {
    const redis = connect(Number(target.port), target.hostname);
    let heard = '';
    client.on('data', (bytes) => {
      heard = (heard + bytes.toString('latin1')).slice(-100_000);
      if (!spent && pattern.test(heard)) {
        spent = true;
        waiting = redis;
        redis.pause();
        redis.write(bytes, () => held.resolve());
      } else redis.write(bytes);
    });
    redis.on('data', (bytes) => void client.write(bytes));
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('opening a gate to Redis: it has no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    held: held.promise,
    release() {
      spent = true;
      waiting?.resume();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
