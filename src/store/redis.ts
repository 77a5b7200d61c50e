import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { fromRedis } from './trouble.ts';

const scripts = {
  create: 7,
  /** As many keys as there are machines. */
  'create-together': 'any',
  claim: 2,
  beat: 2,
  commit: 10,
  inbox: 4,
  decide: 7,
  release: 3,
  due: 1,
  present: 3,
  probe: 5,
  'group-touch': 2,
  'target-intend': 4,
  'target-settle': 1,
  'thread-claim': 2,
  'thread-save': 1,
  'thread-release': 3,
} as const;

export type Script = keyof typeof scripts;

export interface RedisClient {
  readonly redis: Redis;
  /** Runs one of the store's scripts; `keys` must be as many as the script declares. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

const retryStrategy = (attempt: number) => Math.min(50 * 2 ** attempt, 1000);

/** For requests that must fail soon rather than wait for Redis to come back. */
export function connectRedis(url: string): RedisClient {
  const redis = new Redis(url, { retryStrategy, maxRetriesPerRequest: 1, connectTimeout: 5_000, commandTimeout: 5_000 });
  for (const [name, numberOfKeys] of Object.entries(scripts)) {
    const lua = readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(name, { lua, ...(numberOfKeys !== 'any' && { numberOfKeys }) });
  }
  return {
    redis,
    run(script, keys, args) {
      const declared = scripts[script];
      if (declared !== 'any' && keys.length !== declared)
        throw new Error(`the script ${script} takes ${declared} keys, got ${keys.length}`);
      const command: unknown = Reflect.get(redis, script);
      if (typeof command !== 'function') throw new Error(`the script ${script} is not defined`);
      return fromRedis(`running ${script}`, async () =>
        command.call(redis, ...(declared === 'any' ? [keys.length] : []), ...keys, ...args),
      );
    },
  };
}

/** For BullMQ's workers, which wait for Redis for as long as it takes. */
export function connectForWorker(url: string): Redis {
  return new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
}
