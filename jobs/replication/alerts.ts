import type { HostFinding } from '../../src/migration/host-facts.ts';
import type { HealthError, ProtectedItem, ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { Alert, Millis } from '../../src/migration/types.ts';
import { agentAlerts } from './agent.ts';

/** What Ferry itself sees to: 161011 wants a test failover, 78145 sees that Ferry stopped the machine. */
const expected: readonly string[] = ['161011', '78145'];

/** Everything that people should know about a replication, each by a key that stays the same while it lasts. */
export function alertsOf(machine: string, item: ProtectedItem, host: readonly HostFinding[], now: Millis): readonly Alert[] {
  const known = new Map<string, Alert>();
  for (const alert of [
    ...host.map(ofHost),
    ...healthAlerts(item),
    ...resyncAlerts(machine, item),
    ...agentAlerts(machine, item.agent, now),
  ])
    if (!known.has(alert.key)) known.set(alert.key, alert);
  return [...known.values()];
}

/** What is wrong with a host, by its reasons; an engine that gives no keys is taken by its words. */
export function findingsOf(host: ReplicationHost): readonly HostFinding[] {
  return host.findings ?? host.problems.map((text) => ({ key: text, verdict: 'block', text }));
}

function ofHost({ key, verdict, text }: HostFinding): Alert {
  const [wrong = text] = text.split(': ');
  return { key: `host ${key}`, severity: verdict === 'block' ? 'critical' : 'warning', title: wrong, text };
}

function healthAlerts({ healthErrors, replicationHealth }: ProtectedItem): Alert[] {
  return healthErrors
    .filter(({ code, severity }) => !expected.includes(code) && !/^info/i.test(severity))
    .map((error) => ({
      key: `health ${error.code} ${error.entity ?? ''}`.trim(),
      severity: replicationHealth === 'Critical' && !/^warn/i.test(error.severity) ? 'critical' : 'warning',
      title: `${bare(error.message)} (${error.code})`,
      text: sentences(error),
    }));
}

function sentences({ message, code, possibleCauses, recommendedAction }: HealthError): string {
  const causes = possibleCauses ? ` Possible causes: ${possibleCauses}` : '';
  return `${bare(message)} (${code}).${causes} What to do: ${recommendedAction ?? 'look at the item in the vault.'}`;
}

function resyncAlerts(machine: string, { resync, healthErrors }: ProtectedItem): Alert[] {
  const started = isResyncing(resync?.state);
  if (!resync || !(resync.required || started)) return [];
  const why = healthErrors.find(({ message }) => /resync/i.test(message));
  const reason = why ? ` because ${bare(why.message)} (${why.code})` : '; Azure does not say why';
  return [
    {
      key: 'resync',
      severity: 'warning',
      title: started ? 'the disks are compared again (resynchronisation)' : 'a resynchronisation is needed',
      text: started
        ? `Azure compares all disks of ${machine} again (resynchronisation)${reason}. Nothing has to be done; until it is through, new recovery points may be missing.`
        : `Azure wants to compare all disks of ${machine} again${reason}. It begins by itself within a day; an operator begins it at once in the vault (the item, Resynchronize).`,
    },
  ];
}

/** Whether Azure compares the disks now; a state that is not known is none. */
export function isResyncing(state: string | undefined): boolean {
  return state === 'StartedResynchronization' || state === 'PreparedForResynchronization';
}

function bare(message: string): string {
  return message.replace(/[\s.]+$/, '');
}
