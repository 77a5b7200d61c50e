import type { Replicator } from '../../src/migration/replicator-port.ts';
import type { Millis, Operation } from '../../src/migration/types.ts';
import type { Following, Look } from '../operation.ts';
import { explain, warnings } from './job-errors.ts';

/** How far before the intent jobs are listed; clocks are not compared, known jobs are left out instead. */
const lookBackMs = 3_600_000;

/** Names of the item's jobs before a call, so that a later look can tell what is new. */
export async function knownJobs(replicator: Replicator, item: string, now: Millis): Promise<string[]> {
  return (await replicator.jobsOf(item, now - lookBackMs)).map((job) => job.name);
}

/**
 * Finds a lost POST among the item's jobs: ours carries the operation id at the start of its activity id; another new
 * one of the same kind is somebody else's.
 */
export async function lookAmongJobs(
  replicator: Replicator,
  item: string,
  scenario: string,
  operation: Operation,
  known: readonly string[],
): Promise<Look> {
  const fresh = (await replicator.jobsOf(item, operation.sentAt - lookBackMs)).filter((job) => !known.includes(job.name));
  const ours = fresh.find((job) => job.activityId?.toLowerCase().startsWith(operation.id));
  if (ours)
    return { found: 'ours', handle: { job: ours.name, status: 202 }, seen: `job ${ours.name} carries our id and is ${ours.rawState}` };
  const foreign = fresh.find((job) => job.kind === scenario);
  if (foreign) return { found: 'foreign', seen: `job ${foreign.name} (${foreign.kind}) is ${foreign.rawState} and does not carry our id` };
  const state = await itemState(replicator, item);
  return { found: 'nothing', seen: `no new ${scenario} job; ${state}` };
}

async function itemState(replicator: Replicator, item: string): Promise<string> {
  const host = await replicator.host();
  const found = host && (await replicator.item(host, item));
  return found
    ? `the item says ${found.protectionState}, active at ${found.activeLocation ?? 'an unknown location'}`
    : 'the item does not exist';
}

/** How the job of an accepted operation is getting on; an unknown state counts as running. */
export async function followJob(replicator: Replicator, operation: Operation): Promise<Following | undefined> {
  const name = operation.handle?.job;
  const job = name ? await replicator.job(name) : undefined;
  if (!job) return undefined;
  if (job.state === 'succeeded')
    return { is: 'succeeded', warnings: warnings(job.errors), ...(job.endedAt !== undefined && { endedAt: job.endedAt }) };
  if (job.state === 'failed' || job.state === 'cancelled') {
    const { said, remedy } = explain(job.errors);
    const where = job.currentTask ? ` in ${job.currentTask}` : '';
    return { is: 'failed', problem: `Azure's job ${job.name} (${job.kind}) ended as ${job.rawState}${where}. ${said}`.trim(), remedy };
  }
  if (job.state === 'unknown') return { is: 'running', note: `Azure says that its job is ${job.rawState || 'in no state'}` };
  return { is: 'running', ...(job.currentTask && { note: `Azure is at ${job.currentTask}` }) };
}
