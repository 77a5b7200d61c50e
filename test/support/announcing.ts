import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createAnnouncer } from '../../jobs/announce.ts';
import { parseFerryFile } from '../../src/config.ts';
import { card } from '../../src/slack/card.ts';
import { groupCard } from '../../src/slack/group-card.ts';
import { line } from '../../src/slack/lines.ts';
import { createThread, type Thread } from '../../src/slack/thread.ts';
import { createWeb } from '../../src/slack/web.ts';
import type { Store } from '../../src/store/index.ts';
import { ferryFile } from './ferry-file.ts';
import type { LocalSlack } from './local-slack.ts';

/** Whatever waits, waits for an instant; a lease is lost within one. */
const hasty = { cardEvery: 0.05, redrawAfter: 0.1, threadLease: 0.5 };

export interface Announcing {
  readonly announce: (id: string) => Promise<void>;
  readonly thread: Thread;
  /** Speaks in every thread that is due, until none has been due for longer than anything here waits. */
  speak(): Promise<void>;
}

/** An announcer as one worker has it, on a real store and a local Slack. */
export function announcing(store: Store, { slack }: LocalSlack, timing: Readonly<Record<string, number>> = {}): Announcing {
  const log = pino({ level: 'silent' });
  const { api, botToken } = slack.details;
  const thread = createThread({ web: createWeb({ SLACK_API_URL: api, SLACK_BOT_TOKEN: botToken }, log), log });
  const config = parseFerryFile(ferryFile({ ...hasty, ...timing }));
  const announce = createAnnouncer({ config, store, thread, card, groupCard, line, log });
  return {
    announce,
    thread,
    async speak() {
      let quietSince = performance.now();
      while (performance.now() - quietSince < 1_300) {
        const due = await store.dueThreads(100);
        if (due.length > 0) quietSince = performance.now();
        await Promise.all(due.map(announce));
        await pause(20);
      }
    },
  };
}
