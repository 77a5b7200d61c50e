import { setTimeout as pause } from 'node:timers/promises';
import type { Migration } from '../../src/migration/types.ts';
import type { Play } from '../support/play.ts';
import { people } from '../support/stage.ts';
import { answers } from './killing.ts';

/**
 * Presses what the card offers until the migration has ended, again where nothing moved: clicks get lost when bots die.
 * Owners accept only once they may, so that a test can keep their migrations open.
 */
export async function seeThrough(play: Play, mayAccept: () => boolean = () => true): Promise<Migration> {
  const end = performance.now() + 150_000;
  for (;;) {
    const record = await play.record().catch(() => undefined); // Redis may be away
    if (record?.status.is === 'ended') return record;
    const button = record && wanted(record);
    const early = button?.[1] === 'ferry_accept' && !mayAccept();
    if (button && !early && play.card().buttons.includes(button[1])) await play.press(...button).catch(() => undefined);
    if (performance.now() > end) throw new Error(`${play.id} does not end: ${JSON.stringify(record?.status)}\n${play.thread().join('\n')}`);
    await pause(250);
  }
}

function wanted({ status }: Migration): readonly [user: string, button: string] | undefined {
  if (status.is === 'asking') return answers[status.gate];
  return status.is === 'unknown' ? [people.approver, 'ferry_send_once_more'] : undefined;
}
