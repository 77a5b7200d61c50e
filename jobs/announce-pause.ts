import type { Logger } from 'pino';
import type { NotPosted } from '../src/slack/thread.ts';
import type { ThreadTurn } from '../src/store/threads.ts';

/** How long Ferry waits before it tries a channel again that did not take the post. */
const refusedPauseMs = 60_000;
const unknownPauseMs = 5_000;

/** When this thread is due again, or that another announcer has it. */
export type Due = number | '-' | 'fenced';

interface Speaker {
  readonly id: string;
  readonly channel: string;
}

/** Nothing was posted: forget the write-ahead, unless Slack left it in doubt. */
export async function settleFailed(log: Logger, turn: ThreadTurn, speaker: Speaker, posted: NotPosted): Promise<Due> {
  if (posted.is !== 'unknown' && !(await turn.save({ posting: '' }))) return 'fenced';
  return pauseFor(log, speaker, posted);
}

/** How long to stay away after an answer that was no post. */
export function pauseFor(log: Logger, { id, channel }: Speaker, answer: NotPosted): number {
  if (answer.is === 'later') return answer.seconds * 1000;
  if (answer.is === 'unknown') return unknownPauseMs;
  log.error({ migration: id, channel, because: answer.because }, 'Slack does not take posts for this migration; trying again in a minute');
  return refusedPauseMs;
}
