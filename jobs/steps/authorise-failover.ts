import { z } from 'zod';
import { diskName, leftBehind } from '../../src/migration/landed-disks.ts';
import type { Fact, Migration } from '../../src/migration/types.ts';
import { people } from '../asks.ts';
import { failoverDigest, wantedRule } from '../authority.ts';
import { ask, blocked, wait } from '../outcome.ts';
import { alertsOf, findingsOf } from '../replication/alerts.ts';
import { defineStep, type StepContext } from '../step.ts';
import { moment, span } from '../times.ts';
import { watchReplication } from '../watch-replication.ts';
import { downtimeMinutes, noteOf } from './confirm-plan.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';
import { pointQuestion } from './point-question.ts';
import { readinessOf } from './readiness-of.ts';
import { stopSource } from './stop-source.ts';
import { testFailover } from './test-failover.ts';
import { vouchedFacts, vouchedParts } from './vouched.ts';

export const authoriseFailover = defineStep({
  id: 'authorise-failover',
  title: 'Authorise the failover',
  gate: 'authorise-failover',
  asks: {
    reads: ['source.machine', 'replicator.item', 'replicator.recoveryPoints', 'replicator.host'],
    takes: people,
  },
  result: z.unknown(),
  // Once Ferry has stopped the machine its agent is silent, as it should be.
  watch: async (context) => (context.migration.sees.source === 'up' ? watchReplication(context) : { note: 'EC2 is down', alerts: [] }),
  async run(context) {
    const { migration, source, replicator, target, resultOf, timing, now, approvalsNeeded, quiesce } = context;
    const host = resultOf(findReplicationHost);
    const { item: name, vmName } = resultOf(enableReplication);
    const [machine, item, points] = await Promise.all([
      source.machine(migration.source.instanceId),
      replicator.item(host, name),
      replicator.recoveryPoints(host, name),
    ]);
    if (!machine) return blocked(`${migration.source.instanceId} is gone from EC2.`, 'Cancel this migration.');
    if (!item) return blocked(`The protected item ${name} is gone from the vault.`, 'Cancel this migration and start a new one.');
    const held = await clearPendingTest(context, item);
    if (held) return held;
    if (!item.allowedOperations.includes('UnplannedFailover')) {
      return wait(timing.poll, `Azure does not allow a failover yet (${item.protectionState}, health ${item.replicationHealth})`);
    }
    if (points.length === 0) return wait(timing.poll, 'waiting for a recovery point');
    const stopped = machine.state !== 'running';
    const wanted = wantedRule(migration, target);
    const policy = wanted.is === 'app-consistent' ? await replicator.policy(target.policy.name) : undefined;
    const { drainBudget } = timing;
    const point = pointQuestion({
      wanted,
      points,
      appMinutes: policy?.appConsistentMinutes,
      drainBudget,
      now,
      quiesced: quiesce !== undefined,
      down: afterStop(migration),
    });
    const tested = testOf(migration);
    const left = leftBehind(migration.landing);
    const ready = readinessOf(migration, tested.passed);
    const facts: Fact[] = [
      ...noteOf(migration),
      {
        inThread: true,
        label: 'Downtime',
        text: stopped
          ? `${machine.name} is down already; about 20 min until the Azure machine runs`
          : `${machine.name} goes down; about ${downtimeMinutes} min`,
      },
      {
        label: 'When',
        text: `at once, when ${approvalsNeeded === 1 ? 'an approver has' : `${approvalsNeeded} approvers have`} agreed; the authorisation counts for ${span(timing.authorityValid)}`,
      },
      ...(quiesce && !stopped ? [quiesceFact(quiesce)] : []),
      ...point.facts,
      ...tested.facts,
      ...ready.facts,
      ...vouchedFacts(migration),
      { label: 'Becomes', text: `${vmName} in ${target.placement.resourceGroup}, subnet ${target.placement.subnet}` },
      ...(left.length > 0 ? [{ inThread: true, label: 'Left behind in EC2', text: left.map(diskName).join(', ') } as const] : []),
      {
        label: 'Rolling back',
        text: 'possible until the owner accepts: EC2 starts again, what was written in Azure is lost, and the machine must be replicated anew. There is no failback',
      },
    ];
    const warnings = [
      ...(tested.passed ? [] : ['No test failover was made: nobody has seen this machine boot in Azure.']),
      ...ready.warnings,
    ];
    const health = alertsOf(
      machine.name,
      item,
      [...(migration.sees.source === 'up' ? findingsOf((await replicator.host()) ?? host) : [])],
      now,
    );
    if (!stopped) warnings.push(...health.map(({ text }) => text));
    const question = {
      digest: failoverDigest(machine, target, name, point.rule, vouchedParts(migration), quiesce),
      facts,
      warnings,
      expiresAt: now + timing.approvalExpires * 1000,
      remindAt: now + timing.standing * 1000,
      watchAt: now + timing.watchEvery * 1000,
      points: point.offer,
      ...(point.barred !== undefined && { barred: point.barred }),
    };
    return ask(question, { checks: ready.checks });
  },
});

/** By whom the applications are made still, and what it means when that fails. */
function quiesceFact({ name, timeout, onFailure }: NonNullable<StepContext['quiesce']>): Fact {
  const means = {
    abort: 'If that fails, nothing is stopped and you are asked anew',
    continue: 'If that fails, the machine is stopped all the same, without having been quiesced',
  };
  return {
    inThread: true,
    label: 'Quiesce',
    text: `while it still runs, ${name} is asked to quiesce its applications and has ${span(timeout)} for it. ${means[onFailure]}. When no recovery point comes in time, or on the way back, it is asked to let them go on`,
  };
}

/** What the test failover showed, or who said that none is needed. Plans from before there was one have neither. */
function testOf({ steps }: Migration): { readonly passed: boolean; readonly facts: readonly Fact[] } {
  const step = steps.find(({ id, state }) => id === testFailover.id && state === 'done');
  const { data } = testFailover.result.safeParse(step?.result);
  if (data?.waived)
    return {
      passed: false,
      facts: [{ inThread: true, label: 'Test failover waived', text: data.waived.reason, by: data.waived.by, quoted: true }],
    };
  if (data?.passedAt === undefined) return { passed: false, facts: [] };
  return { passed: true, facts: [{ inThread: true, label: 'Test failover', text: `passed ${moment(data.passedAt)}. ${data.said}` }] };
}

/** Asked anew after the stop, there are only the points of before: a machine that is down makes no newer one. */
function afterStop({ steps }: Migration) {
  return stopSource.result.safeParse(steps.find((step) => step.id === stopSource.id && step.state === 'done')?.result).data;
}
