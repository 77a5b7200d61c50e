import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createAnnouncer } from '../../jobs/announce.ts';
import { parseFerryFile } from '../../src/config.ts';
import { card } from '../../src/slack/card.ts';
import { groupCard } from '../../src/slack/group-card.ts';
import { line } from '../../src/slack/lines.ts';
import { createThread, type Thread } from '../../src/slack/thread.ts';
import { createWeb } from '../../src/slack/web.ts';
import { keys } from '../../src/store/keys.ts';
import { ferryFile } from './ferry-file.ts';
import type { LocalSlack } from './local-slack.ts';
import type { LocalStore } from './local-store.ts';

/** Whatever waits, waits for an instant; a lease is lost within one. */
const hasty = { cardEvery: 0.05, redrawAfter: 0.1, threadLease: 0.5 };

export interface Announcing {
  readonly announce: (id: string) => Promise<void>;
  readonly thread: Thread;
  /** Speaks in every thread that is due now. */
  round(): Promise<void>;
  /** Speaks until no thread is due any more, now or later. */
  speak(): Promise<void>;
}

/** An announcer as one worker has it, on a real store and a local Slack. */
export function announcing(
  { client, store }: LocalStore,
  { slack }: LocalSlack,
  timing: Readonly<Record<string, number>> = {},
): Announcing {
  const log = pino({ level: 'silent' });
  const { api, botToken } = slack.details;
  const thread = createThread({ web: createWeb({ SLACK_API_URL: api, SLACK_BOT_TOKEN: botToken }, log), log });
  const config = parseFerryFile(ferryFile({ ...hasty, ...timing }));
  const announce = createAnnouncer({ config, store, thread, card, groupCard, line, log });
  const round = async () => {
    await Promise.all((await store.dueThreads(100)).map(announce));
    await pause(20);
  };
  return {
    announce,
    thread,
    round,
    async speak() {
      do await round();
      while ((await client.redis.zcard(keys.out)) > 0);
    },
  };
}
