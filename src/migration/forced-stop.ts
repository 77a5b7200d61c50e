import { type Refusal, refuse } from '../errors.ts';
import type { ClickEntry } from './entries.ts';
import { everSent } from './evolve.ts';
import type { Person } from './people-port.ts';
import { allowed } from './policy.ts';
import type { Migration, MigrationEvent, Millis } from './types.ts';

/** Whether Ferry's stop was sent, has not come to an end in its time, and waits for people. */
export function forcible(m: Migration): boolean {
  return m.status.is === 'stuck' && m.status.step === 'stop-source' && m.sees.source === 'stopping' && everSent(m, 'stop-instance');
}

/** An approver takes the price of a power cut. */
export function forceStop(
  m: Migration,
  reason: string,
  entry: ClickEntry,
  person: Person,
  now: Millis,
): readonly MigrationEvent[] | Refusal {
  if (!forcible(m) || entry.ask !== m.asks)
    return refuse('This button belongs to an earlier question; nothing was done.', 'Use the buttons of the newest card.');
  const may = allowed(m, person, 'approver', 'force the stop');
  if (may !== true) return may;
  return [{ type: 'stop.forced', at: now, by: person.id, reason }];
}
