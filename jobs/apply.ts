import { isNews, withMemo, withProgress } from '../src/migration/evolve.ts';
import type { Migration, MigrationEvent, Millis, StepRecord } from '../src/migration/types.ts';
import { alertNews } from './alerts.ts';
import type { Outcome } from './outcome.ts';

/** What a step's outcome comes to: events, a change that is no event, and a pause when it waits. */
export interface Applied {
  readonly events: readonly MigrationEvent[];
  readonly change?: (m: Migration) => Migration;
  readonly pauseSeconds?: number;
}

/** Turns the outcome of a step into what is written down; nothing at all when a poll brought no news. */
export function applied(m: Migration, step: StepRecord, outcome: Outcome, at: Millis): Applied {
  switch (outcome.is) {
    case 'done': {
      const { summary, result, learned } = outcome;
      return {
        events: [
          ...alertNews(m, step.id, outcome.alerts, at).events,
          { type: 'step.finished', at, step: step.id, summary, ...(result !== undefined && { result }), ...(learned && { learned }) },
        ],
      };
    }
    case 'blocked': {
      const { failed, learned, problem, remedy } = outcome;
      return {
        events: [
          ...(learned && isNews(m, learned) ? [{ type: 'noted', at, step: step.id, text: '', learned } as const] : []),
          ...(failed ? [{ type: 'operation.failed', at, operation: failed.operation, error: failed.error } as const] : []),
          blockedEvent(step.id, at, problem, remedy),
        ],
      };
    }
    case 'ask':
      if (!step.gate) throw new Error(`the step ${step.id} asks a question but is no gate`);
      return {
        events: [
          ...(outcome.learned && isNews(m, outcome.learned)
            ? [{ type: 'noted', at, step: step.id, text: '', learned: outcome.learned } as const]
            : []),
          { type: 'gate.opened', at, gate: step.gate, question: outcome.question },
        ],
      };
    case 'void':
      return { events: [{ type: 'authority.voided', at, gate: 'authorise-failover', because: outcome.because }] };
    case 'ineligible': {
      const { because, learned } = outcome;
      return {
        events: [
          ...(learned ? [{ type: 'noted', at, step: step.id, text: '', learned } as const] : []),
          { type: 'ended', at, how: 'ineligible', reason: because },
        ],
      };
    }
    case 'wait':
      return waiting(m, step, outcome, at);
    default:
      return outcome satisfies never;
  }
}

function waiting(m: Migration, step: StepRecord, outcome: Extract<Outcome, { is: 'wait' }>, at: Millis): Applied {
  const { note, memo, learned, seconds, say, about } = outcome;
  const { events: alerts, missed } = alertNews(m, step.id, outcome.alerts, at);
  const progress = { ...outcome.progress, ...(missed && { missed }) };
  const news = isNews(m, learned) ? learned : undefined;
  const words = say !== undefined && (about ?? say) !== step.said ? say : '';
  const settled = say === undefined && step.said !== undefined;
  const pause = seconds > 0 ? { pauseSeconds: seconds } : {};
  if (!news && !words && !settled && alerts.length === 0 && unchanged(m, step, note, progress, memo)) return { events: [], ...pause };
  return {
    events: [
      ...(settled ? [{ type: 'note.settled', at, step: step.id } as const] : []),
      ...(news || words
        ? [{ type: 'noted', at, step: step.id, text: words, ...(words && about && { about }), ...(news && { learned: news }) } as const]
        : []),
      ...alerts,
    ],
    change: (after) => {
      const noted = withProgress({ ...after, tries: 0 }, { step: step.id, note, ...progress, at });
      return memo === undefined ? noted : withMemo(noted, step.id, memo);
    },
    ...pause,
  };
}

/** Only a person can help: the step stops and says so. */
export function blockedEvent(step: string, at: Millis, problem: string, remedy: string): MigrationEvent & { type: 'step.blocked' } {
  return { type: 'step.blocked', at, step, problem, remedy };
}

function unchanged(m: Migration, step: StepRecord, note: string, progress: object, memo: unknown): boolean {
  const { at: _, ...last } = m.progress ?? { at: 0 };
  return (
    m.tries === 0 &&
    JSON.stringify(last) === JSON.stringify({ step: step.id, note, ...progress }) &&
    (memo === undefined || JSON.stringify(memo) === JSON.stringify(step.memo))
  );
}
