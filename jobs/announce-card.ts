import type { Logger } from 'pino';
import type { Timing } from '../src/config-schema.ts';
import type { Millis } from '../src/migration/types.ts';
import type { View } from '../src/slack/blocks.ts';
import type { Thread } from '../src/slack/thread.ts';
import type { Store } from '../src/store/index.ts';
import type { ThreadTurn } from '../src/store/threads.ts';
import { type Due, pauseFor, settleFailed } from './announce-pause.ts';

/** The card's place in the sequence of posts; lines follow it by their place in the log. */
const CARD = 0;

/** A message that is posted once and redrawn whenever what it shows has changed: a card, or the message of a group. */
export interface Living {
  readonly id: string;
  readonly channel: string;
  /** The message in whose thread it hangs; absent when it stands in the channel itself. */
  readonly root?: string;
  readonly version: number;
  readonly draw: (now: Millis) => View;
  /** Somebody waits for it: it is redrawn at once. */
  readonly urgent: boolean;
  readonly ended: boolean;
}

interface Drawing {
  readonly timing: Pick<Timing, 'cardEvery' | 'redrawAfter'>;
  readonly store: Pick<Store, 'clock'>;
  readonly thread: Thread;
  readonly log: Logger;
}

/** After a takeover the last announcer may still draw an older state: the message is drawn once more when it cannot. */
export async function noteTakeover({ timing }: Pick<Drawing, 'timing'>, turn: ThreadTurn): Promise<'fenced' | undefined> {
  if (!turn.tookOver) return undefined;
  return (await turn.save({ redrawAt: turn.now + timing.redrawAfter * 1000 })) ? undefined : 'fenced';
}

/** Posts the message once, where it belongs; `undefined` when it is there. */
export async function ensureCard(deps: Drawing, turn: ThreadTurn, living: Living): Promise<Due | undefined> {
  const { thread, store, log } = deps;
  const { id, channel, root } = living;
  // The message above was deleted and posted anew: its thread is another one.
  const astray = turn.state.cardTs !== undefined && root !== undefined && turn.state.root !== root;
  if (astray && !(await turn.save({ cardTs: '', link: '', posting: '' }))) return 'fenced';
  if (turn.state.cardTs) return undefined;
  const mark = { migration: id, n: CARD };
  if (turn.state.posting === CARD) {
    const found = await thread.find(channel, root, mark, turn.state.postingAt);
    if (found.is === 'found') return keepCard(turn, living, found.ts, 0, 0);
    if (found.is !== 'absent') return pauseFor(log, living, found);
  }
  const now = store.clock.now();
  if (!(await turn.save({ posting: CARD, postingAt: now }))) return 'fenced';
  const view = living.draw(now);
  const posted = root === undefined ? await thread.postCard(channel, view, mark) : await thread.post(channel, root, view, mark);
  return posted.is === 'posted' ? keepCard(turn, living, posted.ts, living.version, now) : settleFailed(log, turn, living, posted);
}

async function keepCard(
  turn: ThreadTurn,
  { channel, root = '' }: Living,
  ts: string,
  shown: number,
  drawnAt: number,
): Promise<'fenced' | undefined> {
  return (await turn.save({ cardTs: ts, channel, root, posting: '', shown, drawnAt })) ? undefined : 'fenced';
}

/** Draws the newest state, not more often than Slack likes unless somebody has to act. */
export async function redraw(deps: Drawing, turn: ThreadTurn, living: Living): Promise<Due> {
  const { store, thread, timing, log } = deps;
  const now = store.clock.now();
  const { shown, drawnAt, redrawAt, channel, cardTs } = turn.state;
  const again = redrawAt !== undefined && redrawAt <= now;
  const later = redrawAt !== undefined && redrawAt > now ? redrawAt - now : '-';
  if (shown === living.version && !again) return later;
  const notBefore = drawnAt + timing.cardEvery * 1000;
  if (!living.urgent && notBefore > now && !again) return notBefore - now;
  if (!channel || !cardTs) return later;
  const posted = await thread.updateCard({ channel, ts: cardTs }, living.draw(now));
  if (posted.is === 'never' && posted.because === 'message_not_found')
    return (await turn.save({ cardTs: '', link: '', posting: '', lost: 1 })) ? 0 : 'fenced';
  if (posted.is !== 'posted') return pauseFor(log, living, posted);
  const ended = living.ended && !again;
  const next = ended ? now + timing.redrawAfter * 1000 : '';
  if (!(await turn.save({ shown: living.version, drawnAt: now, redrawAt: again || ended ? next : (redrawAt ?? '') }))) return 'fenced';
  return ended ? timing.redrawAfter * 1000 : again ? '-' : later;
}
