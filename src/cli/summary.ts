import type { Migration, Millis } from '../migration/types.ts';
import { state } from '../slack/fallback.ts';
import { plain, span, utc } from './print.ts';
import { type Waiting, waitingFor } from './waiting.ts';

/** One migration as every JSON document of the command line has it. */
export function summary(m: Migration) {
  const waits = waitingFor(m);
  return {
    id: m.id,
    machine: m.machine?.name ?? null,
    instance: m.source.instanceId,
    source: { alias: m.source.alias, account: m.source.account, region: m.source.region },
    target: m.target,
    engine: m.engine ?? null,
    state: m.status.is,
    ending: m.status.is === 'ended' ? m.status.how : null,
    says: state(m),
    ec2: m.sees.source,
    azure: m.sees.target,
    requestedBy: m.requestedBy,
    requestedAt: iso(m.requestedAt),
    channel: m.channel,
    note: m.note ?? null,
    waitsFor: { who: waits.who, user: waits.user ?? null, to: waits.what, since: waits.since === undefined ? null : iso(waits.since) },
  };
}

export function iso(at: Millis): string {
  return new Date(at).toISOString();
}

/** What people call the machine. */
export function machineName(m: Migration): string {
  return plain(m.machine?.name ?? '', 30) || '-';
}

export function who({ who: role, user }: Waiting): string {
  return user === undefined ? (role === 'ferry' ? 'Ferry' : role) : `the requester (${plain(user, 20)})`;
}

export function sinceWhen({ since }: Waiting, now: Millis): string {
  return since === undefined ? '-' : `${utc(since)} (${span(now - since)})`;
}
