import { Worker } from 'bullmq';
import { createClouds } from '../src/cloud/clouds.ts';
import { tellSources } from '../src/cloud/tell-sources.ts';
import { QUEUE, QUEUE_PREFIX, type WakeUp } from '../src/queue.ts';
import { card } from '../src/slack/card.ts';
import { groupCard } from '../src/slack/group-card.ts';
import { line } from '../src/slack/lines.ts';
import { watchIdentity } from '../src/store/guard.ts';
import { keepPresence } from '../src/store/presence.ts';
import { connectForWorker } from '../src/store/redis.ts';
import { version } from '../src/version.ts';
import type { Wired } from '../src/wire.ts';
import { createAdvance } from './advance.ts';
import { createAnnouncer } from './announce.ts';
import { operations } from './operations/index.ts';
import { plan, steps } from './steps/index.ts';
import { createSweep } from './sweep.ts';

const concurrency = 50;

/** Plays the turns of migrations and speaks in their threads. */
export async function runWorker(wired: Wired): Promise<{ stop(): Promise<void> }> {
  const { config, log, client, store, people, thread, waker, refused } = wired;
  const { timing } = config;
  const watch = async () => {
    const seen = await watchIdentity(client, timing.quarantine * 1000);
    if (seen === 'quarantined')
      log.warn({ seconds: timing.quarantine }, 'Redis was restarted or restored: for a while no call that changes a cloud leaves');
  };
  await watch();

  const advance = createAdvance({ config, store, people, clouds: createClouds(config), steps, plan, operations, refused, log });
  const announce = createAnnouncer({ config, store, thread, card, groupCard, line, log });
  const connection = connectForWorker(config.env.REDIS_URL);
  connection.on('error', (error) => log.debug({ err: error }, 'the worker has no Redis'));
  const worker = new Worker<WakeUp>(QUEUE, (job) => advance(job.data.migration), {
    connection,
    prefix: QUEUE_PREFIX,
    concurrency,
    lockDuration: timing.lock * 1000,
    stalledInterval: timing.stalled * 1000,
    maxStalledCount: 3,
  });
  worker.on('error', (error) => log.debug({ err: error }, 'the worker has no Redis'));
  worker.on('failed', (job, error) => log.error({ migration: job?.data.migration, err: error }, 'a turn failed'));
  const sweep = createSweep({ store, waker, announce, watch, everyMs: timing.sweep * 1000, log });
  await worker.waitUntilReady();
  let stopping = false;
  const presence = await keepPresence({
    client,
    clock: store.clock,
    kind: 'worker',
    version,
    everyMs: timing.heartbeat * 1000,
    trouble: () => (stopping ? 'is stopping' : undefined),
  });
  log.info('the worker is ready');
  // AWS may take its time, and migrations may not.
  void tellSources(config, (says, err) => log.error({ err }, says)).catch((err: unknown) => log.error({ err }, 'asking AWS who Ferry is'));

  return {
    async stop() {
      stopping = true;
      await Promise.all([sweep.stop(), worker.close()]);
      await presence.leave();
      connection.disconnect();
    },
  };
}
