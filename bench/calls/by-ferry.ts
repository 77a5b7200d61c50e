import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startRedis } from '../../sandbox/redis.ts';
import { createStore } from '../../src/store/index.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { startSubject } from '../ack/subjects.ts';
import { machine, type Scene } from './scene.ts';

const card = z.looseObject({ event_payload: z.looseObject({ migration: z.string() }) });
const channel = 'C0MIGRATION1';
const approver = 'U0APPROVER01';
const requester = 'U0REQUESTER1';

/** Who presses which button, as soon as it is there. */
const presses = { ferry_start: requester, ferry_authorise: approver, ferry_accept: requester } as const;

/** Moves the machine as people would: `/migrate`, and three buttons. Resolves to the seconds until it is completed. */
export async function byFerry({ sandbox }: Scene): Promise<number> {
  const redis = await startRedis({ appendfsync: 'always' });
  const client = connectRedis(redis.url);
  const store = await createStore(client);
  const { slack } = sandbox;
  const ferry = await startSubject({
    name: 'ferry',
    slack,
    file: join(import.meta.dirname, '../../jobs/start.ts'),
    env: { ...sandbox.details.env, REDIS_URL: redis.url },
    ready: 'the bot listens to Slack',
  });
  try {
    const begun = performance.now();
    await slack.command({ user: requester, channel, text: machine.instanceId, waitForView: 0 });
    const pressed = new Set<string>();
    for (;;) {
      const shown = slack.messages(channel).find(({ text, metadata }) => metadata && text.includes(machine.instanceId));
      const told = JSON.stringify([shown?.blocks, shown?.replies.map(({ text }) => text)]);
      const ended = (await store.find(migrationOf(shown?.metadata)))?.status;
      if (ended?.is === 'ended' && ended.how === 'completed') return (performance.now() - begun) / 1000;
      if (/is stuck at|Outcome unknown/.test(told)) throw new Error(`Ferry stopped at a person: ${told}`);
      for (const [button, user] of Object.entries(presses))
        if (shown?.buttons.includes(button) && !pressed.has(button)) {
          pressed.add(button);
          await slack.click({ user, channel, ts: shown.ts, actionId: button, waitForView: 0 });
        }
      await sleep(50);
    }
  } finally {
    await ferry.stop();
    client.redis.disconnect();
    await redis.close();
  }
}

function migrationOf(metadata: unknown): string {
  return card.safeParse(metadata).data?.event_payload.migration ?? '';
}
