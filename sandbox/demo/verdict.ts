import type { EngineName } from '../azure/world.ts';
import type { Card } from './card.ts';
import type { Effects } from './control.ts';

interface Once {
  readonly what: string;
  readonly service: string;
  readonly operation: string;
  /** What it changes is shared by machines, and does not tell them apart. */
  readonly shared?: true;
}

/** What must have happened exactly once, to the demo's machine and to nothing else. */
const always: readonly Once[] = [
  { what: 'test failover', service: 'azure', operation: 'ReplicationProtectedItems_TestFailover' },
  { what: 'cleanup of the test', service: 'azure', operation: 'ReplicationProtectedItems_TestFailoverCleanup' },
  { what: 'stop of the EC2 instance', service: 'aws', operation: 'StopInstances' },
  { what: 'set of snapshots', service: 'aws', operation: 'CreateSnapshots' },
  { what: 'failover', service: 'azure', operation: 'ReplicationProtectedItems_UnplannedFailover' },
  { what: 'commit', service: 'azure', operation: 'ReplicationProtectedItems_FailoverCommit' },
  { what: 'removal from replication', service: 'azure', operation: 'ReplicationProtectedItems_Delete' },
];

/** A configuration server knows a machine twice when it is told of it twice. */
const own: Readonly<Record<EngineName, readonly Once[]>> = {
  InMageRcm: [],
  InMageAzureV2: [
    {
      what: 'adding of the machine in Azure',
      service: 'azure',
      operation: 'ReplicationProtectionContainers_DiscoverProtectableItem',
      shared: true,
    },
  ],
};

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** How often it was done, and to what. */
  readonly seen: string;
}

/** Compares what the clouds counted with one of each, on the machine of that instance id. */
export function judge(effects: Effects, instanceId: string, engine: EngineName): Finding[] {
  return [...own[engine], ...always].map(({ what, service, operation, shared }) => {
    const counts = Object.entries(effects[service]?.[operation] ?? {});
    const [only] = counts;
    // Ferry names what it replicates after the instance, so the id tells the machine on both sides.
    const ok = counts.length === 1 && only !== undefined && (shared || only[0].includes(instanceId)) && only[1] === 1;
    return { what, ok, seen: counts.map(([subject, count]) => `${times(count)} on ${subject}`).join(', ') || 'never' };
  });
}

/** Whether the migration completed and everything was done exactly once. */
export function passes(card: Card, findings: readonly Finding[]): boolean {
  return card.state === 'completed' && findings.every(({ ok }) => ok);
}

/** A count in words. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
