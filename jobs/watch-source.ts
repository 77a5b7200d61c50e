import type { Logger } from 'pino';
import { isNews, openOperation } from '../src/migration/evolve.ts';
import type { PowerState } from '../src/migration/source-port.ts';
import { mustNotRun, stopAgainAlert } from '../src/migration/split-brain.ts';
import type { Migration, MigrationEvent, Millis, StepRecord } from '../src/migration/types.ts';
import { StoreError } from '../src/store/trouble.ts';
import type { Turn } from '../src/store/turn.ts';
import { stopAgain } from './operations/stop-again.ts';
import type { StepContext } from './step.ts';
import { stopSource } from './steps/stop-source.ts';

/** So many looks in a row that fail, and nobody can say any more that EC2 does not run. */
const mostMissed = 2;

/** Not a step of the plan: it goes on beside them, whatever they wait for. */
export const watching: StepRecord = { id: 'watch-source', title: 'Watch EC2', course: 'forward', state: 'running' };

interface Seen {
  readonly state: PowerState;
  readonly launchedAt?: Millis;
}

/**
 * Looks, from the failover on, whether EC2 has been started again, tells it once for each start, and stops it once more
 * where an approver has said so. What it cannot read is told as well, and breaks nothing.
 */
export async function watchSource(turn: Turn, contextNow: () => StepContext, now: Millis, log: Logger): Promise<void> {
  const { record: m } = turn;
  let context: StepContext;
  let seen: Seen | undefined;
  try {
    context = contextNow();
    seen = await context.source.power(m.source.instanceId);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    log.warn({ migration: turn.id, err: error }, 'looking whether EC2 runs again broke; it is looked at again later');
    return missed(turn, now, error);
  }
  const events = whatWasSeen(m, seen, now);
  if (events.length > 0 || m.unseen !== undefined) await turn.commit(events, { change: ({ unseen: _, ...rest }) => rest });
  // A call whose answer is not there yet is looked for first, by the turn.
  if (openOperation(turn.record)) return;
  if (seen?.state === 'running' && turn.record.awake?.settled?.how === 'stop') await stopOnceMore(turn, context);
}

/** What a look comes to; nothing where it is as it was. */
export function whatWasSeen(m: Migration, seen: Seen | undefined, at: Millis): readonly MigrationEvent[] {
  const stopped = stopSource.result.safeParse(m.steps.find(({ id, state }) => id === stopSource.id && state === 'done')?.result).data;
  const known = m.awake?.launchedAt ?? stopped?.launchedAt;
  const launchedAt = seen?.launchedAt;
  const launched = launchedAt !== undefined && known !== undefined && launchedAt !== known;
  const awake = (state: 'runs' | 'ran'): MigrationEvent => ({
    type: 'source.awake',
    at,
    seen: state,
    ...(launchedAt !== undefined && { launchedAt }),
  });
  switch (seen?.state) {
    case 'running':
    case 'pending':
      return m.awake?.seen === 'runs' && !launched && m.sees.source !== 'down' ? [] : [awake('runs')];
    case 'stopping': {
      const learned = { sees: { source: 'stopping' } } as const;
      return [
        ...(launched ? [awake('ran')] : []),
        ...(isNews(m, learned) && (launched || m.awake) ? [{ type: 'noted', at, step: watching.id, text: '', learned } as const] : []),
      ];
    }
    case 'stopped': {
      if (launched) return [awake('ran')];
      if (!m.awake || (m.sees.source === 'down' && m.awake.seen !== 'unread')) return [];
      const alert = m.alerts?.find(({ key }) => key === stopAgainAlert);
      return [{ type: 'source.asleep', at }, ...(alert ? [{ type: 'note.settled', at, step: watching.id, alert } as const] : [])];
    }
    case 'shutting-down':
    case 'terminated':
    case undefined:
      return gone(m, seen?.state ?? 'gone', at);
  }
}

/** There is no split brain, and no way back either. */
function gone(m: Migration, state: string, at: Millis): readonly MigrationEvent[] {
  const key = 'ec2 gone';
  if (m.alerts?.some((alert) => alert.key === key)) return [];
  const text = `The EC2 instance is ${state}: somebody has terminated it. Rolling back can no longer start it; its snapshots are what remains.`;
  return [
    {
      type: 'noted',
      at,
      step: watching.id,
      text: '',
      alert: { key, severity: 'critical', title: 'the EC2 instance is gone', text },
    },
  ];
}

async function missed(turn: Turn, at: Millis, error: unknown): Promise<void> {
  const { record: m } = turn;
  const unseen = (m.unseen ?? 0) + 1;
  if (unseen > mostMissed) return;
  const because = error instanceof Error ? error.message : String(error);
  const untold = unseen === mostMissed && m.awake?.seen !== 'runs' && m.awake?.seen !== 'unread';
  await turn.commit(untold ? [{ type: 'source.awake', at, seen: 'unread', because }] : [], { change: (after) => ({ ...after, unseen }) });
}

/** Sends the stop that an approver asked for, or follows it; what stands against it is told once. */
async function stopOnceMore(turn: Turn, { perform, now }: StepContext): Promise<void> {
  const { record: m } = turn;
  const outcome = await perform(stopAgain, { instanceId: m.source.instanceId }, 'stopping the EC2 instance again');
  if (outcome.is !== 'blocked' || m.alerts?.some(({ key }) => key === stopAgainAlert)) return;
  const text = `${outcome.problem} ${outcome.remedy.replace(/,? then Retry\b/, ', then press Stop it in EC2 once more')}`;
  const alert = { key: stopAgainAlert, severity: 'critical', title: 'EC2 was not stopped again', text } as const;
  await turn.read();
  await turn.commit([{ type: 'noted', at: now, step: watching.id, text: '', alert }]);
}

/** For how long at most the migration may be left alone. */
export function patience(m: Migration, everySeconds: number): number {
  return mustNotRun(m) ? everySeconds * 1000 : Number.POSITIVE_INFINITY;
}
