import type { Alert, Learned, OperationError, Progress, Question } from '../src/migration/types.ts';

type Advance = Pick<Progress, 'percent' | 'eta' | 'cause' | 'details'>;

/** What one run of a step came to. */
export type Outcome =
  | {
      readonly is: 'done';
      readonly summary: string;
      readonly result?: unknown;
      readonly learned?: Learned;
      readonly alerts?: readonly Alert[];
    }
  | {
      readonly is: 'wait';
      readonly seconds: number;
      readonly note: string;
      readonly progress: Advance;
      readonly memo?: unknown;
      readonly learned?: Learned;
      readonly say?: string;
      readonly about?: string;
      readonly alerts?: readonly Alert[];
    }
  | {
      readonly is: 'blocked';
      readonly problem: string;
      readonly remedy: string;
      readonly failed?: { readonly operation: string; readonly error: OperationError };
      readonly learned?: Learned;
    }
  | { readonly is: 'ask'; readonly question: Question; readonly learned?: Learned }
  /** The authorisation no longer holds: approvers are asked anew. */
  | { readonly is: 'void'; readonly because: string }
  /** The machine cannot be moved: the migration ends with nothing changed. */
  | { readonly is: 'ineligible'; readonly because: string; readonly learned?: Learned };

/** The step has reached its goal. `summary` is one line for the thread; `alerts` as for `wait`. */
export function done(summary: string, result?: unknown, learned?: Learned, alerts?: readonly Alert[]): Outcome {
  return { is: 'done', summary, ...(result !== undefined && { result }), ...(learned && { learned }), ...(alerts && { alerts }) };
}

/**
 * Look again after `seconds`. `note` says what is awaited; `memo` is what the next run remembers; `say` is for the
 * thread, because somebody has to do something: it is said once, and again only when it changes; where minutes count in
 * it, when `about` changes, which names what it is about. `alerts` are all
 * troubles that this look found: each is told once, and once more when it has passed; absent, nobody looked for any.
 */
export function wait(
  seconds: number,
  note: string,
  more: Advance & {
    readonly memo?: unknown;
    readonly learned?: Learned;
    readonly say?: string;
    readonly about?: string;
    readonly alerts?: readonly Alert[];
  } = {},
): Outcome {
  const { memo, learned, say, about, alerts, ...progress } = more;
  return {
    is: 'wait',
    seconds,
    note,
    progress,
    ...(memo !== undefined && { memo }),
    ...(learned && { learned }),
    ...(say && { say }),
    ...(about && { about }),
    ...(alerts && { alerts }),
  };
}

/** Only a person can help: what is wrong, what to do, and what was learnt of the machine. */
export function blocked(problem: string, remedy: string, learned?: Learned): Outcome {
  return { is: 'blocked', problem, remedy, ...(learned && { learned }) };
}

export function ask(question: Question, learned?: Learned): Outcome {
  return { is: 'ask', question, ...(learned && { learned }) };
}

export function voided(because: string): Outcome {
  return { is: 'void', because };
}
