import { createPreview } from '../jobs/preview/index.ts';
import { createClouds } from './cloud/clouds.ts';
import { createFinder } from './cloud/finder.ts';
import { tellSources } from './cloud/tell-sources.ts';
import { createMigrations } from './migration/service.ts';
import { createSlackApp } from './slack/app.ts';
import { keepPresence } from './store/presence.ts';
import { answers } from './store/pulse.ts';
import { createRequestMemory } from './store/requests.ts';
import { version } from './version.ts';
import type { Wired } from './wire.ts';

/** Listens to Slack: keeps what people say, decides it, wakes the workers. */
export async function runBot(wired: Wired): Promise<{ stop(): Promise<void> }> {
  const { config, log, client, store, people, waker, refused } = wired;
  const migrations = createMigrations({
    store,
    people,
    places: config,
    approvalsNeeded: config.approvers.needed,
    authorityValidMs: config.timing.authorityValid * 1000,
    clickLateMs: config.timing.clickLate * 1000,
    refused,
    wake: (id, step) => waker.wake(id, step),
  });
  const slack = createSlackApp({
    config,
    migrations,
    people,
    finder: createFinder(config),
    preview: createPreview({ config, clouds: createClouds(config) }),
    log,
    http: { firstSeen: createRequestMemory(client), healthy: () => answers(client) },
  });
  const presence = await keepPresence({
    client,
    clock: store.clock,
    kind: 'bot',
    version,
    everyMs: config.timing.heartbeat * 1000,
    trouble: () => slack.trouble(),
  });
  try {
    await slack.start();
    // AWS may take its time, and people may not.
    void tellSources(config, (says, err) => log.error({ err }, says)).catch((err: unknown) =>
      log.error({ err }, 'asking AWS who Ferry is'),
    );
  } catch (error) {
    await presence.leave();
    throw error;
  }
  log.info('the bot listens to Slack');
  return {
    async stop() {
      await slack.stop();
      await presence.leave();
    },
  };
}
