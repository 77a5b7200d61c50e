import { type Refusal, refuse } from '../errors.ts';
import type { Act } from './entries.ts';
import { openOperation, started } from './evolve.ts';
import { currentStep } from './next.ts';
import type { Person } from './people-port.ts';
import { allowed } from './policy.ts';
import type { Attestation, CheckFinding, Migration, MigrationEvent, Millis } from './types.ts';

/** An answer of a person as others read it. */
export interface Vouched extends Attestation {
  /** The title of the check. */
  readonly title: string;
  readonly question?: string;
  /** What was chosen, in words. */
  readonly label: string;
}

/** Slack takes so many characters in the value of an option, which is a check and its answer. */
export const longestOption = 150;

/** How long an answer to this check may be. */
export function longestChoice(check: string): number {
  return longestOption - check.length - 1;
}

/**
 * What somebody may vouch for now: until Start whatever can be answered, later what the migration is stuck at, and with the
 * authorisation what belongs to it. An answer lets a stuck step run again, so that nothing else is offered there.
 */
export function vouchable(m: Migration): readonly CheckFinding[] {
  const { status } = m;
  if (m.course !== 'forward' || m.stopWish || openOperation(m)) return [];
  const all = m.checks.filter(({ attest }) => attest !== undefined);
  if (status.is === 'asking' && status.gate === 'authorise-failover') return all.filter(({ attest }) => attest?.atApproval);
  const offered = all.filter(({ attest }) => !attest?.atApproval);
  if (status.is === 'asking') return status.gate === 'confirm-plan' ? offered : [];
  if (status.is !== 'stuck' || currentStep(m)?.id !== status.step) return [];
  return started(m) ? offered.filter(({ verdict }) => verdict === 'unknown') : offered;
}

/** The newest answer to each check, in the order of the checks. */
export function vouchedFor({ attestations = [], checks }: Pick<Migration, 'attestations' | 'checks'>): readonly Vouched[] {
  const order = (id: string) => checks.findIndex((finding) => finding.id === id);
  return [...new Map(attestations.map((attestation) => [attestation.check, attestation])).values()]
    .toSorted((a, b) => order(a.check) - order(b.check))
    .map((attestation) => {
      const finding = checks.find(({ id }) => id === attestation.check);
      const label = finding?.attest?.choices.find(({ value }) => value === attestation.value)?.label ?? attestation.value;
      return {
        ...attestation,
        title: finding?.title ?? attestation.check,
        ...(finding?.attest && { question: finding.attest.question }),
        label,
      };
    });
}

/** What an answer to a check does, and what taking one back does. */
export function vouch(
  m: Migration,
  { check, value, reason }: Extract<Act, { kind: 'vouch' }>,
  person: Person,
  at: Millis,
): readonly MigrationEvent[] | Refusal {
  const offered = vouchable(m);
  const may = allowed(m, person, 'owner', 'vouch for it');
  if (may !== true) return may;
  if (offered.length === 0) return refuse('There is nothing to vouch for now; nothing was done.', 'Use the buttons of the newest card.');
  if (check === undefined) return [];
  const finding = offered.find(({ id }) => id === check);
  if (!finding?.attest) return refuse('Nobody has to vouch for that now; nothing was done.', 'Open the dialog again from the newest card.');
  const { title, attest } = finding;
  const newest = m.attestations?.findLast((known) => known.check === check);
  const because = reason ? { reason } : {};
  if (value === undefined)
    return newest
      ? [{ type: 'vouching.withdrawn', at, check, title, by: person.id, ...because }]
      : refuse('Nobody has vouched for that, so there is nothing to take back.', 'Choose one of the answers.');
  const label = attest.choices.find((choice) => choice.value === value)?.label;
  if (label === undefined) return refuse('That is none of the answers to this question.', 'Open the dialog again from the newest card.');
  if (newest?.value === value && newest.by === person.id)
    return refuse('You have vouched for exactly that already.', 'Nothing more to do.');
  return [{ type: 'vouched', at, check, title, value, label, by: person.id, ...because }];
}
