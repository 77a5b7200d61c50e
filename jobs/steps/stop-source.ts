import { z } from 'zod';
import { awaitsPoint } from '../../src/migration/points.ts';
import { mayBeQuiesced } from '../../src/migration/quiesce.ts';
import { quiesceSource } from '../operations/ask-hook.ts';
import { forceStop } from '../operations/force-stop.ts';
import { stopInstance } from '../operations/stop-instance.ts';
import { blocked, done, type Outcome, voided, wait } from '../outcome.ts';
import { defineStep, type StepContext } from '../step.ts';
import { clock, moment, span } from '../times.ts';
import { approvedPoint, approvedRule, awaited, recoveryPoint } from './approved-point.ts';
import { doneByOthers } from './done-by-others.ts';
import { enableReplication } from './enable-replication.ts';
import { examineAgain } from './examine-again.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { clearPendingTest } from './pending-test.ts';
import { giveUp, quiesced } from './quiesce.ts';

const memory = z.object({
  /** The moment that the recovery point has to cover. */
  quiescedAt: z.number(),
  point: recoveryPoint.optional(),
  /** Why the hook did not quiesce the machine, where it goes on without. */
  unquiesced: z.string().optional(),
  /** Why nothing is stopped after all; what is quiesced has to be let go first. */
  givingUp: z.string().optional(),
});

export const stopSource = defineStep({
  id: 'stop-source',
  title: 'Stop the EC2 instance',
  asks: {
    reads: ['replicator.item', 'replicator.recoveryPoints', 'source.power', 'source.machine', 'source.network', 'source.surroundings'],
    sends: [{ operation: quiesceSource, where: 'quiesce' }, { operation: stopInstance }],
    takes: { minutes: 10, why: 'recovery points come every 5 min; a graceful stop takes some minutes', down: true },
  },
  /** `launchedAt` tells later whether EC2 ran again after the stop. */
  result: z.object({ quiescedAt: z.number(), stoppedAt: z.number(), point: recoveryPoint, launchedAt: z.number().optional() }),
  async run(context) {
    const { migration, source, memo, now, timing, operation, perform } = context;
    const { instanceId } = migration.source;
    const remembered = memo(memory);
    if (remembered?.givingUp !== undefined) return giveUp(context, remembered.givingUp);
    if (!remembered) return begin(context);
    const { quiescedAt } = remembered;
    const still = mayBeQuiesced(migration);
    const over = now - quiescedAt > timing.drainBudget * 1000;
    const rule = approvedRule(migration);
    const point = remembered.point ?? (await approvedPoint(context, quiescedAt));
    if (!point) {
      const which = awaited(rule, quiescedAt);
      if (over)
        return abandoned(context, `no ${which} came within ${span(timing.drainBudget)}; nothing was stopped and nothing failed over`);
      return wait(Math.min(timing.poll, 10), `waiting for ${rule.is === 'named' ? 'the' : 'a'} ${which}; the machine is still up`);
    }
    if (!remembered.point) return wait(0, 'the recovery point is there', { memo: { ...remembered, point } });
    const power = await source.power(instanceId);
    const stop = operation(stopInstance.kind);
    if (power?.state === 'stopped') {
      const launchedAt = (await source.machine(instanceId))?.launchedAt;
      return done(
        `EC2 is stopped; ${
          point.at >= quiescedAt
            ? `recovery point ${clock(point.at)} covers what was written until ${clock(quiescedAt)}`
            : `what was written after the recovery point of ${moment(point.at)} is not carried over, as agreed`
        }${remembered.unquiesced === undefined ? '' : `. It was not quiesced: ${remembered.unquiesced}`}`,
        { quiescedAt, stoppedAt: now, point, ...(launchedAt !== undefined && { launchedAt }) },
        { sees: { source: 'down' } },
      );
    }
    if (power?.state === 'stopping' && migration.forcedStop)
      return perform(forceStop, { instanceId }, 'EC2 is made to stop without waiting for the guest');
    if (power?.state === 'stopping' && now - (stop?.sentAt ?? quiescedAt) > timing.settle * 1000)
      return blocked(
        `${instanceId} has been stopping since ${clock(stop?.sentAt ?? quiescedAt)} and does not come to an end.`,
        'Ferry does not force a stop by itself. Look at the machine; when EC2 says stopped, Retry. An approver may Force the stop, which costs what is in its memory. Cancel starts it again as soon as it is stopped.',
        { sees: { source: 'stopping' } },
      );
    if (power?.state === 'stopping')
      return wait(Math.min(timing.poll, 10), 'EC2 is stopping', { learned: { sees: { source: 'stopping' } } });
    if (power?.state === 'running' && stop?.state !== 'accepted' && still && over)
      return abandoned(
        context,
        `the stop was held up for longer than ${span(timing.drainBudget)}; nothing was stopped and nothing failed over`,
      );
    if (power?.state === 'running' && stop?.state !== 'accepted' && awaitsPoint(rule) && over)
      return wait(0, 'the recovery point has grown old while the stop was held up; waiting for another', {
        memo: { ...remembered, point: undefined, quiescedAt: now },
      });
    if (power?.state === 'running') {
      const held = stop?.state !== 'accepted' && ((await against(context)) ?? (await changed(context)));
      const stopping = held || (await perform(stopInstance, { instanceId }, 'stopping the EC2 instance'));
      return stopping.is === 'void' ? abandoned(context, stopping.because) : withQuiesce(context, stopping);
    }
    if (power?.state === 'pending') return wait(timing.poll, 'the EC2 instance is still starting');
    return blocked(`${instanceId} is ${power?.state ?? 'gone'}.`, 'Cancel this migration.');
  },
});

/** Why nothing may be stopped now: the machine is not as it was when the plan was made. */
async function changed(context: StepContext): Promise<Outcome | undefined> {
  const look = await examineAgain(context, 'before-stop');
  if (look.is === 'examined') return look.against;
  return blocked(
    `${context.migration.source.instanceId} ${look.seen}; Ferry has stopped nothing.`,
    'Find out who did it. Cancel this migration.',
  );
}

/** Has the machine quiesced, and marks the moment from which on nothing that matters is written. */
async function begin(context: StepContext): Promise<Outcome> {
  // What the hook would do is wasted on a machine that will not be stopped.
  const held = (await against(context)) ?? (context.quiesce && (await changed(context)));
  if (held) return withQuiesce(context, held);
  const quiet = await quiesced(context);
  if ('first' in quiet) return quiet.first.is === 'void' ? abandoned(context, quiet.first.because) : quiet.first;
  if ('abort' in quiet) return abandoned(context, quiet.abort);
  const memo = { quiescedAt: quiet.since, ...(quiet.failed !== undefined && { unquiesced: quiet.failed }) };
  return wait(0, 'marking the moment the recovery point has to cover', { memo });
}

/** Who has to help also reads that the applications stand still meanwhile. */
function withQuiesce({ migration }: StepContext, outcome: Outcome): Outcome {
  if (outcome.is !== 'blocked' || !mayBeQuiesced(migration)) return outcome;
  return { ...outcome, problem: `${outcome.problem} Its applications may be quiesced, which Cancel ends.` };
}

/** Nothing is stopped: whatever was quiesced is let go, and approvers are asked anew. */
async function abandoned(context: StepContext, because: string): Promise<Outcome> {
  if (!mayBeQuiesced(context.migration)) return voided(because);
  const before = context.memo(memory) ?? { quiescedAt: context.now };
  return wait(0, 'the quiesce is ended, because nothing is stopped', { memo: { ...before, givingUp: because } });
}

/** Why nothing may be stopped now: the item is not what the approvers were asked about. */
async function against(context: StepContext): Promise<Outcome | undefined> {
  const { replicator, resultOf, timing, migration } = context;
  const { item: name } = resultOf(enableReplication);
  const item = await replicator.item(resultOf(findReplicationHost), name);
  const ec2 = migration.sees.source === 'up' ? 'EC2 runs; Ferry has stopped nothing.' : 'EC2 is down.';
  if (!item)
    return blocked(
      `The protected item ${name} is gone from the vault: somebody has disabled replication. ${ec2}`,
      'Find out who did it. Cancel this migration and start a new one.',
    );
  const held = await clearPendingTest(context, item);
  if (held) return held;
  const others = await doneByOthers(context, item);
  switch (others?.is) {
    case 'failed over':
      return blocked(
        `${others.problem} ${ec2}`,
        'Find out who did it, and see to it that the machine does not run twice. Cancel leaves the Azure machine as it is; Retry lets Ferry look again.',
        others.learned,
      );
    case 'failing over':
      return blocked(`${others.problem} ${ec2}`, 'Find out who did it, and wait for its end. Retry lets Ferry look again.');
    case undefined:
      return item.allowedOperations.includes('UnplannedFailover')
        ? undefined
        : wait(timing.poll, `Azure does not allow a failover now (${item.protectionState}); nothing is stopped before it does`);
  }
}
