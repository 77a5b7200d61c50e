import type { Group } from '../src/migration/group.ts';
import type { Migration } from '../src/migration/types.ts';
import type { GroupRow } from '../src/slack/group-card.ts';
import { unheardGroup } from '../src/slack/unheard.ts';
import type { StoredGroup } from '../src/store/groups.ts';
import type { ThreadTurn } from '../src/store/threads.ts';
import type { AnnounceDeps } from './announce.ts';
import { ensureCard, type Living, noteTakeover, redraw } from './announce-card.ts';
import { hearing, tellElsewhere } from './announce-elsewhere.ts';
import type { Due } from './announce-pause.ts';

/** How long the cards of members may take to follow the message of their group. */
const astrayPauseMs = 1_000;

interface Row extends GroupRow {
  /** The message under which the member's card hangs. */
  readonly root?: string;
}

/** Keeps the one message of a group: posted before any card of its members, redrawn as they change. */
export async function announceGroup(deps: AnnounceDeps, id: string, turn: ThreadTurn): Promise<Due> {
  // The version is read before the members: what changes in between is drawn now and counted as not yet drawn.
  const stored = await deps.store.group(id);
  if (!stored) return '-';
  const { group } = stored;
  const rows = await rowsOf(deps, group);
  const heard = hearing(deps.thread, group.channel);
  const due = await speak({ ...deps, thread: heard.thread }, turn, stored, rows);
  if (due === 'fenced') return due;
  const migrations = rows.map(({ migration }) => migration);
  const unheard = { ...group, requestedBy: group.by, view: (because: string) => unheardGroup(group, migrations, because) };
  if (!(await tellElsewhere(deps, turn, unheard, heard))) return 'fenced';
  return heard.refused() === undefined ? due : deps.config.timing.channelRetry * 1000;
}

async function speak(deps: AnnounceDeps, turn: ThreadTurn, { group, version }: StoredGroup, rows: readonly Row[]): Promise<Due> {
  const { store, config } = deps;
  if ((await noteTakeover(config, turn)) === 'fenced') return 'fenced';
  const living: Living = {
    id: group.id,
    channel: group.channel,
    version,
    draw: (now) => deps.groupCard(group, rows, now, { revision: version, approvers: config.approvers }),
    urgent: false,
    ended: rows.every(({ migration }) => migration.status.is === 'ended'),
  };
  const drawing = { ...deps, timing: config.timing };
  const before = turn.state.cardTs;
  const posted = await ensureCard(drawing, turn, living);
  if (posted !== undefined) return posted;
  if (turn.state.cardTs !== before) await store.hurryThreads(group.members);
  const drawn = await redraw(drawing, turn, living);
  const astray = rows.filter(({ root }) => root !== undefined && root !== turn.state.cardTs).map(({ migration }) => migration.id);
  if (drawn === 'fenced' || astray.length === 0) return drawn;
  // The message was deleted and posted anew, and these cards still hang under the old one.
  await store.hurryThreads(astray);
  return drawn === '-' ? astrayPauseMs : Math.min(drawn, astrayPauseMs);
}

/**
 * Tells the group that one of its members has changed, and resolves to the message under which the member speaks;
 * `undefined` as long as that is not posted.
 */
export async function joinGroup({ store }: AnnounceDeps, group: string, { id }: Migration, mark: string): Promise<string | undefined> {
  await store.touchGroup(group, id, mark);
  return (await store.thread(group)).cardTs;
}

async function rowsOf({ store }: AnnounceDeps, { members }: Group): Promise<Row[]> {
  const rows = await Promise.all(
    members.map(async (id) => {
      const [migration, { link, root }] = await Promise.all([store.find(id), store.thread(id)]);
      return migration && { migration, ...(link && { link }), ...(root && { root }) };
    }),
  );
  return rows.filter((row) => row !== undefined);
}
