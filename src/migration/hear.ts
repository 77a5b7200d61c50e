import type { AnswerEntry } from './entries.ts';
import { isHookCall } from './quiesce.ts';
import type { Migration, MigrationEvent, Millis } from './types.ts';

/** What the answer of a cloud to one call does to a migration; nothing where it says nothing new. */
export function hear(m: Migration, entry: AnswerEntry, now: Millis): readonly MigrationEvent[] {
  const op = m.operations.find((candidate) => candidate.id === entry.operation);
  // A failed call is one whose acceptance was known.
  if (!op || op.state === 'accepted' || op.state === 'failed') return [];
  const { outcome } = entry;
  if (outcome.is === 'accepted') {
    const accepted: MigrationEvent = {
      type: 'operation.accepted',
      at: now,
      operation: op.id,
      handle: outcome.handle,
      adopted: false,
      ...(outcome.answer && { answer: outcome.answer }),
    };
    const twin = m.operations.find(
      (other) => other.id !== op.id && other.kind === op.kind && other.step === op.step && !other.superseded && other.state === 'accepted',
    );
    // A hook that may be asked twice was asked twice: nothing is there twice.
    if (!twin || m.status.is === 'ended' || isHookCall(op.kind)) return [accepted];
    return [
      accepted,
      {
        type: 'step.blocked',
        at: now,
        step: op.step,
        problem: `Two calls of the same kind were accepted: ${twin.id} and ${op.id}.`,
        remedy: 'Look at the vault before anything else, then Retry: Ferry looks before it acts.',
      },
    ];
  }
  if (op.state !== 'open') return [];
  return outcome.is === 'refused'
    ? [{ type: 'operation.refused', at: now, operation: op.id, error: outcome.error, ...(outcome.answer && { answer: outcome.answer }) }]
    : [{ type: 'operation.not-sent', at: now, operation: op.id, because: outcome.because }];
}
