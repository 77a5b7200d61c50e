import type { ProtectedItem, Replicator } from '../../src/migration/replicator-port.ts';
import type { Learned } from '../../src/migration/types.ts';

/** What somebody else did to an item that waits for Ferry's failover, or is doing, or has left undone. */
export interface DoneByOthers {
  readonly is: 'failed over' | 'failing over' | 'under test';
  readonly problem: string;
  readonly learned?: Learned;
}

/** Looks at an item, and at the job that runs on it when it allows nothing; `undefined` when nobody else is at work there. */
export async function doneByOthers(item: ProtectedItem, replicator: Replicator): Promise<DoneByOthers | undefined> {
  const { friendlyName: name, protectionState, allowedOperations } = item;
  if (item.activeLocation === 'Recovery') {
    const vm = item.targetVmId ? await replicator.vm(item.targetVmId) : undefined;
    return {
      is: 'failed over',
      problem: `${name} has been failed over by somebody else (${protectionState}).`,
      learned: { sees: { target: vm?.power === 'running' ? 'live' : 'unknown' } },
    };
  }
  if (allowedOperations.includes('UnplannedFailover')) return undefined;
  if (allowedOperations.includes('TestFailoverCleanup'))
    return {
      is: 'under test',
      problem: `A test failover of ${name} waits for its clean-up, and Azure allows no failover before that. Whoever began it cleans it up in the vault (Replicated items, ${name}, Cleanup test failover).`,
    };
  const job = item.currentJob ? await replicator.job(item.currentJob) : undefined;
  return job?.kind === 'UnplannedFailover'
    ? { is: 'failing over', problem: `Somebody else is failing ${name} over (job ${job.name}).` }
    : undefined;
}
