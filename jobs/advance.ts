import type { Logger } from 'pino';
import type { FerryFile } from '../src/config-schema.ts';
import type { Refusal } from '../src/errors.ts';
import type { ClickEntry } from '../src/migration/entries.ts';
import { withProgress } from '../src/migration/evolve.ts';
import { gone, leave } from '../src/migration/leave.ts';
import { currentStep, next } from '../src/migration/next.ts';
import type { People } from '../src/migration/people-port.ts';
import { settleInbox } from '../src/migration/settle.ts';
import { mustNotRun } from '../src/migration/split-brain.ts';
import type { GateName, Migration, MigrationEvent, Millis, Plan, StepRecord } from '../src/migration/types.ts';
import type { Store } from '../src/store/index.ts';
import { StoreError } from '../src/store/trouble.ts';
import type { Turn } from '../src/store/turn.ts';
import { alertNews } from './alerts.ts';
import { applied, blockedEvent } from './apply.ts';
import { stepContext } from './context.ts';
import { lookFor } from './look.ts';
import type { Clouds, OperationDefinition } from './operation.ts';
import type { Outcome } from './outcome.ts';
import type { Step } from './step.ts';
import { stumble } from './stumble.ts';
import { patience, watching, watchSource } from './watch-source.ts';

export interface AdvanceDeps {
  readonly config: FerryFile;
  readonly store: Store;
  readonly people: People;
  readonly clouds: (m: Migration) => Clouds;
  readonly steps: readonly Step[];
  readonly plan: Plan;
  readonly operations: readonly OperationDefinition<never>[];
  readonly refused: (click: ClickEntry, refusal: Refusal, migration: Migration) => Promise<void>;
  readonly log: Logger;
}

/** What one pass of the loop decided: go on, or give the migration back. */
type Pass = 'on' | { readonly release: number | '-' };

/** Plays one turn of one migration: everything that can happen now, until it waits for a cloud, a clock or a person. */
export function createAdvance(deps: AdvanceDeps): (id: string) => Promise<void> {
  const { store, config, log } = deps;
  const leaseMs = config.timing.lease * 1000;

  return async (id) => {
    const turn = await store.claim(id, leaseMs);
    if (typeof turn === 'string') return;
    let looked = { at: Number.NEGATIVE_INFINITY, step: '' };
    try {
      for (;;) {
        if (turn.lost.aborted) return;
        await settleInbox(settling(deps), id);
        await turn.read();
        // Before each step too: what it sends cannot be taken back.
        const step = currentStep(turn.record)?.id ?? '';
        if (mustNotRun(turn.record) && (step !== looked.step || store.clock.now() - looked.at >= config.timing.sourceWatch * 1000)) {
          looked = { at: store.clock.now(), step };
          await watchSource(turn, () => stepContext(deps, turn, watching), looked.at, log);
          await turn.read();
        }
        const pass = await attempt(deps, turn);
        if (pass === 'on') continue;
        const most = patience(turn.record, config.timing.sourceWatch);
        const released = await turn.release(
          most === Number.POSITIVE_INFINITY ? pass.release : Math.min(pass.release === '-' ? most : pass.release, most),
        );
        if (released !== 'again') return;
      }
    } catch (error) {
      log.warn({ migration: id, err: error }, 'a turn ended early; the migration is taken up again when its lease runs out');
    } finally {
      turn.abandon();
    }
  };
}

async function attempt(deps: AdvanceDeps, turn: Turn): Promise<Pass> {
  try {
    return await pass(deps, turn);
  } catch (error) {
    const seconds = await stumble({ now: () => deps.store.clock.now(), timing: deps.config.timing, log: deps.log }, turn, error);
    return seconds === undefined ? 'on' : { release: seconds * 1000 };
  }
}

async function pass(deps: AdvanceDeps, turn: Turn): Promise<Pass> {
  const { store, config, plan } = deps;
  const m = turn.record;
  const at = store.clock.now();
  const todo = next(m, at);
  switch (todo.do) {
    case 'rest':
      return { release: todo.until === undefined ? '-' : Math.max(todo.until - at, 0) };
    case 'plan':
      return write(turn, [{ type: 'planned', at, plan }]);
    case 'look': {
      const definition = operationNamed(deps, todo.operation.kind);
      const { events, again } = await lookFor(todo.operation, definition, deps.clouds(m), m, config.timing, at);
      await turn.commit(events);
      return again === undefined ? 'on' : { release: again * 1000 };
    }
    case 'stop': {
      const wish = m.stopWish;
      if (!wish) return 'on';
      const because = gone(m);
      return write(
        turn,
        because
          ? [{ type: 'stop.declined', at, because }]
          : leave(m, 'cancelled', wish.replication, wish.by, wish.reason || 'cancelled', at),
      );
    }
    case 'remind':
      return write(turn, m.status.is === 'asking' ? [reminder(m, m.status.gate, config.timing, at)] : []);
    case 'expire':
      return write(turn, expire(m, at));
    case 'finish':
      return write(turn, [{ type: 'ended', at, how: m.ending }]);
    case 'watch':
      return watch(deps, turn, todo.step);
    case 'run':
      return runStep(deps, turn, todo.step);
    default:
      return todo satisfies never;
  }
}

async function runStep(deps: AdvanceDeps, turn: Turn, record: StepRecord): Promise<Pass> {
  const { store } = deps;
  if (record.state !== 'running') return write(turn, [{ type: 'step.started', at: store.clock.now(), step: record.id }]);
  const step = deps.steps.find((candidate) => candidate.id === record.id);
  if (!step) {
    return write(turn, [
      blockedEvent(
        record.id,
        store.clock.now(),
        `This build of Ferry does not know the step ${record.id}, which the migration was planned with.`,
        'Run a build that knows it, then Retry.',
      ),
    ]);
  }
  const outcome = await step.run(stepContext(deps, turn, record));
  // What the step let out or people said meanwhile comes first: its outcome was formed on an older record.
  if ((await settleInbox(settling(deps), turn.id)) > 0) await turn.read();
  return apply(deps, turn, record.id, outcome);
}

/** Writes what the outcome comes to, unless something else has come first meanwhile. */
async function apply(deps: AdvanceDeps, turn: Turn, step: string, outcome: Outcome): Promise<Pass> {
  const at = deps.store.clock.now();
  const current = next(turn.record, at);
  if (current.do !== 'run' || current.step.id !== step) return 'on';
  const { events, change, pauseSeconds } = applied(turn.record, current.step, outcome, at);
  const written = events.length > 0 || change ? await turn.commit(events, change ? { change } : {}) : 'ok';
  return pauseSeconds === undefined || written !== 'ok' ? 'on' : { release: Math.ceil(pauseSeconds * 1000) };
}

/** A look while people decide: what it cannot read stops nobody from answering, and is read again later. */
async function watch(deps: AdvanceDeps, turn: Turn, record: StepRecord): Promise<Pass> {
  const { store, config, log } = deps;
  const step = deps.steps.find((candidate) => candidate.id === record.id);
  const seen = await step?.watch?.(stepContext(deps, turn, record)).catch((error: unknown) => {
    if (error instanceof StoreError) throw error;
    log.warn({ migration: turn.id, step: record.id, err: error }, 'a look while people decide broke; it is taken again later');
    return undefined;
  });
  if ((await settleInbox(settling(deps), turn.id)) > 0) await turn.read();
  const at = store.clock.now();
  const current = next(turn.record, at);
  if (current.do !== 'watch' || current.step.id !== record.id) return 'on';
  const { events, missed } = alertNews(turn.record, record.id, seen?.alerts, at);
  const note = seen?.note ?? turn.record.progress?.note ?? '';
  const watchAt = at + config.timing.watchEvery * 1000;
  await turn.commit(events, { change: (after) => withProgress(after, { step: record.id, note, ...(missed && { missed }), at, watchAt }) });
  return 'on';
}

/** Before the failover the reminder says how replication stands, once a day; after it, that somebody should test the machine. */
function reminder(m: Migration, gate: GateName, timing: FerryFile['timing'], at: Millis): MigrationEvent {
  const standing = m.progress?.note;
  const seconds = gate === 'accept-target' ? timing.acceptReminder : timing.standing;
  return { type: 'gate.reminded', at, gate, nextAt: at + seconds * 1000, ...(standing && { standing }) };
}

function expire(m: Migration, at: number): MigrationEvent[] {
  if (m.status.is !== 'asking') return [];
  const { gate } = m.status;
  const expired: MigrationEvent = { type: 'gate.expired', at, gate };
  if (gate === 'confirm-plan') return [expired, { type: 'ended', at, how: 'expired', reason: 'nobody pressed Start in time' }];
  const step = m.steps.find((candidate) => candidate.gate === gate)?.id ?? gate;
  return [
    expired,
    blockedEvent(
      step,
      at,
      'Nobody answered in time; earlier votes no longer count.',
      m.sees.source === 'down'
        ? 'EC2 is down meanwhile: Retry asks anew, Cancel starts EC2 again.'
        : 'Retry asks anew; replication goes on meanwhile.',
    ),
  ];
}

/** Writes events; whatever came in between makes the loop read again. */
async function write(turn: Turn, events: readonly MigrationEvent[]): Promise<Pass> {
  await turn.commit(events);
  return 'on';
}

function operationNamed(deps: AdvanceDeps, kind: string): OperationDefinition<unknown> {
  const found = deps.operations.find((definition) => definition.kind === kind);
  if (!found) throw new Error(`this build of Ferry does not know the operation ${kind}`);
  return found as OperationDefinition<unknown>;
}

function settling({ store, people, config, refused }: AdvanceDeps) {
  return { store, people, approvalsNeeded: config.approvers.needed, authorityValidMs: config.timing.authorityValid * 1000, refused };
}
