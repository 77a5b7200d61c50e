import { randomUUID } from 'node:crypto';
import { setImmediate as afterThis } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';

export const QUEUE = 'migrations';

/** Puts Ferry's keys and BullMQ's on one shard of a Redis Cluster. */
export const QUEUE_PREFIX = '{ferry}';

export interface WakeUp {
  readonly migration: string;
}

/** The only producer of jobs. */
export interface Waker {
  /** Wakes a worker for one migration; `step` names the job for dashboards. A lost wake-up is repaired by the sweep. */
  wake(migration: string, step: string): Promise<void>;
  close(): Promise<void>;
}

export function createWaker(redisUrl: string, log: Logger): Waker {
  const connection = new Redis(redisUrl, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000),
  });
  connection.on('error', (error) => log.debug({ err: error }, 'the queue has no Redis'));
  const queue = new Queue<WakeUp>(QUEUE, { connection, prefix: QUEUE_PREFIX });
  queue.on('error', (error) => log.debug({ err: error }, 'the queue has no Redis'));
  return {
    async wake(migration, step) {
      // Somebody waits for the answer that is being given, and nobody for this.
      await afterThis();
      try {
        await queue.add(step, { migration }, { jobId: randomUUID(), attempts: 1, removeOnComplete: true, removeOnFail: true });
      } catch (error) {
        log.warn({ migration, err: error }, 'a wake-up was not queued; the sweep repeats it');
      }
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}
