import type { ComponentFacts, Load } from './host-facts.ts';
import type { HealthError } from './replicator-port.ts';
import type { Millis } from './types.ts';

/** What is wrong with one component, after its verb: a host that stands still says it for every part. */
export interface Trouble {
  readonly verdict: 'block' | 'warn';
  readonly verb: readonly [one: string, several: string];
  readonly what: string;
  /** Troubles that are alike are told in one sentence, in the words of the first; otherwise those of the same words. */
  readonly alike?: string;
}

interface Reason {
  readonly id: string;
  /** `host` is what runs the part, in a word. */
  judge(part: ComponentFacts, now: Millis, host: string): Trouble | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const vaultPage = 'in the vault, under Site Recovery infrastructure';
const has = ['has', 'have'] as const;
const is = ['is', 'are'] as const;

/** Microsoft calls a process server critical after 15 minutes without a heartbeat (Monitor the process server, 2019-09-05). */
const silentAfter = 15 * minute;

/** Free space and load that Microsoft calls a warning and critical, in percent (the same page). */
const limits = { free: { warn: 30, block: 25 }, used: { warn: 80, critical: 95 } } as const;

/** Certificates and versions that end within so many days are worth a warning. */
const soon = 30;

/** Why a part of a replication host cannot be used, or may soon not be; the first of a part's reasons comes first. */
export const reasons: readonly Reason[] = [
  {
    id: 'health',
    judge({ health, errors }, _now, host) {
      if (health !== 'Critical' && health !== 'Warning') return undefined;
      const said = errors.map(sentence).filter(Boolean).join(' ') || `look at the ${host} ${vaultPage}.`;
      return health === 'Critical'
        ? { verdict: 'block', verb: is, what: `critical: ${said}` }
        : { verdict: 'warn', verb: has, what: `a warning: ${said}` };
    },
  },
  {
    id: 'heartbeat',
    judge(part, now, host) {
      if (!silent(part, now)) return undefined;
      const what =
        part.heartbeat === 'never' || part.heartbeat === undefined
          ? `never been heard of: check that the services of the ${host} run, and that it reaches Azure on 443.`
          : `been silent for ${Math.floor((now - part.heartbeat) / minute)} min: start the ${host}, and check that it reaches Azure on 443.`;
      return { verdict: 'block', verb: has, what, alike: part.heartbeat === 'never' ? 'never' : 'silent' };
    },
  },
  {
    id: 'service',
    judge: ({ service }, _now, host) =>
      service === undefined || service.toLowerCase() === 'running'
        ? undefined
        : {
            verdict: 'block',
            verb: ['reads', 'read'],
            what: `“${service}” where it should be “Running”: start its services on the ${host}.`,
          },
  },
  {
    id: 'connection',
    judge: (part, now) =>
      part.connection === undefined || part.connection.toLowerCase() === 'connected' || silent(part, now)
        ? undefined
        : {
            verdict: 'block',
            verb: is,
            what: `not connected to the vault (Azure says ${part.connection}): check that its services run, and that it reaches Azure on 443.`,
          },
  },
  {
    id: 'version',
    judge({ version, versionStatus }) {
      const found = versions[versionStatus ?? ''];
      const which = version === undefined ? '' : ` (${version})`;
      return found && { verdict: found.verdict, verb: has, what: `a version${which} that ${found.means}: update it ${vaultPage}.` };
    },
  },
  {
    id: 'version-end',
    judge({ versionExpires }, now) {
      if (versionExpires === undefined || versionExpires - now > soon * day) return undefined;
      const days = Math.floor((versionExpires - now) / day);
      return versionExpires <= now
        ? { verdict: 'block', verb: has, what: `a version that ended on ${dateOf(versionExpires)}: update it ${vaultPage}.` }
        : { verdict: 'warn', verb: has, what: `a version that ends ${within(days)}: update it ${vaultPage}.` };
    },
  },
  {
    id: 'certificate',
    judge({ certificateDays: days }) {
      if (days === undefined || days >= soon) return undefined;
      return days <= 0
        ? { verdict: 'block', verb: has, what: `a certificate that has run out: renew it ${vaultPage}.` }
        : { verdict: 'warn', verb: has, what: `a certificate that runs out ${within(days)}: renew it ${vaultPage}.` };
    },
  },
  {
    id: 'space',
    judge({ freePercent }) {
      if (freePercent === undefined || freePercent >= limits.free.warn) return undefined;
      return {
        verdict: freePercent < limits.free.block ? 'block' : 'warn',
        verb: has,
        what: `only ${Math.floor(freePercent)} % of the cache disk free, and replication stops when it is full: make room on it, or enlarge it.`,
      };
    },
  },
  {
    id: 'load',
    judge({ loads = [] }) {
      const heavy = loads.filter((load) => strained(load)).map(loadWords);
      return heavy.length === 0
        ? undefined
        : {
            verdict: 'warn',
            verb: has,
            what: `too much to do (${heavy.join(', ')}), so replication may be slow: give it more resources, or replicate fewer machines at once.`,
          };
    },
  },
];

/** Azure's AgentVersionStatus; a value that is not here says nothing that Ferry knows. */
export const versions: Readonly<Record<string, { readonly verdict: 'block' | 'warn'; readonly means: string }>> = {
  NotSupported: { verdict: 'block', means: 'Azure no longer supports' },
  Deprecated: { verdict: 'warn', means: 'Azure is about to give up' },
  UpdateRequired: { verdict: 'warn', means: 'needs an update' },
  SecurityUpdateRequired: { verdict: 'warn', means: 'needs a security update' },
};

/** Whether its heartbeat has stayed away for too long. */
function silent({ heartbeat }: ComponentFacts, now: Millis): boolean {
  return heartbeat === 'never' || (heartbeat !== undefined && now - heartbeat > silentAfter);
}

/** Azure's own verdict decides; only where it gives none, the figure does. */
function strained({ status, usedPercent }: Load): boolean {
  if (status === 'Warning' || status === 'Critical') return true;
  return (status === undefined || status === 'Unknown') && usedPercent !== undefined && usedPercent > limits.used.warn;
}

function loadWords({ of, status, usedPercent = 0 }: Load): string {
  const critical = status === 'Critical' || (status !== 'Warning' && usedPercent > limits.used.critical);
  return `${of}: ${critical ? 'critical' : 'high'}${usedPercent > 0 ? `, ${Math.round(usedPercent)} %` : ''}`;
}

/** A health error as a sentence with Microsoft's remedy. */
function sentence({ message, recommendedAction }: HealthError): string {
  return [message, recommendedAction].flatMap((part) => (part ? [/[.!?]$/.test(part) ? part : `${part}.`] : [])).join(' ');
}

function within(days: number): string {
  return days < 1 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
}

function dateOf(at: Millis): string {
  return new Date(at).toISOString().slice(0, 10);
}
