import type { HostFinding } from '../../src/migration/host-facts.ts';
import type { HealthError, ProtectedItem, ReplicatedDisk } from '../../src/migration/replicator-port.ts';
import type { Millis } from '../../src/migration/types.ts';
import { span } from '../times.ts';

/** What a slow replication is judged by. */
export interface Evidence {
  readonly machine: string;
  readonly item: ProtectedItem;
  readonly host: readonly HostFinding[];
  readonly now: Millis;
  /** Counted twice a quarter of an hour apart, and not a byte between. */
  readonly stalled: boolean;
}

export interface Cause {
  readonly of: 'agent' | 'host' | 'cache account' | 'churn' | 'network' | 'unknown';
  readonly text: string;
}

interface Rule {
  readonly of: Cause['of'];
  /** Microsoft's codes for it. */
  readonly codes: readonly string[];
  /** Words of a health error whose code is not in the table. */
  readonly words?: RegExp;
  /** What shows it without an error. */
  seen?(evidence: Evidence): string | undefined;
}

/** My own limits: a machine that says nothing for so long, and so much waiting, is no accident. */
const silentMs = 15 * 60_000;
const muchPending = 2 ** 30;

/**
 * Why replication is slow, the likeliest first. Codes: Microsoft, "Troubleshoot replication issues for VMware VMs and
 * physical servers" (78174 agent, 806 process server, 78022 master target, 78188 churn, 78169 the way between); what waits
 * where: the descriptions of dataPendingAtSourceAgentInMB and dataPendingInLogDataStoreInMB, for the classic engine of
 * sourceDataInMegaBytes, psDataInMegaBytes and targetDataInMegaBytes, api-version 2023-06-01. The words are guesses at errors whose codes are not published.
 */
const rules: readonly Rule[] = [
  {
    of: 'agent',
    codes: ['78174'],
    words: /mobility (service|agent)|source (machine|agent)/i,
    seen: ({ machine, item: { lastHeartbeat }, now }) =>
      lastHeartbeat !== undefined && now - lastHeartbeat > silentMs
        ? `the Mobility service of ${machine} has been silent for ${span((now - lastHeartbeat) / 1000)}`
        : undefined,
  },
  {
    of: 'host',
    codes: ['806', '78022'],
    words: /process server|appliance|master target|configuration server/i,
    seen({ item, host }) {
      if (host[0]) return firstClause(host[0].text);
      const waiting = pending(item.disks, 'pendingAtHostBytes');
      return waiting > muchPending ? `${gib(waiting)} wait on the replication host to be sent on` : undefined;
    },
  },
  {
    of: 'cache account',
    codes: [],
    words: /throttl|storage account/i,
    seen({ item }) {
      const waiting = pending(item.disks, 'pendingInCacheBytes');
      return waiting > muchPending ? `${gib(waiting)} wait in the cache account to be written` : undefined;
    },
  },
  {
    of: 'churn',
    codes: ['78188'],
    words: /churn|data change rate/i,
    seen({ machine, item }) {
      const waiting = pending(item.disks, 'pendingAtSourceBytes');
      return waiting > muchPending
        ? `${gib(waiting)} wait on ${machine} to be sent: it writes faster than the way to Azure carries`
        : undefined;
    },
  },
  { of: 'network', codes: ['78169'], words: /network|connect|bandwidth|proxy|firewall|unreachable/i },
];

/** Why replication is slow or stands still; `undefined` when it is not, so that nobody hears of a cause without an effect. */
export function causeOf(evidence: Evidence): Cause | undefined {
  const { item, stalled } = evidence;
  const slow = item.disks.filter((disk) => isSlow(disk.health) && !disk.initialReplicationComplete);
  const critical = item.replicationHealth === 'Critical';
  if (slow.length === 0 && !isSlow(item.progressHealth) && !critical && !stalled) return undefined;
  for (const { of, codes, words, seen } of rules) {
    const told =
      item.healthErrors.find(({ code }) => codes.includes(code)) ?? item.healthErrors.find((error) => words && saysSo(error, words));
    const text = told ? `${told.message.replace(/[\s.]+$/, '')} (${told.code})` : seen?.(evidence);
    if (text) return { of, text };
  }
  const [error] = item.healthErrors;
  if (critical && error) return { of: 'unknown', text: `${error.message.replace(/[\s.]+$/, '')} (${error.code})` };
  if (stalled) return { of: 'unknown', text: 'no data has moved for a quarter of an hour, and Azure does not say why' };
  if (slow.length === 0) return { of: 'unknown', text: 'Azure calls it slow and does not say why' };
  return { of: 'unknown', text: `Azure calls ${slow.map(nameOf).join(' and ')} slow and does not say why` };
}

function isSlow(health: string | undefined): boolean {
  return health === 'SlowProgress' || health === 'NoProgress';
}

/** A code that is not in the table speaks by its words. */
function saysSo({ code, message, possibleCauses = '' }: HealthError, words: RegExp): boolean {
  return !rules.some(({ codes }) => codes.includes(code)) && words.test(`${message} ${possibleCauses}`);
}

function nameOf({ name }: ReplicatedDisk): string {
  return `disk ${name}`;
}

function pending(disks: readonly ReplicatedDisk[], where: 'pendingInCacheBytes' | 'pendingAtHostBytes' | 'pendingAtSourceBytes'): number {
  return disks.reduce((sum, disk) => sum + (disk[where] ?? 0), 0);
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** What a finding says is wrong, without what to do about it. */
function firstClause(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1).split(': ')[0]}`;
}
