import type { Logger } from 'pino';
import type { FerryFile } from '../src/config-schema.ts';
import type { Migration, MigrationEvent } from '../src/migration/types.ts';
import type { View } from '../src/slack/blocks.ts';
import type { Thread } from '../src/slack/thread.ts';
import type { Store } from '../src/store/index.ts';
import type { ThreadTurn } from '../src/store/threads.ts';
import { type Due, pauseFor, settleFailed } from './announce-pause.ts';

interface Speaking {
  readonly config: Pick<FerryFile, 'channels'>;
  readonly store: Pick<Store, 'clock'>;
  readonly thread: Thread;
  readonly log: Logger;
}

interface Line {
  /** Its place in the log, from one. */
  readonly n: number;
  readonly event: MigrationEvent;
  readonly view: View;
}

/**
 * Posts one line, written ahead: after a crash in between it is looked up before it is posted again. What an operator
 * has to do goes to the operators' channel first.
 */
export async function post(deps: Speaking, turn: ThreadTurn, { n, event, view }: Line, record: Migration): Promise<Due | undefined> {
  const { thread, config, store, log } = deps;
  const { channel, cardTs, root, posting, postingAt } = turn.state;
  if (!channel || !cardTs) return 0;
  const { operators } = config.channels;
  const places = [...(operators && forOperators(event) ? [{ channel: operators }] : []), { channel, thread: root ?? cardTs }];
  const mark = { migration: record.id, n };
  const unsure = posting === n;
  if (!unsure && !(await turn.save({ posting: n, postingAt: store.clock.now() }))) return 'fenced';
  for (const [index, place] of places.entries()) {
    const found = unsure ? await thread.find(place.channel, place.thread, mark, postingAt) : { is: 'absent' as const };
    if (found.is === 'found') continue;
    if (found.is !== 'absent') return pauseFor(log, record, found);
    const posted = place.thread
      ? await thread.post(place.channel, place.thread, view, mark, record.group !== undefined && callsApprovers(event))
      : await thread.postCard(place.channel, view, mark);
    if (posted.is === 'never' && !place.thread) continue; // the thread says it too
    if (posted.is !== 'posted') return index === 0 ? settleFailed(log, turn, record, posted) : pauseFor(log, record, posted);
  }
  return (await turn.save({ said: n, posting: '' })) ? undefined : 'fenced';
}

/** Whether an event asks something of those who run Ferry and its appliances, not of those who migrate. */
function forOperators(event: MigrationEvent): boolean {
  return (
    (event.type === 'noted' && (event.text !== '' || event.alert?.severity === 'critical')) ||
    (event.type === 'step.blocked' && event.reference !== undefined) ||
    event.type === 'operation.unknown' ||
    event.type === 'source.awake'
  );
}

/**
 * Whether approvers must see it in the channel although it is said in a group's thread, which they have not opened.
 * Everything else calls the requester by name, and whoever is mentioned hears of a reply anyway.
 */
function callsApprovers(event: MigrationEvent): boolean {
  return (
    (event.type === 'gate.opened' && event.gate === 'authorise-failover') ||
    event.type === 'operation.unknown' ||
    event.type === 'source.awake'
  );
}
