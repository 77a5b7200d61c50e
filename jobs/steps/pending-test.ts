import { currentStep } from '../../src/migration/next.ts';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import { cleanUpAllowed } from '../../src/migration/test-failover.ts';
import { machineName } from '../machine-name.ts';
import { cleanUpTestFailover } from '../operations/clean-up-test-failover.ts';
import { testFailover } from '../operations/test-failover.ts';
import { type Outcome, wait } from '../outcome.ts';
import type { StepContext } from '../step.ts';
import { findReplicationHost } from './find-replication-host.ts';

/** How far before the first call jobs are listed; clocks are not compared. */
const lookBackMs = 3_600_000;

/** Whether a test machine is there or on its way; while it is, Azure allows its cleanup and nothing else. */
export function isPending({ testFailoverState }: ProtectedItem): boolean {
  return testFailoverState !== undefined && testFailoverState !== 'None';
}

/** Whether the test that is pending is Ferry's own: its newest job is one that Ferry began. */
export async function isOurs({ migration, replicator }: StepContext, item: ProtectedItem): Promise<boolean> {
  const sent = migration.operations.filter(({ kind, state }) => kind === testFailover.kind && state !== 'refused' && state !== 'not-sent');
  const first = sent[0];
  if (!first) return false;
  const jobs = (await replicator.jobsOf(item.name, first.sentAt - lookBackMs)).filter(({ kind }) => kind === 'TestFailover');
  const newest = jobs.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))[0];
  if (!newest) return false;
  return sent.some(({ id, handle }) => handle?.job === newest.name || newest.activityId?.toLowerCase().startsWith(id) === true);
}

/** Cleans up once the item allows it, or follows the cleanup that was sent. */
export async function cleanUp({ migration, operation, perform, resultOf, timing }: StepContext, item: ProtectedItem): Promise<Outcome> {
  const sent = operation(cleanUpTestFailover.kind);
  const under = sent?.state === 'accepted' && sent.step === currentStep(migration)?.id;
  if (!under && !item.allowedOperations.includes('TestFailoverCleanup'))
    return wait(Math.min(timing.poll, 15), `the test machine is cleaned up as soon as Azure allows it (${item.testFailoverState})`);
  return perform(cleanUpTestFailover, { host: resultOf(findReplicationHost), item: item.name }, 'cleaning up the test machine');
}

/**
 * What has to happen first while a test is pending; nothing when none is. Ferry's own is cleaned up, somebody else's only
 * when a person has said so.
 */
export async function clearPendingTest(context: StepContext, item: ProtectedItem): Promise<Outcome | undefined> {
  const { migration, timing } = context;
  if (!isPending(item)) {
    if (!migration.foreignTest && migration.sees.target !== 'test') return undefined;
    return wait(0, 'no test failover is pending any more', { learned: { foreignTest: false, sees: { target: 'none' } } });
  }
  if (await isOurs(context, item)) return cleanUp(context, item);
  if (cleanUpAllowed(migration)) return cleanUp(context, item);
  const name = machineName(migration, item);
  const down = migration.sees.source === 'down' ? ' EC2 is down meanwhile.' : '';
  return wait(timing.poll, 'a test failover that Ferry did not make is pending in Azure and blocks the failover', {
    say: `A test failover of ${name} is pending in Azure (${item.testFailoverState}), and Ferry did not make it. While it is, Azure allows no failover.${down} Whoever made it cleans it up in the portal, and Ferry notices; or an approver presses Clean up that test on the card, which deletes the test machine.`,
    learned: { foreignTest: true, sees: { target: 'test' } },
  });
}
