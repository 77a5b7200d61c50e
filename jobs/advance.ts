import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { FerryFile } from '../src/config.ts';
import { CloudError, type Refusal } from '../src/errors.ts';
import { gone, leave } from '../src/migration/decide.ts';
import type { ClickEntry } from '../src/migration/entries.ts';
import { isNews, withMemo, withProgress, withTry } from '../src/migration/evolve.ts';
import { next } from '../src/migration/next.ts';
import type { People } from '../src/migration/ports.ts';
import { settleInbox } from '../src/migration/settle.ts';
import type { Migration, MigrationEvent, Plan, StepRecord } from '../src/migration/types.ts';
import type { Store } from '../src/store/index.ts';
import { StoreError } from '../src/store/trouble.ts';
import type { Turn } from '../src/store/turn.ts';
import { stepContext } from './context.ts';
import { lookFor } from './look.ts';
import type { Clouds, OperationDefinition } from './operation.ts';
import type { Outcome } from './outcome.ts';
import type { Step } from './step.ts';

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
    try {
      for (;;) {
        if (turn.lost.aborted) return;
        await settleInbox(settling(deps), id);
        await turn.read();
        const pass = await attempt(deps, turn);
        if (pass === 'on') continue;
        const released = await turn.release(pass.release);
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
    return stumble(deps, turn, error);
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
        because ? [{ type: 'stop.declined', at, because }] : leave(m, 'cancelled', wish.replication, wish.by, 'cancelled', at),
      );
    }
    case 'remind':
      return write(
        turn,
        m.status.is === 'asking'
          ? [{ type: 'gate.reminded', at, gate: m.status.gate, nextAt: at + config.timing.acceptReminder * 1000 }]
          : [],
      );
    case 'expire':
      return write(turn, expire(m, at));
    case 'finish':
      return write(turn, [{ type: 'ended', at, how: m.ending }]);
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

async function apply(deps: AdvanceDeps, turn: Turn, step: string, outcome: Outcome): Promise<Pass> {
  const at = deps.store.clock.now();
  const current = next(turn.record, at);
  if (current.do !== 'run' || current.step.id !== step) return 'on';
  switch (outcome.is) {
    case 'done':
      return write(turn, [
        {
          type: 'step.finished',
          at,
          step,
          summary: outcome.summary,
          ...(outcome.result !== undefined && { result: outcome.result }),
          ...(outcome.learned && { learned: outcome.learned }),
        },
      ]);
    case 'blocked':
      return write(turn, [
        ...(isNews(turn.record, outcome.learned) && outcome.learned
          ? [{ type: 'noted', at, step, text: '', learned: outcome.learned } as const]
          : []),
        ...(outcome.failed
          ? [{ type: 'operation.failed', at, operation: outcome.failed.operation, error: outcome.failed.error } as const]
          : []),
        blockedEvent(step, at, outcome.problem, outcome.remedy),
      ]);
    case 'ask': {
      const gate = current.step.gate;
      if (!gate) throw new Error(`the step ${step} asks a question but is no gate`);
      return write(turn, [{ type: 'gate.opened', at, gate, question: outcome.question }]);
    }
    case 'void':
      return write(turn, [{ type: 'authority.voided', at, gate: 'authorise-failover', because: outcome.because }]);
    case 'ineligible':
      return write(turn, [
        ...(outcome.learned ? [{ type: 'noted', at, step, text: outcome.because, learned: outcome.learned } as const] : []),
        { type: 'ended', at, how: 'ineligible', reason: outcome.because },
      ]);
    case 'wait': {
      const { note, progress, memo, learned, seconds, say } = outcome;
      const news = isNews(turn.record, learned);
      const words = say !== undefined && say !== current.step.said ? say : '';
      const settled = say === undefined && current.step.said !== undefined;
      const change = (m: Migration): Migration => {
        const noted = withProgress({ ...m, tries: 0 }, { step, note, ...progress, at });
        return memo === undefined ? noted : withMemo(noted, step, memo);
      };
      if (news || words || settled || !unchanged(turn.record, step, note, progress, memo)) {
        const events: MigrationEvent[] = [
          ...(settled ? [{ type: 'note.settled', at, step } as const] : []),
          ...(news || words ? [{ type: 'noted', at, step, text: words, ...(news && learned && { learned }) } as const] : []),
        ];
        const written = await turn.commit(events, { change });
        if (written !== 'ok') return 'on';
      }
      return seconds <= 0 ? 'on' : { release: Math.ceil(seconds * 1000) };
    }
    default:
      return outcome satisfies never;
  }
}

/** Breakage: retryable faults of a cloud back off, others stop at a person; anything else is a bug with a reference. */
async function stumble(deps: AdvanceDeps, turn: Turn, error: unknown): Promise<Pass> {
  // Whatever Redis took of this turn is in the record: the next turn reads it.
  if (error instanceof StoreError) throw error;
  const { store, config, log } = deps;
  const at = store.clock.now();
  await turn.read();
  const doing = next(turn.record, at);
  const step = doing.do === 'run' ? doing.step.id : doing.do === 'look' ? doing.operation.step : undefined;
  if (error instanceof CloudError && error.retryable) {
    const seconds = error.retryAfterSeconds ?? Math.min(2 ** turn.record.tries, config.timing.backoffMax);
    await turn.commit([], {
      change: (m) =>
        withTry(withProgress(m, { step: step ?? '', note: 'waiting for the cloud to answer again', cause: error.message, at })),
    });
    return { release: seconds * 1000 };
  }
  if (!step) throw error;
  if (doing.do === 'look' && turn.record.status.is === 'stuck') {
    // People were told; the look-up goes on meanwhile, ever more rarely.
    log.error({ migration: turn.id, step, err: error }, 'a look-up broke again');
    await turn.commit([], { change: withTry });
    return { release: Math.min(2 ** turn.record.tries, config.timing.backoffMax) * 1000 };
  }
  if (error instanceof CloudError)
    return write(turn, [blockedEvent(step, at, error.message, error.remedy ?? 'Mend what is named, then Retry.')]);
  const reference = randomUUID().slice(0, 8);
  log.error({ migration: turn.id, step, reference, err: error }, 'a step broke');
  return write(turn, [
    {
      ...blockedEvent(
        step,
        at,
        'Ferry has a defect here and stopped before doing anything more.',
        `Give the reference ${reference} to whoever runs Ferry; the log has the details. Retry is safe: Ferry looks before it acts.`,
      ),
      reference,
    },
  ]);
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
      'Retry asks the approvers anew; replication goes on meanwhile.',
    ),
  ];
}

/** Writes events; whatever came in between makes the loop read again. */
async function write(turn: Turn, events: readonly MigrationEvent[]): Promise<Pass> {
  await turn.commit(events);
  return 'on';
}

function blockedEvent(step: string, at: number, problem: string, remedy: string): MigrationEvent & { type: 'step.blocked' } {
  return { type: 'step.blocked', at, step, problem, remedy };
}

function unchanged(m: Migration, step: string, note: string, progress: object, memo: unknown): boolean {
  const { at: _, ...last } = m.progress ?? { at: 0 };
  const known = m.steps.find((candidate) => candidate.id === step)?.memo;
  return (
    m.tries === 0 &&
    JSON.stringify(last) === JSON.stringify({ step, note, ...progress }) &&
    (memo === undefined || JSON.stringify(memo) === JSON.stringify(known))
  );
}

function operationNamed(deps: AdvanceDeps, kind: string): OperationDefinition<unknown> {
  const found = deps.operations.find((definition) => definition.kind === kind);
  if (!found) throw new Error(`this build of Ferry does not know the operation ${kind}`);
  return found as OperationDefinition<unknown>;
}

function settling({ store, people, config, refused }: AdvanceDeps) {
  return { store, people, approvalsNeeded: config.approvers.needed, authorityValidMs: config.timing.authorityValid * 1000, refused };
}
