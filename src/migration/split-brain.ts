import { type Refusal, refuse } from '../errors.ts';
import type { Act, ClickEntry } from './entries.ts';
import { everSent } from './evolve.ts';
import type { Person } from './people-port.ts';
import { allowed } from './policy.ts';
import type { Awake, Migration, MigrationEvent, Millis } from './types.ts';

/** The kind of the call that stops EC2 once more, because an approver said so. */
export const stopAgainKind = 'stop-again';

/** The title of an alert about that call, and its key. */
export const stopAgainAlert = 'stop again';

/** Whether EC2 must not run: from the failover on, unless the way leads back. */
export function mustNotRun(m: Migration): boolean {
  return (
    m.course === 'forward' &&
    m.status.is !== 'ended' &&
    everSent(m, 'unplanned-failover') &&
    m.steps.some(({ id, state }) => id === 'stop-source' && state === 'done')
  );
}

/** What was seen of EC2 that stands in the way of accepting: nobody has decided on it, or the decision is not carried out. */
export function barring(m: Migration): Awake | undefined {
  if (!m.awake || !mustNotRun(m)) return undefined;
  const { settled } = m.awake;
  return settled && (settled.how !== 'stop' || m.sees.source === 'down') ? undefined : m.awake;
}

/** Whether the migration goes no further before somebody has decided: acceptance was given before EC2 was seen running. */
export function heldBySplitBrain(m: Migration): boolean {
  if (!barring(m) || m.status.is !== 'running') return false;
  const gate = m.steps.findIndex(({ id }) => id === 'accept-target');
  return gate >= 0 && m.steps.findIndex(({ state }) => state !== 'done' && state !== 'skipped') > gate;
}

/** An approver decides; that it was stopped by hand, the owner may say, where Ferry sees it too. */
export function settleSource(
  m: Migration,
  { how, reason }: Extract<Act, { kind: 'settle-source' }>,
  entry: ClickEntry,
  person: Person,
  now: Millis,
): readonly MigrationEvent[] | Refusal {
  if (!barring(m) || entry.ask !== m.asks)
    return refuse('This button belongs to an earlier question; nothing was done.', 'Use the buttons of the newest card.');
  const may =
    how === 'stopped'
      ? allowed(m, person, 'owner', 'say that it was stopped again')
      : allowed(m, person, 'approver', how === 'stop' ? 'have EC2 stopped again' : 'let the migration go on');
  if (may !== true) return may;
  if (how === 'stopped' && m.sees.source !== 'down')
    return refuse('Ferry has not seen it stopped yet.', 'Ferry looks again within a minute; then press it again.');
  return [{ type: 'source.settled', at: now, by: person.id, how, ...(reason && { reason }) }];
}
