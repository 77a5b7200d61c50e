import { setTimeout as pause } from 'node:timers/promises';
import type { Migration } from '../../src/migration/types.ts';
import { keys } from '../../src/store/keys.ts';
import { type Play, people, type Stage } from '../support/scene.ts';
import { answers } from './killing.ts';

/**
 * Presses what the card offers until the migration has ended, again where nothing moved: clicks get lost when bots die.
 * Owners accept only once they may, so that a test can keep their migrations open.
 */
export async function seeThrough(stage: Stage, play: Play, mayAccept: () => boolean = () => true): Promise<Migration> {
  const end = performance.now() + 120_000;
  for (;;) {
    const record = await play.record().catch(() => undefined); // Redis may be away
    if (record?.status.is === 'ended') return record;
    const button = record && wanted(record);
    const early = button?.[1] === 'ferry_accept' && !mayAccept();
    if (button && !early && play.card().buttons.includes(button[1])) await play.press(...button).catch(() => undefined);
    if (performance.now() > end) throw new Error(await lamentOf(stage, play));
    await pause(250);
  }
}

function wanted({ status }: Migration): readonly [user: string, button: string] | undefined {
  if (status.is === 'asking') return answers[status.gate];
  return status.is === 'unknown' ? [people.approver, 'ferry_send_once_more'] : undefined;
}

/** Everything that tells why a migration stands still. */
async function lamentOf({ client, workers }: Stage, play: Play): Promise<string> {
  const { redis } = client;
  const { status, steps: _, operations, progress, tries } = await play.record();
  const [due, out, fields, thread, inbox, time] = await Promise.all([
    redis.zscore(keys.due, play.id),
    redis.zscore(keys.out, play.id),
    redis.hmget(keys.record(play.id), 'v', 'w', 'e', 'n', 'lease', 'next'),
    redis.hgetall(keys.thread(play.id)),
    redis.lrange(keys.inbox(play.id), 0, -1),
    redis.time(),
  ]);
  const facts = {
    status,
    progress,
    tries,
    operations,
    due,
    out,
    fields,
    thread,
    inbox,
    time,
    buttons: play.card().buttons,
    said: play.thread().length,
  };
  const last = await Promise.all(
    workers.map(
      async (worker) => `--- ${await Promise.race([worker.gone, Promise.resolve('a running worker')])}\n${worker.output().slice(-4000)}`,
    ),
  );
  return [`${play.id} does not end: ${JSON.stringify(facts)}`, ...play.thread().slice(-3), ...last].join('\n');
}
