import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Timing } from '../src/config-schema.ts';
import { CloudError } from '../src/errors.ts';
import { withProgress, withTry } from '../src/migration/evolve.ts';
import { next } from '../src/migration/next.ts';
import type { Migration, MigrationEvent, Millis } from '../src/migration/types.ts';
import { StoreError } from '../src/store/trouble.ts';
import type { Turn } from '../src/store/turn.ts';
import { blockedEvent } from './apply.ts';
import { clock } from './times.ts';

/** So many answers in a row that did not come, and people are told; by default that is after half a minute. */
const triesUntilOutcry = 6;

interface Stumbling {
  readonly now: () => number;
  readonly timing: Pick<Timing, 'backoffMax'>;
  readonly log: Logger;
}

/**
 * Breakage: retryable faults of a cloud back off, others stop at a person; anything else is a bug with a reference.
 * Returns for how many seconds to leave it alone, if at all.
 */
export async function stumble({ now, timing, log }: Stumbling, turn: Turn, error: unknown): Promise<number | undefined> {
  // Whatever Redis took of this turn is in the record: the next turn reads it.
  if (error instanceof StoreError) throw error;
  const at = now();
  await turn.read();
  const doing = next(turn.record, at);
  const step = doing.do === 'run' ? doing.step.id : doing.do === 'look' ? doing.operation.step : undefined;
  if (error instanceof CloudError && error.retryable) {
    const seconds = error.retryAfterSeconds ?? Math.min(2 ** turn.record.tries, timing.backoffMax);
    const note = `waiting for ${cloudOf(error)}, again at ${clock(at + seconds * 1000)}`;
    await turn.commit(outcry(turn.record, step, error, at), {
      change: (m) => withTry(withProgress(m, { step: step ?? '', note, cause: error.message, at })),
    });
    return seconds;
  }
  if (!step) throw error;
  if (doing.do === 'look' && turn.record.status.is === 'stuck') {
    // People were told; the look-up goes on meanwhile, ever more rarely.
    log.error({ migration: turn.id, step, err: error }, 'a look-up broke again');
    await turn.commit([], { change: withTry });
    return Math.min(2 ** turn.record.tries, timing.backoffMax);
  }
  if (error instanceof CloudError) {
    await turn.commit([
      { ...blockedEvent(step, at, sentence(error.message), error.remedy ?? 'Mend what is named, then Retry.'), unread: true },
    ]);
    return undefined;
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ migration: turn.id, step, reference, err: error }, 'a step broke');
  await turn.commit([
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
  return undefined;
}

/** One lost answer is an accident; many in a row may need a person, while Ferry goes on asking. */
function outcry(m: Migration, step: string | undefined, error: CloudError, at: Millis): MigrationEvent[] {
  if (step === undefined || m.tries !== triesUntilOutcry - 1 || m.status.is !== 'running') return [];
  const remedy = error.remedy ? ` ${error.remedy}` : '';
  return [
    { type: 'noted', at, step, text: `${sentence(error.message)}${remedy} Ferry has asked ${triesUntilOutcry} times and goes on asking.` },
  ];
}

function cloudOf({ code }: CloudError): string {
  return code.startsWith('azure') ? 'Azure' : 'AWS';
}

/** "describing i-0abc: no" as a sentence of its own; what begins with an id stays as it is. */
function sentence(message: string): string {
  const words = /^[a-z]+ /.test(message) ? `${message.charAt(0).toUpperCase()}${message.slice(1)}` : message;
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
