import type { Migration, Operation } from './types.ts';

/** The kinds of the two calls that make the applications of a machine still, and let them go on. */
export const hookCalls = { quiesce: 'quiesce-source', resume: 'resume-source' } as const;

/** Whether the call went to a hook, of which nothing but its answer tells whether it has done it. */
export function isHookCall(kind: string): boolean {
  return kind === hookCalls.quiesce || kind === hookCalls.resume;
}

/** Whether the applications may still be held by a quiesce that nobody has ended since. */
export function mayBeQuiesced({ operations }: Migration): boolean {
  const last = operations.findLast((op) => (op.kind === hookCalls.quiesce && mayHaveHappened(op)) || ended(op));
  return last?.kind === hookCalls.quiesce;
}

/** Whether the plan of this migration has a step that ends a quiesce; without one Ferry begins none. */
export function canEndQuiesce({ plan }: Migration): boolean {
  return plan?.undo.some(({ id }) => id === 'resume-source') ?? false;
}

/** The hook's call that people are asked about, because nothing that Ferry can read says what became of it. */
export function doubtfulHookCall({ status, operations }: Migration): Operation | undefined {
  if (status.is === 'unknown') return operations.find((op) => op.id === status.operation && isHookCall(op.kind));
  if (status.is !== 'stuck') return undefined;
  const last = operations.findLast((op) => op.step === status.step);
  return last && isHookCall(last.kind) && (last.state === 'refused' || last.state === 'not-seen') ? last : undefined;
}

const ended = (op: Operation) => op.kind === hookCalls.resume && op.state === 'accepted';

/** A hook that turned a call away has done nothing; one that failed may have done a part. */
function mayHaveHappened({ state, answer }: Operation): boolean {
  return state !== 'not-sent' && !(state === 'refused' && (answer?.status ?? 0) < 500);
}
