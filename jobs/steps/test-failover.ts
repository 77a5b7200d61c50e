import { z } from 'zod';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import { sayWaysOut } from '../isolation/isolation.ts';
import { intentOf } from '../operation.ts';
import { cleanUpTestFailover } from '../operations/clean-up-test-failover.ts';
import { followJob } from '../operations/replication-jobs.ts';
import { type TestFailoverInput, testFailover as test } from '../operations/test-failover.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { cleanUp, clearPendingTest, isOurs, isPending } from './pending-test.ts';
import { judgeTest, testMemory } from './test-machine.ts';
import { networkName, proveIsolation, standingWaiver } from './test-network.ts';

export const testFailover = defineStep({
  id: 'test-failover',
  title: 'Test failover',
  asks: {
    reads: ['replicator.item', 'replicator.recoveryPoints', 'replicator.network', 'replicator.testVm'],
    sends: [
      { operation: test, where: 'test' },
      { operation: cleanUpTestFailover, where: 'test' },
    ],
    takes: { minutes: 25, why: 'a recorded failover took 637 s; the boot, and the clean-up after it' },
  },
  result: z.object({
    said: z.string(),
    passedAt: z.number().optional(),
    /** Nobody has seen the machine boot, and this is who said that it need not be. */
    waived: z.object({ by: z.string(), reason: z.string() }).optional(),
  }),
  async run(context) {
    const { replicator, resultOf, operation, memo } = context;
    const { item: name } = resultOf(enableReplication);
    const item = await replicator.item(resultOf(findReplicationHost), name);
    if (!item)
      return blocked(
        `The protected item ${name} is gone from the vault: somebody has disabled replication.`,
        'Find out who did it. Cancel this migration and start a new one.',
      );
    const sent = operation(test.kind);
    const remembered = memo(testMemory);
    const seen = sent && remembered?.test === sent.id ? remembered : undefined;
    const waiver = context.migration.testWaiver ?? standingWaiver(context.target);
    if (isPending(item)) {
      if (!(await isOurs(context, item))) return (await clearPendingTest(context, item)) ?? wait(0, 'looking again');
      return sent && !seen?.verdict && !waiver ? judgeTest(context, sent) : cleanUp(context, item);
    }
    const follow = (one: NonNullable<typeof sent>) =>
      context.perform(test, intentOf<TestFailoverInput>(one).input, 'Azure makes the test machine');
    if (sent?.state === 'accepted' && !seen && (await followJob(replicator, sent))?.is === 'running') return follow(sent);
    if (seen?.verdict?.passed) return passed(seen.verdict);
    if (waiver) return waived(context, waiver);
    if (seen?.verdict) return failed(`The test failover did not pass, and its machine is deleted: ${seen.verdict.said}.`);
    if (seen) return failed('Somebody else cleaned up the test failover before Ferry had seen all of the test machine.');
    if (sent?.state === 'accepted' || sent?.state === 'failed') return follow(sent);
    return (await clearPendingTest(context, item)) ?? begin(context, item);
  },
});

const gone = { foreignTest: false, sees: { target: 'none' } } as const;

function passed({ at, said, warnings }: { at: number; said: string; warnings: readonly string[] }): Outcome {
  const mind = warnings.length > 0 ? ` Mind: ${warnings.join('; ')}.` : '';
  return done(
    `passed, and the test machine is deleted. ${said}.${mind}`.replace(/\.$/, ''),
    { passedAt: at, said: `${said}.${mind}` },
    gone,
  );
}

function waived({ migration }: StepContext, { by, reason }: { readonly by: string; readonly reason: string }): Outcome {
  const summary = migration.testWaiver
    ? 'waived: nobody has seen this machine boot in Azure'
    : `waived for every migration to ${migration.target} by ${by} in ferry.yml: ${reason}`;
  return done(summary, { said: summary, waived: { by, reason } }, gone);
}

function failed(problem: string): Outcome {
  const remedy = 'Find out why, then Retry: Ferry makes another test. Or an approver waives the test on the card.';
  return blocked(problem, remedy, gone);
}

/** Proves the isolation, and in the same breath makes the test. */
async function begin(context: StepContext, item: ProtectedItem): Promise<Outcome> {
  const { migration, target, replicator, perform, resultOf, timing } = context;
  const network = target.testFailover?.network;
  if (network === undefined)
    return wait(timing.poll, 'no test network is named', {
      say: `The target ${migration.target} names no network for test failovers. Name an isolated one in ferry.yml, as targets.${migration.target}.testFailover.network, and restart Ferry. Or an approver who did not ask for this migration waives the test on the card, with a reason.`,
    });
  const { waysOut, proof } = await proveIsolation(context, network);
  if (waysOut.length > 0)
    return wait(timing.poll, `the test network ${networkName(network)} is not isolated`, {
      say: `The test network ${networkName(network)} is not isolated, so nothing was failed over: a copy of the machine could act on what it reaches. ${sayWaysOut(waysOut)} Ferry notices by itself; or an approver waives the test on the card.`,
    });
  if (!item.allowedOperations.includes('TestFailover'))
    return wait(timing.poll, `Azure does not allow a test failover yet (${item.protectionState}, health ${item.replicationHealth})`);
  const host = resultOf(findReplicationHost);
  const point = (await replicator.recoveryPoints(host, item.name))[0];
  if (!point) return wait(timing.poll, 'waiting for a recovery point');
  return perform(test, { host, item: item.name, network, proof, point }, `making a test failover into ${networkName(network)}`);
}
