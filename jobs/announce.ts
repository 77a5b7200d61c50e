import type { Logger } from 'pino';
import type { FerryFile } from '../src/config.ts';
import { evolve } from '../src/migration/evolve.ts';
import type { Migration, MigrationEvent } from '../src/migration/types.ts';
import type { View } from '../src/slack/blocks.ts';
import type { Posted, Thread } from '../src/slack/thread.ts';
import type { Store } from '../src/store/index.ts';
import type { ThreadTurn } from '../src/store/threads.ts';

/** How long Ferry waits before it tries a channel again that did not take the post. */
const refusedPauseMs = 60_000;
const unknownPauseMs = 5_000;

/** The card's place in the sequence of posts; lines follow it by their place in the log. */
const CARD = 0;

export interface AnnounceDeps {
  readonly config: Pick<FerryFile, 'approvers' | 'channels' | 'timing'>;
  readonly store: Store;
  readonly thread: Thread;
  readonly card: (m: Migration, now: number, options: { revision: number; approvers: FerryFile['approvers'] }) => View;
  readonly line: (event: MigrationEvent, m: Migration, options: { approvers: FerryFile['approvers'] }) => View | undefined;
  readonly log: Logger;
}

/** When this thread is due again, or that another announcer has it. */
type Due = number | '-' | 'fenced';

/**
 * Brings one thread up to date: the card, then a line for each event that people should read, in order and each at
 * most once unless Slack itself leaves in doubt whether it took a post. A Slack outage only delays it.
 */
export function createAnnouncer(deps: AnnounceDeps): (id: string) => Promise<void> {
  return async (id) => {
    const turn = await deps.store.claimThread(id, deps.config.timing.threadLease * 1000);
    if (!turn) return;
    const due = await bringUpToDate(deps, id, turn);
    if (due !== 'fenced') await turn.release(due);
  };
}

async function bringUpToDate(deps: AnnounceDeps, id: string, turn: ThreadTurn): Promise<Due> {
  const { store, config } = deps;
  const stored = await store.read(id);
  if (!stored) return '-';
  if (turn.tookOver && !(await turn.save({ redrawAt: turn.now + config.timing.redrawAfter * 1000 }))) return 'fenced';
  const log = await store.log(id);
  const card = await ensureCard(deps, turn, stored);
  if (card !== undefined) return card;
  const drawn = await redraw(deps, turn, stored);
  if (drawn === 'fenced') return drawn;

  let record: Migration | undefined;
  for (const [index, { event }] of log.entries()) {
    record = evolve(record, event);
    if (index < turn.state.said) continue;
    const view = deps.line(event, record, { approvers: config.approvers });
    const due = view
      ? await post(deps, turn, index + 1, { event, view }, record)
      : (await turn.save({ said: index + 1 }))
        ? undefined
        : 'fenced';
    if (due !== undefined) return due;
  }
  return drawn;
}

/** Posts the card once; `undefined` when it is there. */
async function ensureCard(
  deps: AnnounceDeps,
  turn: ThreadTurn,
  { record, version }: { record: Migration; version: number },
): Promise<Due | undefined> {
  const { thread, store, config } = deps;
  if (turn.state.cardTs) return undefined;
  const mark = { migration: record.id, n: CARD };
  if (turn.state.posting === CARD) {
    const found = await thread.find(record.channel, undefined, mark);
    if (found.is === 'found') return keepCard(turn, record, found.ts, 0, 0);
    if (found.is !== 'absent') return pauseFor(deps, record, found);
  }
  if (!(await turn.save({ posting: CARD }))) return 'fenced';
  const now = store.clock.now();
  const posted = await thread.postCard(record.channel, deps.card(record, now, { revision: version, approvers: config.approvers }), mark);
  return posted.is === 'posted' ? keepCard(turn, record, posted.ts, version, now) : settleFailed(deps, turn, record, posted);
}

async function keepCard(turn: ThreadTurn, record: Migration, ts: string, shown: number, drawnAt: number): Promise<'fenced' | undefined> {
  return (await turn.save({ cardTs: ts, channel: record.channel, posting: '', shown, drawnAt })) ? undefined : 'fenced';
}

/** Draws the newest state on the card, not more often than Slack likes unless somebody has to act. */
async function redraw(deps: AnnounceDeps, turn: ThreadTurn, { record, version }: { record: Migration; version: number }): Promise<Due> {
  const { store, thread, config } = deps;
  const now = store.clock.now();
  const { shown, drawnAt, redrawAt, channel, cardTs } = turn.state;
  const again = redrawAt !== undefined && redrawAt <= now;
  const later = redrawAt !== undefined && redrawAt > now ? redrawAt - now : '-';
  if (shown === version && !again) return later;
  const notBefore = drawnAt + config.timing.cardEvery * 1000;
  if (record.status.is === 'running' && notBefore > now && !again) return notBefore - now;
  if (!channel || !cardTs) return later;
  const posted = await thread.updateCard(
    { channel, ts: cardTs },
    deps.card(record, now, { revision: version, approvers: config.approvers }),
  );
  if (posted.is === 'never' && posted.because === 'message_not_found') {
    return (await turn.save({ cardTs: '', posting: '' })) ? 0 : 'fenced';
  }
  if (posted.is !== 'posted') return pauseFor(deps, record, posted);
  const ended = record.status.is === 'ended' && !again;
  const next = ended ? now + config.timing.redrawAfter * 1000 : '';
  if (!(await turn.save({ shown: version, drawnAt: now, redrawAt: again || ended ? next : (redrawAt ?? '') }))) return 'fenced';
  return ended ? config.timing.redrawAfter * 1000 : again ? '-' : later;
}

/**
 * Posts one line, written ahead: after a crash in between it is looked up before it is posted again. What an operator
 * has to do goes to the operators' channel first.
 */
async function post(deps: AnnounceDeps, turn: ThreadTurn, n: number, line: Line, record: Migration): Promise<Due | undefined> {
  const { thread, config } = deps;
  const { channel, cardTs, posting } = turn.state;
  if (!channel || !cardTs) return 0;
  const { operators } = config.channels;
  const places = [...(operators && forOperators(line.event) ? [{ channel: operators }] : []), { channel, thread: cardTs }];
  const mark = { migration: record.id, n };
  const unsure = posting === n;
  if (!unsure && !(await turn.save({ posting: n }))) return 'fenced';
  for (const [index, place] of places.entries()) {
    const found = unsure ? await thread.find(place.channel, place.thread, mark) : { is: 'absent' as const };
    if (found.is === 'found') continue;
    if (found.is !== 'absent') return pauseFor(deps, record, found);
    const posted = place.thread
      ? await thread.post(place.channel, place.thread, line.view, mark)
      : await thread.postCard(place.channel, line.view, mark);
    if (posted.is === 'never' && !place.thread) continue; // the thread says it too
    if (posted.is !== 'posted') return index === 0 ? settleFailed(deps, turn, record, posted) : pauseFor(deps, record, posted);
  }
  return (await turn.save({ said: n, posting: '' })) ? undefined : 'fenced';
}

interface Line {
  readonly event: MigrationEvent;
  readonly view: View;
}

/** Whether an event asks something of those who run Ferry and its appliances, not of those who migrate. */
function forOperators(event: MigrationEvent): boolean {
  return (
    (event.type === 'noted' && event.text !== '') ||
    (event.type === 'step.blocked' && event.reference !== undefined) ||
    event.type === 'operation.unknown'
  );
}

/** Nothing was posted: forget the write-ahead, unless Slack left it in doubt. */
async function settleFailed(
  deps: AnnounceDeps,
  turn: ThreadTurn,
  record: Migration,
  posted: Exclude<Posted, { is: 'posted' }>,
): Promise<Due> {
  if (posted.is !== 'unknown' && !(await turn.save({ posting: '' }))) return 'fenced';
  return pauseFor(deps, record, posted);
}

function pauseFor({ log }: AnnounceDeps, record: Migration, answer: Exclude<Posted, { is: 'posted' }>): number {
  if (answer.is === 'later') return answer.seconds * 1000;
  if (answer.is === 'unknown') return unknownPauseMs;
  log.error(
    { migration: record.id, channel: record.channel, because: answer.because },
    'Slack does not take posts for this migration; trying again in a minute',
  );
  return refusedPauseMs;
}
