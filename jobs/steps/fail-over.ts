import { z } from 'zod';
import { everSent } from '../../src/migration/evolve.ts';
import { samePoint } from '../../src/migration/points.ts';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import type { Migration, RecoveryPoint } from '../../src/migration/types.ts';
import { intentOf } from '../operation.ts';
import { followJob } from '../operations/replication-jobs.ts';
import { type FailoverInput, unplannedFailover } from '../operations/unplanned-failover.ts';
import { blocked, done, type Outcome, voided, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { moment } from '../times.ts';
import { approvedPoint } from './approved-point.ts';
import { type DoneByOthers, doneByOthers } from './done-by-others.ts';
import { enableReplication } from './enable-replication.ts';
import { examineAgain } from './examine-again.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';
import { stopSource } from './stop-source.ts';

const memory = z.object({ notBefore: z.number() });

export const failOver = defineStep({
  id: 'fail-over',
  title: 'Fail over',
  asks: {
    reads: ['replicator.item', 'source.machine', 'source.network', 'source.surroundings', 'source.power', 'replicator.recoveryPoints'],
    sends: [{ operation: unplannedFailover }],
    takes: { minutes: 21, why: 'a recorded failover took 637 s, and Microsoft adds 8 to 10 min for physical servers', down: true },
  },
  result: z.object({ pinnedAt: z.number(), usedAt: z.number().optional(), gap: z.string().optional(), vmId: z.string().optional() }),
  async run(context) {
    const { migration, replicator, resultOf, operation, perform, memo, now, timing } = context;
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const { point, quiescedAt, launchedAt } = resultOf(stopSource);
    const sent = operation(unplannedFailover.kind);
    const item = await replicator.item(host, name);
    if (!item)
      return blocked(
        `The protected item ${name} is gone from the vault: somebody has disabled replication.`,
        'Find out who did it. Cancel starts EC2 again.',
      );
    if (failedOver(item)) {
      // Also one that was given up and then happened after all: its point is compared, and people decide.
      if (!everSent(migration, unplannedFailover.kind)) return stranger(await doneByOthers(context, item), item);
      return finish(context, item, pinnedPoint(migration) ?? point);
    }
    if (sent?.state === 'accepted' || sent?.state === 'failed')
      return perform(unplannedFailover, { host, item: name, point }, 'failing over');
    const remembered = memo(memory);
    if (!remembered) return wait(0, 'EC2 is down', { memo: { notBefore: now + timing.hold * 1000 } });
    if (remembered.notBefore > now)
      return wait(
        (remembered.notBefore - now) / 1000,
        `${migration.machine?.name ?? 'the machine'} is DOWN; the failover starts in a moment and cannot be cancelled after that`,
      );
    const look = await examineAgain(context, 'after-stop');
    const machine = look.is === 'examined' ? look.machine : undefined;
    const again = machine?.state === 'stopped' && launchedAt !== undefined && machine.launchedAt !== launchedAt;
    if (look.is === 'gone' || machine?.state !== 'stopped' || again) {
      return blocked(
        `The EC2 instance ${again ? 'was started again' : look.is === 'gone' ? look.seen : `is ${machine?.state}`} after Ferry stopped it: what it has written since is not in the recovery point that was chosen.`,
        'Find out who started it. Cancel leaves EC2 running and keeps the replication; then /migrate again.',
      );
    }
    if (look.against) return look.against;
    const held = await clearPendingTest(context, item);
    if (held) return held;
    if (!item.allowedOperations.includes('UnplannedFailover')) {
      const others = await doneByOthers(context, item);
      const problem =
        others?.problem ??
        `Azure does not allow the failover now (${item.protectionState}); it allows ${item.allowedOperations.join(', ') || 'nothing'}.`;
      if (now - remembered.notBefore > timing.settle * 1000)
        return blocked(`${problem} EC2 is down meanwhile.`, 'Mend it in the vault, then Retry; Cancel starts EC2 again.');
      const say = others && {
        say: `${problem} EC2 is down meanwhile. Ferry sends no failover as long as that lasts, and notices by itself.`,
      };
      return wait(timing.poll, others ? 'held up by what somebody else does in the vault' : problem.replace(/\.$/, ''), say);
    }
    const newest = await approvedPoint(context, quiescedAt, [point]);
    if (!newest) return voided('no recovery point keeps to the rule that was agreed to; nothing failed over, and EC2 is down');
    return perform(unplannedFailover, { host, item: name, point: newest }, 'failing over');
  },
});

/** The point that the failover was sent with, also by a call that was given up. */
export function pinnedPoint(migration: Migration): RecoveryPoint | undefined {
  const sent = migration.operations.findLast((operation) => operation.kind === unplannedFailover.kind && operation.state !== 'not-sent');
  return sent && intentOf<FailoverInput>(sent).input.point;
}

/** Somebody else's failover: which point it used is for people to find out. */
function stranger(others: DoneByOthers | undefined, { name }: ProtectedItem): Outcome {
  return blocked(
    others?.problem ?? `${name} has been failed over by somebody else.`,
    'Find out who did it and to which recovery point before anything else. Retry lets Ferry look again.',
    others?.learned,
  );
}

function failedOver(item: ProtectedItem): boolean {
  return (
    item.activeLocation === 'Recovery' &&
    (item.allowedOperations.includes('Commit') || item.allowedOperations.includes('CompleteMigration'))
  );
}

/** Compares the point the failover really used with the one it was pinned to. */
async function finish({ replicator, resultOf, migration, operation }: StepContext, item: ProtectedItem, pinned: RecoveryPoint) {
  const points = await replicator.recoveryPoints(resultOf(findReplicationHost), item.name);
  const used = points.find((point) => samePoint(point.id, item.failoverPointId));
  const gap = samePoint(pinned.id, item.failoverPointId)
    ? undefined
    : used
      ? `the failover used the recovery point of ${moment(used.at)} instead of ${moment(pinned.at)}: ${Math.round((pinned.at - used.at) / 1000)} s of writes are missing`
      : `Azure does not say that the failover used the pinned recovery point of ${moment(pinned.at)} (it names ${item.failoverPointId ?? 'none'})`;
  const sent = operation(unplannedFailover.kind);
  const following = sent && (await followJob(replicator, sent));
  const warnings = following?.is === 'succeeded' && following.warnings.length > 0 ? ` Azure warned: ${following.warnings.join(' ')}` : '';
  return done(
    `${migration.machine?.name ?? 'the machine'} failed over; ${gap ?? `it runs from the point of ${moment(pinned.at)}`}.${warnings}`,
    { pinnedAt: pinned.at, ...(used && { usedAt: used.at }), ...(gap && { gap }), ...(item.targetVmId && { vmId: item.targetVmId }) },
    { sees: { target: 'starting' } },
  );
}
