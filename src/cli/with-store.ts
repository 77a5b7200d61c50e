import { loadRedisUrl } from '../config.ts';
import { guardRedis } from '../store/guard.ts';
import { createStore, type Store } from '../store/index.ts';
import { openRedis } from '../store/open.ts';
import { StoreError } from '../store/trouble.ts';
import type { Terminal } from './subcommand.ts';

export interface OpenStore {
  readonly store: Store;
  /** Host and port; never the password. */
  readonly address: string;
  /** What an operator should know of how this Redis keeps things. */
  readonly warnings: readonly string[];
}

/** Opens the store that REDIS_URL names, for as long as `use` takes. Throws a StartError when it cannot be used. */
export async function withStore<T>({ env }: Terminal, use: (open: OpenStore) => Promise<T>): Promise<T> {
  const url = loadRedisUrl(env);
  const client = await openRedis(url, () => undefined);
  try {
    const warnings = await guardRedis(client);
    return await use({ store: await createStore(client), address: new URL(url).host, warnings });
  } catch (error) {
    if (client.redis.status === 'ready' || error instanceof StoreError) throw error;
    throw new StoreError(`asking Redis at ${new URL(url).host}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    client.redis.disconnect();
  }
}
