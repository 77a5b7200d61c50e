import { createFinder } from './cloud/finder.ts';
import { createMigrations } from './migration/service.ts';
import { createSlackApp } from './slack/app.ts';
import type { Wired } from './wire.ts';

/** Listens to Slack: keeps what people say, decides it, wakes the workers. */
export async function runBot(wired: Wired): Promise<{ stop(): Promise<void> }> {
  const { config, log, store, people, waker, refused } = wired;
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
  const slack = createSlackApp({ config, migrations, people, finder: createFinder(config), log });
  await slack.start();
  log.info('the bot listens to Slack');
  return { stop: () => slack.stop() };
}
