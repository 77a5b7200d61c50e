import type { Timing } from '../src/config-schema.ts';
import type { Migration, MigrationEvent, Millis, Operation } from '../src/migration/types.ts';
import { type Clouds, intentOf, type OperationDefinition } from './operation.ts';
import { unplannedFailover } from './operations/unplanned-failover.ts';

/** Fresh looks without a trace before a call counts as not seen. */
const looksNeeded = 3;

/**
 * Looks for the effect of a call whose answer never came. Returns what to write down, and after how many seconds to
 * look again when nothing is certain yet.
 */
export async function lookFor(
  operation: Operation,
  definition: OperationDefinition<unknown>,
  clouds: Clouds,
  migration: Migration,
  timing: Timing,
  now: Millis,
): Promise<{ events: MigrationEvent[]; again?: number }> {
  const look = await definition.look(clouds, intentOf(operation).input, operation);
  const seen: MigrationEvent = { type: 'operation.looked', at: now, operation: operation.id, seen: look.seen };
  if (look.found === 'ours')
    return { events: [seen, { type: 'operation.accepted', at: now, operation: operation.id, handle: look.handle, adopted: true }] };
  if (look.found === 'foreign') {
    return {
      events: [
        { type: 'operation.foreign', at: now, operation: operation.id, seen: look.seen },
        ...(operation.kind === unplannedFailover.kind
          ? [{ type: 'noted', at: now, step: operation.step, text: '', learned: { sees: { target: 'unknown' } } } as const]
          : []),
        {
          type: 'step.blocked',
          at: now,
          step: operation.step,
          problem: `${capital(definition.verb)} ${operation.subject}: Ferry's call got no answer, and somebody else's is there: ${look.seen}.`,
          remedy: 'Find out who did it. Retry lets Ferry look again and go on from what it finds.',
        },
      ],
    };
  }
  const repeat = typeof definition.repeat === 'function' ? definition.repeat(intentOf(operation).input) : definition.repeat;
  const once = repeat === 'at-once' || look.found === 'never';
  const horizon = once ? 0 : timing.lookHorizon * 1000;
  const enough = once ? 1 : looksNeeded;
  if (now < operation.sentAt + horizon || operation.looks.length + 1 < enough) return { events: [seen], again: timing.lookEvery };
  if (repeat === 'person' || migration.status.is === 'ended')
    return { events: [seen, { type: 'operation.unknown', at: now, operation: operation.id }] };
  return { events: [seen, { type: 'operation.not-seen', at: now, operation: operation.id }] };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
