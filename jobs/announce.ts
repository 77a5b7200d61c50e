import type { Logger } from 'pino';
import type { FerryFile } from '../src/config-schema.ts';
import { evolve } from '../src/migration/evolve.ts';
import { type Group, isGroup } from '../src/migration/group.ts';
import type { Migration, MigrationEvent } from '../src/migration/types.ts';
import type { View } from '../src/slack/blocks.ts';
import type { GroupRow } from '../src/slack/group-card.ts';
import { replaced } from '../src/slack/replaced.ts';
import type { Thread } from '../src/slack/thread.ts';
import { closesChannel, unheard } from '../src/slack/unheard.ts';
import type { Store } from '../src/store/index.ts';
import type { Stored } from '../src/store/records.ts';
import type { ThreadTurn } from '../src/store/threads.ts';
import { ensureCard, type Living, noteTakeover, redraw } from './announce-card.ts';
import { type Hearing, hearing, tellElsewhere } from './announce-elsewhere.ts';
import { announceGroup, joinGroup } from './announce-group.ts';
import { post } from './announce-line.ts';
import type { Due } from './announce-pause.ts';

/** How long a member waits for the message of its group; whoever posts that hurries it, so a long wait grows longer. */
const groupPause = { shortestMs: 1_000, longestMs: 60_000, ofAge: 0.1 };

interface CardOptions {
  readonly revision: number;
  readonly approvers: FerryFile['approvers'];
}

export interface AnnounceDeps {
  readonly config: Pick<FerryFile, 'approvers' | 'channels' | 'timing'>;
  readonly store: Store;
  readonly thread: Thread;
  readonly card: (m: Migration, now: number, options: CardOptions) => View;
  readonly groupCard: (group: Group, rows: readonly GroupRow[], now: number, options: CardOptions) => View;
  readonly line: (event: MigrationEvent, m: Migration, options: { approvers: FerryFile['approvers'] }) => View | undefined;
  readonly log: Logger;
}

/**
 * Brings one thread up to date: the card, then a line for each event that people should read, in order and each at
 * most once unless Slack itself leaves in doubt whether it took a post. A Slack outage only delays it.
 */
export function createAnnouncer(deps: AnnounceDeps): (id: string) => Promise<void> {
  return async (id) => {
    const turn = await deps.store.claimThread(id, deps.config.timing.threadLease * 1000);
    if (!turn) return;
    const due = await (isGroup(id) ? announceGroup(deps, id, turn) : announceMigration(deps, id, turn));
    if (due !== 'fenced') await turn.release(due);
  };
}

async function announceMigration(deps: AnnounceDeps, id: string, turn: ThreadTurn): Promise<Due> {
  const stored = await deps.store.read(id);
  if (!stored) return '-';
  const heard = hearing(deps.thread, stored.record.channel);
  const due = await speak({ ...deps, thread: heard.thread }, id, turn, stored);
  if (due === 'fenced' || !(await tellUnheard(deps, turn, stored.record, heard))) return 'fenced';
  return heard.refused() === undefined ? due : deps.config.timing.channelRetry * 1000;
}

/** A channel that is closed to all of a group is told of once, by the message of the group. */
async function tellUnheard(deps: AnnounceDeps, turn: ThreadTurn, record: Migration, heard: Hearing): Promise<boolean> {
  const because = heard.refused();
  if (record.group !== undefined && because !== undefined && closesChannel(because)) return true;
  return tellElsewhere(deps, turn, { ...record, view: (code) => unheard(record, code) }, heard);
}

async function speak(deps: AnnounceDeps, id: string, turn: ThreadTurn, stored: Stored): Promise<Due> {
  const { store, config } = deps;
  if ((await noteTakeover(config, turn)) === 'fenced') return 'fenced';
  const log = await store.log(id);
  const { record, version } = stored;
  const mark = () => `${version} ${turn.state.link ?? ''}`;
  const root = record.group === undefined ? undefined : await joinGroup(deps, record.group, record, mark());
  if (record.group !== undefined && root === undefined) {
    const age = store.clock.now() - record.requestedAt;
    return Math.min(groupPause.longestMs, Math.max(groupPause.shortestMs, Math.round(age * groupPause.ofAge)));
  }
  const living: Living = {
    id,
    channel: record.channel,
    ...(root !== undefined && { root }),
    version,
    draw: (now) => deps.card(record, now, { revision: version, approvers: config.approvers }),
    urgent: record.status.is !== 'running',
    ended: record.status.is === 'ended',
  };
  const drawing = { ...deps, timing: config.timing };
  const posted = await ensureCard(drawing, turn, living);
  if (posted !== undefined) return posted;
  if (turn.state.lost && (await sayLost(deps, turn, record)) === 'fenced') return 'fenced';
  if (record.group !== undefined && (await keepLink(deps, turn)) === 'fenced') return 'fenced';
  if (record.group !== undefined) await store.touchGroup(record.group, id, mark());
  const drawn = await redraw(drawing, turn, living);
  return drawn === 'fenced' ? drawn : ((await sayLines(deps, turn, log)) ?? drawn);
}

/** A card that was deleted is posted anew; its thread says why it begins in the middle. */
async function sayLost({ thread }: AnnounceDeps, turn: ThreadTurn, record: Migration): Promise<'fenced' | undefined> {
  const { channel, cardTs, root } = turn.state;
  if (channel && cardTs) await thread.post(channel, root ?? cardTs, replaced(record), { migration: record.id, n: -1 });
  return (await turn.save({ lost: '' })) ? undefined : 'fenced';
}

/** The address of a member's card, for the message of its group; a Slack that does not say it is asked again next time. */
async function keepLink({ thread }: AnnounceDeps, turn: ThreadTurn): Promise<'fenced' | undefined> {
  const { channel, cardTs, link: known } = turn.state;
  if (known || !channel || !cardTs) return undefined;
  const link = await thread.link({ channel, ts: cardTs });
  return link === undefined || (await turn.save({ link })) ? undefined : 'fenced';
}

/** Says the lines that were not said; `undefined` when all are. */
async function sayLines(
  deps: AnnounceDeps,
  turn: ThreadTurn,
  log: readonly { readonly event: MigrationEvent }[],
): Promise<Due | undefined> {
  const { config } = deps;
  let record: Migration | undefined;
  for (const [index, { event }] of log.entries()) {
    record = evolve(record, event);
    if (index < turn.state.said) continue;
    const n = index + 1;
    const view = deps.line(event, record, { approvers: config.approvers });
    const due = view ? await post(deps, turn, { n, event, view }, record) : (await turn.save({ said: n })) ? undefined : 'fenced';
    if (due !== undefined) return due;
  }
  return undefined;
}
