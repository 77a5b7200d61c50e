import { z } from 'zod';
import type { HostFinding } from '../../src/migration/host-facts.ts';
import { landedDisks } from '../../src/migration/landed-disks.ts';
import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import { machineName } from '../machine-name.ts';
import { blocked, done, type Outcome, wait } from '../outcome.ts';
import { agentWords } from '../replication/agent.ts';
import { alertsOf, findingsOf, isResyncing } from '../replication/alerts.ts';
import { causeOf } from '../replication/cause.ts';
import { copied } from '../replication/copied.ts';
import { timeLeft } from '../replication/eta.ts';
import { rateOver, sample, withSample } from '../replication/samples.ts';
import { azurePace, detailsFor, noteFor, type Pace } from '../replication/words.ts';
import { defineStep, type StepContext } from '../step.ts';
import { gibPerHour } from './confirm-plan.ts';
import { enableReplication } from './enable-replication.ts';
import { findReplicationHost } from './find-replication-host.ts';

const minute = 60_000;
const quarter = 15 * minute;

/** The host changes slowly and costs several calls: it is read at every fourth look. */
const looksPerHostRead = 4;

const finding = z.object({ key: z.string(), verdict: z.enum(['block', 'warn']), text: z.string() });
const memory = z.object({
  samples: z.array(sample).default([]),
  host: z.object({ at: z.number(), findings: z.array(finding) }).optional(),
});

type Memory = z.infer<typeof memory>;

export const waitForInitialReplication = defineStep({
  id: 'wait-for-initial-replication',
  title: 'Initial replication',
  asks: {
    reads: ['replicator.item', 'replicator.host', 'replicator.recoveryPoints'],
    takes: ({ gib }) => ({
      minutes: Math.ceil((gib / gibPerHour) * 60),
      why: `${gib} GiB at ${gibPerHour} GiB an hour, as in a recorded replication`,
    }),
  },
  result: z.object({ protectedAt: z.number() }),
  async run(context) {
    const { replicator, resultOf, timing, now } = context;
    const host = resultOf(findReplicationHost);
    const { item: name } = resultOf(enableReplication);
    const item = await replicator.item(host, name);
    if (!item)
      return blocked(
        `The protected item ${name} is gone from the vault: somebody has disabled replication.`,
        'Find out who did it. Cancel this migration and start a new one.',
      );
    if (item.protectionState.endsWith('Failed') || item.protectionState.startsWith('Cancel')) {
      return blocked(`Replication stopped: Azure says ${item.protectionState}. ${sayErrors(item)}`.trim(), remedyOf(item));
    }
    const before = context.memo(memory) ?? { samples: [] };
    const seen = await hostNow(context, before);
    const alerts = alertsOf(machineName(context.migration, item), item, seen.findings, now);
    if (item.protectionState !== 'Protected' || isResyncing(item.resync?.state)) return copying(context, item, before, seen, alerts);
    const points = await replicator.recoveryPoints(host, name);
    if (points.length === 0)
      return wait(timing.poll, 'protected; waiting for the first recovery point', { memo: { ...before, host: seen }, alerts });
    const agent = item.agent ? agentWords(item.agent) : undefined;
    const there = points.length === 1 ? 'the first recovery point is there' : `${points.length} recovery points so far`;
    return done(`protected; ${there}${agent ? `; ${agent}` : ''}`, { protectedAt: now }, undefined, alerts);
  },
});

/** What is wrong with the replication host, from a look that is not too old. */
async function hostNow({ replicator, timing, now }: StepContext, { host }: Memory): Promise<{ at: number; findings: HostFinding[] }> {
  if (host && now - host.at < looksPerHostRead * timing.poll * 1000) return host;
  const read = await replicator.host();
  const gone: HostFinding = {
    key: 'gone',
    verdict: 'block',
    text: 'The replication host is gone from the vault: see who removed it, and register it again.',
  };
  return { at: now, findings: read ? [...findingsOf(read)] : [gone] };
}

/** How far it is, how fast, until when about, and why it is slow when it is. */
function copying(
  { timing, now, migration }: StepContext,
  item: ProtectedItem,
  before: Memory,
  host: { at: number; findings: HostFinding[] },
  alerts: ReturnType<typeof alertsOf>,
): Outcome {
  const progress = copied(item);
  const { bytes } = progress;
  const samples = bytes ? withSample(before.samples, progress.countedAt ?? now, bytes.done) : before.samples;
  const pace = paceOf(samples, item, now);
  const cause = causeOf({
    machine: machineName(migration, item),
    item,
    host: host.findings,
    now,
    stalled: pace.quarter === 0 && bytes !== undefined && bytes.done < bytes.total,
  });
  const percent = isResyncing(item.resync?.state) ? item.resync?.percent : progress.percent;
  const eta = bytes && item.protectionState === 'InitialReplicationInProgress' ? timeLeft(samples, bytes.total, now) : undefined;
  const details = detailsFor(item);
  return wait(timing.poll, noteFor(item, progress, pace, landedDisks(migration)), {
    ...(percent !== undefined && { percent }),
    ...(eta && { eta }),
    ...(cause && { cause: cause.text }),
    ...(details.length > 0 && { details }),
    memo: { samples, host },
    alerts,
  });
}

function paceOf(samples: Memory['samples'] | ReturnType<typeof withSample>, item: ProtectedItem, now: number): Pace {
  const [short, long, azure] = [rateOver(samples, minute, now), rateOver(samples, quarter, now), azurePace(item.disks, now)];
  return {
    ...(short !== undefined && { minute: short }),
    ...(long !== undefined && { quarter: long }),
    ...(azure !== undefined && { azure }),
  };
}

function sayErrors(item: ProtectedItem): string {
  return item.healthErrors.map((error) => `${error.message} (${error.code})`).join(' ');
}

function remedyOf(item: ProtectedItem): string {
  return (
    item.healthErrors.find((error) => error.recommendedAction)?.recommendedAction ??
    'Look at the item in the vault; when its cause is mended, Retry.'
  );
}
