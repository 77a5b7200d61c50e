import type { ASRTask, Job, JobErrorDetails } from '@azure/arm-recoveryservices-siterecovery';
import type { JobError, ReplicationJob } from '../../migration/replicator-port.ts';
import { lastSegment } from './resource-id.ts';
import { known, moment, text } from './values.ts';

const states: Readonly<Record<string, ReplicationJob['state']>> = {
  NotStarted: 'running',
  InProgress: 'running',
  Cancelling: 'running',
  Succeeded: 'succeeded',
  CompletedWithInformation: 'succeeded',
  PartiallySucceeded: 'succeeded',
  Failed: 'failed',
  Cancelled: 'cancelled',
  Canceled: 'cancelled',
};

export function readJob(job: Job): ReplicationJob {
  const { properties } = job;
  const rawState = properties?.state ?? '';
  const state = states[rawState] ?? 'unknown';
  const tasks = properties?.tasks ?? [];
  return {
    name: job.name ?? lastSegment(job.id) ?? '',
    kind: properties?.scenarioName ?? 'unknown',
    state,
    rawState,
    errors: readErrors([...(properties?.errors ?? []), ...tasks.flatMap((task) => task.errors ?? [])]),
    ...known({
      activityId: text(properties?.activityId),
      startedAt: moment(properties?.startTime),
      endedAt: state === 'running' ? undefined : moment(properties?.endTime),
      targetItem: lastSegment(text(properties?.targetObjectId)) ?? text(properties?.targetObjectName),
      currentTask: state === 'running' ? currentTask(tasks) : undefined,
    }),
  };
}

/** Tasks of a finished job may still read InProgress, so this is asked of running jobs only. */
function currentTask(tasks: readonly ASRTask[]): string | undefined {
  const running = tasks.filter(({ state }) => state === 'InProgress').at(-1);
  return text(running?.friendlyName) ?? text(running?.name);
}

/** A job repeats the errors of its tasks, and says one thing as the service and as the provider. */
function readErrors(errors: readonly JobErrorDetails[]): readonly JobError[] {
  const found = new Map<string, JobError>();
  for (const { serviceErrorDetails: service, providerErrorDetails: provider } of errors) {
    const said = [
      service && { code: text(service.code), message: text(service.message), from: service },
      provider && {
        code: provider.errorCode === undefined ? text(provider.errorId) : String(provider.errorCode),
        message: text(provider.errorMessage),
        from: provider,
      },
    ];
    for (const entry of said) {
      if (!entry || (!entry.code && !entry.message)) continue;
      const error = {
        code: entry.code ?? 'unknown',
        message: entry.message ?? 'no message',
        ...known({ possibleCauses: text(entry.from.possibleCauses), recommendedAction: text(entry.from.recommendedAction) }),
      };
      const key = `${error.code} ${error.message}`;
      if (!found.has(key)) found.set(key, error);
    }
  }
  return [...found.values()];
}

/** The names one item goes by in jobs: its own, its provider's ids, and the machine's, which need not be unique. */
export interface ItemNames {
  readonly ids: ReadonlySet<string>;
  readonly friendlyName?: string;
  /** Ids of every other item of the vault. */
  readonly others: ReadonlySet<string>;
}

/** Whether a job is about the item. Its id decides; the machine's name only where the id belongs to no other item. */
export function isAbout(job: Job, names: ItemNames): boolean {
  const target = lastSegment(job.properties?.targetObjectId)?.toLowerCase();
  const title = job.properties?.targetObjectName?.toLowerCase();
  if (target && names.ids.has(target)) return true;
  if (target && names.others.has(target)) return false;
  return title !== undefined && (names.ids.has(title) || title === names.friendlyName?.toLowerCase());
}
