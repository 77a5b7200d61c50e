import type { Reply } from '../kit/http.ts';
import { time, vaultId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { oddly } from './odd-state.ts';
import { accepted, beginPlain, type JobError, type Operation, polled } from './operations.ts';
import { armError, childNotFound, ok, page, siteRecoveryError } from './replies.ts';
import type { Task } from './scenarios.ts';
import { underVault, withVault } from './vault-routes.ts';
import type { Vault, World } from './world.ts';

const right = (verb: string) => `Microsoft.RecoveryServices/vaults/replicationJobs/${verb}`;

export const jobRoutes: readonly Route[] = [
  route('GET', underVault('/replicationJobs'), 'ReplicationJobs_List', right('read'), withVault(list)),
  route(
    'GET',
    underVault('/replicationJobs/{job}'),
    'ReplicationJobs_Get',
    right('read'),
    withJob((ask, vault, one) => ok(oddly(ask, view(ask.world, vault, one, true), 'state'))),
  ),
  route('POST', underVault('/replicationJobs/{job}/cancel'), 'ReplicationJobs_Cancel', right('cancel/action'), withJob(cancel)),
  route(
    'POST',
    underVault('/replicationJobs/{job}/resume'),
    'ReplicationJobs_Resume',
    right('resume/action'),
    withJob((ask) => notNow(ask, 'resumed')),
  ),
  route('POST', underVault('/replicationJobs/{job}/restart'), 'ReplicationJobs_Restart', right('restart/action'), withJob(restart)),
];

function withJob(answer: (ask: Ask, vault: Vault, one: Operation) => Reply): (ask: Ask) => Reply {
  return withVault((ask, vault) => {
    const one = polled(ask, ask.param('job'));
    return one?.job?.vault === vault ? answer(ask, vault, one) : childNotFound(ask, ask.param('job'));
  });
}

/** Newest first. Listing leaves out what only reading one job tells: its activity id, its tasks, its details. */
function list(ask: Ask, vault: Vault): Reply {
  const keep = jobFilter(ask.query.get('$filter') ?? '');
  if (!keep) return armError(400, 'BadRequest', `The filter '${ask.query.get('$filter')}' is not understood.`);
  const jobs = [...ask.world.operations.values()]
    .filter((one) => one.job?.vault === vault && keep(one))
    .toSorted((a, b) => b.startedAt - a.startedAt);
  return page(
    ask,
    jobs.map((one) => view(ask.world, vault, one, false)),
    3,
  );
}

/** The filter's clauses, joined by `and`. Times are bounds even with `eq`, which is all that Microsoft's own tools send. */
function jobFilter(filter: string): ((one: Operation) => boolean) | undefined {
  const tests: ((one: Operation) => boolean)[] = [];
  for (const clause of filter.split(/\s+and\s+/i).filter((part) => part.trim() !== '')) {
    const parts = /^\(?\s*(\w+)\s+(eq|ge|gt|le|lt)\s+'?([^')]+)'?\s*\)?$/i.exec(clause.trim());
    if (!parts) return undefined;
    const [, field = '', written = '', value = ''] = parts;
    const verb = written.toLowerCase();
    const moment = Date.parse(value);
    const name = field.toLowerCase();
    if (name === 'starttime' && Number.isFinite(moment)) tests.push((one) => compare(verb === 'eq' ? 'ge' : verb, one.startedAt, moment));
    else if (name === 'endtime' && Number.isFinite(moment))
      tests.push((one) => one.state !== 'InProgress' && compare(verb === 'eq' ? 'le' : verb, one.endsAt, moment));
    else if (name === 'jobstatus') tests.push((one) => one.state.toLowerCase() === value.toLowerCase());
    else if (name === 'jobname') tests.push((one) => one.job?.scenario.name.toLowerCase() === value.toLowerCase());
    else if (name === 'affectedobjecttype') tests.push((one) => one.job?.scenario.targetType.toLowerCase() === value.toLowerCase());
    else return undefined;
  }
  return (one) => tests.every((test) => test(one));
}

function compare(verb: string, left: number, right: number): boolean {
  const how: Record<string, boolean> = { eq: left === right, ge: left >= right, gt: left > right, le: left <= right, lt: left < right };
  return how[verb] ?? false;
}

function view(world: World, vault: Vault, one: Operation, whole: boolean): object {
  const { job } = one;
  if (!job) return {};
  const ended = one.state !== 'InProgress';
  return {
    id: `${vaultId(world, vault)}/replicationJobs/${one.name}`,
    name: one.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationJobs',
    properties: {
      activityId: whole ? job.activityId : null,
      scenarioName: job.scenario.name,
      friendlyName: job.scenario.title,
      state: one.state,
      stateDescription: ended ? (one.state === 'Succeeded' ? 'Completed' : one.state) : 'InProgress',
      tasks: whole ? job.scenario.tasks.map((task, index) => taskView(one, task, index)) : [],
      errors: job.errors.map((error) => errorView(one, error)),
      startTime: time(one.startedAt),
      ...(ended && { endTime: time(one.endsAt) }),
      allowedActions: !ended && job.scenario.cancellable ? ['Cancel'] : one.state === 'Failed' ? ['Restart'] : [],
      targetObjectId: job.target.id,
      targetObjectName: job.target.name,
      targetInstanceType: job.scenario.targetType,
      customDetails: whole ? job.details : null,
    },
  };
}

/** A task's state follows from its share of the job's time. */
function taskView(one: Operation, task: Task, index: number): object {
  const tasks = one.job?.scenario.tasks ?? [];
  const total = one.fails ? (one.endsAt - one.startedAt) / 0.6 : one.endsAt - one.startedAt;
  const before = tasks.slice(0, index).reduce((sum, earlier) => sum + earlier.share, 0);
  const starts = one.startedAt + total * before;
  const ends = starts + total * task.share;
  const now = one.state === 'InProgress' ? Date.now() : one.endsAt;
  const state =
    task.skipped && now >= starts
      ? 'Other'
      : now < starts
        ? 'NotStarted'
        : now < ends - 1 || task.neverEnds
          ? one.state === 'Failed'
            ? 'Failed'
            : 'InProgress'
          : 'Succeeded';
  return {
    taskId: task.name,
    name: task.name,
    friendlyName: task.title,
    state,
    stateDescription: state === 'Other' ? 'Skipped' : state === 'Succeeded' ? 'Completed' : state,
    ...(now >= starts && { startTime: time(starts) }),
    endTime: state === 'Succeeded' || state === 'Failed' ? time(Math.min(ends, one.endsAt)) : '0001-01-01T00:00:00Z',
    allowedActions: [],
    taskType: 'TaskDetails',
    customDetails: { instanceType: 'TaskDetails' },
    groupTaskCustomDetails: null,
    errors: [],
  };
}

function errorView(one: Operation, { code, message, possibleCauses, recommendedAction, provider }: JobError): object {
  return {
    serviceErrorDetails: { code, message, possibleCauses, recommendedAction, activityId: one.job?.activityId ?? null },
    providerErrorDetails: provider
      ? {
          errorCode: provider.code,
          errorMessage: provider.message,
          errorId: String(provider.code),
          possibleCauses: provider.possibleCauses,
          recommendedAction: provider.recommendedAction,
        }
      : null,
    errorLevel: one.state === 'Failed' ? 'Error' : 'Warning',
    creationTime: time(one.endsAt),
    taskId: null,
  };
}

function cancel(ask: Ask, vault: Vault, one: Operation): Reply {
  if (one.state !== 'InProgress' || !one.job?.scenario.cancellable) return notNow(ask, 'cancelled');
  one.state = 'Cancelled';
  one.endsAt = Date.now();
  one.failed(one.endsAt, {
    code: 'Cancelled',
    message: 'The job was cancelled.',
    possibleCauses: 'Somebody cancelled it.',
    recommendedAction: 'Start the operation again.',
  });
  const name = beginPlain(
    ask,
    1,
    () => undefined,
    () => ok(view(ask.world, vault, one, true)),
  );
  const base = vaultId(ask.world, vault);
  return accepted(ask, `${base}/replicationOperationStatus/${name}`, `${base}/replicationJobs/${one.name}/cancel/operationresults/${name}`);
}

function restart(ask: Ask, _: Vault, one: Operation): Reply {
  return one.state === 'Failed' && one.job ? one.job.again(ask) : notNow(ask, 'restarted');
}

function notNow(ask: Ask, what: string): Reply {
  return siteRecoveryError(
    ask,
    400,
    'OperationNotAllowed',
    `The job ${ask.param('job')} cannot be ${what} now.`,
    'Look at the actions that the job allows.',
  );
}
