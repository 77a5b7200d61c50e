import type { ProtectedItem } from '../../src/migration/replicator-port.ts';
import type { Learned } from '../../src/migration/types.ts';
import { machineName } from '../machine-name.ts';
import type { StepContext } from '../step.ts';

/** What somebody else did to an item that waits for Ferry's failover, or is doing. */
export interface DoneByOthers {
  readonly is: 'failed over' | 'failing over';
  readonly problem: string;
  readonly learned?: Learned;
}

/** Looks at an item, and at the job that runs on it when it allows nothing; `undefined` when nobody else is at work there. */
export async function doneByOthers({ migration, replicator }: StepContext, item: ProtectedItem): Promise<DoneByOthers | undefined> {
  const { protectionState, allowedOperations } = item;
  const name = machineName(migration, item);
  if (item.activeLocation === 'Recovery') {
    const vm = item.targetVmId ? await replicator.vm(item.targetVmId) : undefined;
    return {
      is: 'failed over',
      problem: `${name} has been failed over by somebody else (${protectionState}).`,
      learned: { sees: { target: vm?.power === 'running' ? 'live' : 'unknown' } },
    };
  }
  if (allowedOperations.includes('UnplannedFailover')) return undefined;
  const job = item.currentJob ? await replicator.job(item.currentJob) : undefined;
  return job?.kind === 'UnplannedFailover'
    ? { is: 'failing over', problem: `Somebody else is failing ${name} over (job ${job.name}).` }
    : undefined;
}
