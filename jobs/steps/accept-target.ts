import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CloudError } from '../../src/errors.ts';
import { listed, samePoint } from '../../src/migration/points.ts';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import type { Fact, ListedPoint, Millis, PointOffer, RecoveryPoint } from '../../src/migration/types.ts';
import { people } from '../asks.ts';
import { ask } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { clock, moment, span } from '../times.ts';
import { enableReplication } from './enable-replication.ts';
import { pinnedPoint } from './fail-over.ts';
import { findReplicationHost } from './find-replication-host.ts';
import { pointInUse } from './point-in-use.ts';
import { type StillPointing, stillPointing } from './still-pointing.ts';
import { stopSource } from './stop-source.ts';
import { validateTarget } from './validate-target.ts';

export const acceptTarget = defineStep({
  id: 'accept-target',
  title: 'Accept the Azure machine',
  gate: 'accept-target',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['replicator.item', 'replicator.recoveryPoints', 'source.power', 'source.machine', 'source.recordsPointingAt'],
    takes: people,
  },
  result: z.unknown(),
  async run(context) {
    const { migration, source, replicator, resultOf, now, timing } = context;
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const [item, points, machine] = await Promise.all([
      replicator.item(host, name),
      replicator.recoveryPoints(host, name),
      // Accepting does not hang on it; what could not be read is said.
      source.machine(migration.source.instanceId).catch((error: unknown) => {
        if (error instanceof CloudError) return undefined;
        throw error;
      }),
    ]);
    const pointing = await stillPointing(context, machine);
    const { findings, vmId } = resultOf(validateTarget);
    const { quiescedAt, stoppedAt } = resultOf(stopSource);
    const { at, gap, failed } = pointInUse(context);
    const offer = offered(item, points, { pinned: pinnedPoint(migration), gap, now, stoppedAt });
    const passed = findings.filter((one) => one.ok).map((one) => one.name);
    const missed = findings.filter((one) => !one.ok).map((one) => `${one.name}: ${one.seen}`);
    const facts: Fact[] = [
      ...(gap ? [] : [{ inThread: true, label: 'Runs from', text: runsFrom(at, quiescedAt, stoppedAt) } as const]),
      { inThread: true, label: 'Passed', text: passed.join(', ') || 'nothing' },
      { label: 'Down since', text: `${moment(stoppedAt)}, when EC2 was stopped` },
      { label: 'Still pointing at EC2', text: leading(machine !== undefined, pointing) },
      ...(pointing.unread === undefined ? [] : [{ label: 'There may be more', text: pointing.unread }]),
      ...(missed.length > 0 ? [{ inThread: true, label: 'Failed', text: missed.join('; ') } as const] : []),
      {
        label: 'Now',
        text: 'the owner tests the machine. Accept commits the failover and deletes every recovery point; after that there is only forward',
      },
      ...(offer.listed.length > 0
        ? [
            {
              label: 'Another point',
              text: `${offer.listed.length} can be tried: the Azure machine is made anew from it, and what was written in Azure is lost. EC2 stays as it is`,
            },
          ]
        : []),
      {
        label: 'Roll back',
        text: 'stops the Azure machine and starts EC2 again: what was written in Azure is lost, and the machine must be replicated anew',
      },
    ];
    const digest = createHash('sha256')
      .update(JSON.stringify([migration.id, vmId, at, gap, migration.wishes?.length]))
      .digest('hex')
      .slice(0, 16);
    return ask({
      digest,
      facts,
      warnings: [
        ...(failed === undefined ? [] : [`The recovery point was not changed: ${failed.replace(/[\s.]+$/, '')}.`]),
        ...(gap ? [`Accepting is barred: ${gap}.`] : []),
      ],
      remindAt: now + timing.acceptReminder * 1000,
      points: offer,
      ...(gap && { barred: `It cannot be accepted: ${gap}.` }),
    });
  },
});

/** What is to be moved by whoever accepts: Ferry changes none of it. */
function leading(seen: boolean, { told }: StillPointing): string {
  const all = [...(told === '' ? [] : [told]), ...(seen ? [] : ['which addresses it has EC2 did not say'])].join('; ');
  return `${all || 'nothing that AWS shows'}. Names elsewhere and load balancers are for you to look at`;
}

function runsFrom(at: Millis, quiescedAt: Millis, stoppedAt: Millis): string {
  return at >= quiescedAt
    ? `recovery point ${moment(at)}, which covers what was written until ${clock(quiescedAt)}`
    : `recovery point ${moment(at)}: ${span((stoppedAt - at) / 1000)} of writes before the stop are not in it`;
}

interface Circumstances {
  readonly pinned: ListedPoint | undefined;
  readonly gap: string | undefined;
  readonly now: Millis;
  readonly stoppedAt: Millis;
}

/** None newer than the one that was approved; the one in use only where nobody has agreed to it yet. */
function offered(
  item: ProtectedItem | undefined,
  points: readonly RecoveryPoint[],
  { pinned, gap, now, stoppedAt }: Circumstances,
): PointOffer {
  const inUse = points.find((point) => samePoint(point.name, item?.failoverPointId));
  const may = points.filter((point) => point.at <= (pinned?.at ?? 0) && (point === inUse ? gap !== undefined : changeable(item)));
  return { listed: listed(may), listedAt: now, stoppedAt, ...(inUse && { inUse: inUse.name }) };
}

function changeable(item: ProtectedItem | undefined): boolean {
  return item?.allowedOperations.includes('ChangePit') ?? false;
}
