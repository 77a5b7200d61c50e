import { type Refusal, refuse } from '../errors.ts';
import type { Act } from './entries.ts';
import { openOperation } from './evolve.ts';
import { currentStep } from './next.ts';
import type { Person } from './people-port.ts';
import { allowed } from './policy.ts';
import type { Migration, MigrationEvent, Millis } from './types.ts';

/** The step whose test an approver may waive. */
const step = 'test-failover';

/** Whether waiving would change anything: the test is neither over nor waived. */
export function waivable(m: Migration): boolean {
  const { status } = m;
  const here = status.is === 'stuck' ? status.step === step : status.is === 'running' && currentStep(m)?.id === step;
  return m.course === 'forward' && here && !m.testWaiver && !m.stopWish;
}

/** Whether a person has allowed Ferry to clean up a test that somebody else left, and Ferry has not yet done so. */
export function cleanUpAllowed({ testCleanUp, operations }: Migration): boolean {
  return (
    testCleanUp !== undefined &&
    !operations.some(({ kind, state, sentAt }) => kind === 'clean-up-test-failover' && state === 'accepted' && sentAt >= testCleanUp.at)
  );
}

/** Whether somebody else's test is in the way, and nobody has let Ferry clean it up. */
export function foreignTest(m: Migration): boolean {
  return m.foreignTest === true && m.status.is === 'running' && !m.stopWish && !cleanUpAllowed(m);
}

export function waiveTest(
  m: Migration,
  { reason }: Extract<Act, { kind: 'waive-test' }>,
  person: Person,
  at: Millis,
): readonly MigrationEvent[] | Refusal {
  const may = allowed(m, person, 'approver', 'waive the test failover');
  if (may !== true) return may;
  if (m.testWaiver) return refuse('The test failover of this migration is waived already.', 'Nothing more to do.');
  if (!waivable(m)) return refuse('This migration is not at its test failover.', 'Look at the card for what comes next.');
  return [{ type: 'test.waived', at, by: person.id, reason }];
}

export function allowCleanUp(m: Migration, person: Person, at: Millis): readonly MigrationEvent[] | Refusal {
  const may = allowed(m, person, 'approver', 'have somebody else’s test failover cleaned up');
  if (may !== true) return may;
  if (openOperation(m) || !foreignTest(m))
    return refuse('No test failover of somebody else is in the way any more.', 'Look at the card for what comes next.');
  return [{ type: 'test.clean-up-allowed', at, by: person.id }];
}
