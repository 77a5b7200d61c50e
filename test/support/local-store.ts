import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { AnswerEntry, ClickEntry } from '../../src/migration/entries.ts';
import type { MigrationEvent, SourceRef } from '../../src/migration/types.ts';
import { createStore, type Store } from '../../src/store/index.ts';
import { connectRedis, type RedisClient } from '../../src/store/redis.ts';
import type { Turn } from '../../src/store/turn.ts';
import { privateRedis, type TestRedis } from './redis.ts';

/** A store as one process has it, with a connection of its own. */
export interface LocalStore {
  readonly client: RedisClient;
  readonly store: Store;
}

export const machine: SourceRef = { alias: 'prod', account: '111122223333', region: 'eu-west-1', instanceId: 'i-0123456789abcdef0' };

export const request = { source: machine, target: 'west', by: 'U0REQUESTER1', channel: 'C0MIGRATION1' } as const;

/** Longer than any test takes: what is leased stays leased. */
export const lease = 60_000;

/** A Redis for one file, emptied before each test, and as many stores on it as the test opens. */
export function useStore(options: Parameters<typeof privateRedis>[0] = {}): {
  readonly redis: () => TestRedis;
  readonly open: (url?: string) => Promise<LocalStore>;
} {
  let redis: TestRedis | undefined;
  const clients: RedisClient[] = [];
  const turns = new Set<Turn>();
  const running = () => {
    if (!redis) throw new Error('Redis is started before the tests and not before');
    return redis;
  };
  beforeAll(async () => {
    redis = await privateRedis(options);
  });
  beforeEach(async () => {
    const { client } = await connect(running().url);
    await client.redis.flushall();
    client.redis.disconnect();
  });
  afterEach(() => {
    for (const turn of turns) turn.abandon();
    turns.clear();
    for (const client of clients.splice(0)) client.redis.disconnect();
  });
  afterAll(() => redis?.close());
  return {
    redis: running,
    async open(url = running().url) {
      const local = await connect(url);
      clients.push(local.client);
      const { store } = local;
      const claim: Store['claim'] = async (id, leaseMs) => {
        const turn = await store.claim(id, leaseMs);
        if (typeof turn !== 'string') turns.add(turn);
        return turn;
      };
      return { client: local.client, store: { ...store, claim } };
    },
  };
}

async function connect(url: string): Promise<LocalStore> {
  const client = connectRedis(url);
  client.redis.on('error', () => undefined); // tests cut connections on purpose; the command says so
  return { client, store: await createStore(client) };
}

/** Takes a turn that has to be free. */
export async function take(store: Store, id: string, leaseMs = lease): Promise<Turn> {
  const turn = await store.claim(id, leaseMs);
  if (typeof turn === 'string') throw new Error(`claiming ${id}: ${turn}`);
  return turn;
}

export function noted(text: string, at = 0): MigrationEvent {
  return { type: 'noted', at, step: 'check-eligibility', text };
}

export function clickOf(key: string, more: Partial<ClickEntry> = {}): ClickEntry {
  return { is: 'click', key, by: 'U0APPROVER01', clickedAt: 0, channel: 'C0MIGRATION1', act: { kind: 'retry' }, ...more };
}

export function answerOf(operation: string, outcome: AnswerEntry['outcome']): AnswerEntry {
  return { is: 'answer', key: `${operation}:${outcome.is}`, operation, outcome };
}
