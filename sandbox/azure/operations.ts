import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import type { Kit } from '../kit/service.ts';
import { azure, vaultId } from './arm.ts';
import type { Ask } from './ask.ts';
import type { Scenario } from './scenarios.ts';
import type { Vault, World } from './world.ts';

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses: string;
  readonly recommendedAction: string;
  /** Only the operation says it; its job keeps no errors. */
  readonly plain?: true;
  /** What the provider says beside the service. */
  readonly provider?: ProviderError;
}

export interface ProviderError {
  readonly code: number;
  readonly message: string;
  readonly possibleCauses: string;
  readonly recommendedAction: string;
}

/** The side of an operation that Site Recovery keeps as a replication job under the same name. */
export interface Job {
  readonly vault: Vault;
  readonly scenario: Scenario;
  readonly activityId: string;
  readonly target: { readonly id: string; readonly name: string };
  readonly errors: JobError[];
  details: object;
  /** Sends the same work again under a new name. */
  readonly again: (ask: Ask) => Reply;
}

/** Work that goes on after its request was answered. */
export interface Operation {
  readonly name: string;
  readonly startedAt: number;
  endsAt: number;
  state: 'InProgress' | 'Succeeded' | 'Failed' | 'Cancelled';
  readonly fails: JobError | undefined;
  readonly warning: JobError | undefined;
  /** Polls that still answer 404. */
  unseen: number;
  readonly done: (at: number, warning: JobError | undefined) => void;
  readonly failed: (at: number, error: JobError) => void;
  /** What its result address answers when it has succeeded. */
  readonly result: () => Reply;
  readonly job?: Job;
}

export interface Begin {
  readonly vault: Vault;
  readonly scenario: Scenario;
  readonly target: { readonly id: string; readonly name: string };
  readonly done: Operation['done'];
  readonly failed?: Operation['failed'];
  readonly result: () => Reply;
  readonly warning?: JobError;
  readonly fails?: JobError;
  readonly seconds?: number;
  readonly details?: object;
  /** Told the name of the operation, which is the job's. */
  readonly started?: (name: string) => void;
}

/** Milliseconds that the sandbox takes for work of so many real seconds. */
export function span(kit: Kit, seconds: number): number {
  return (seconds * 1000) / kit.speed;
}

/** Accepts a mutating Site Recovery request: counts it, starts its job, answers 202 with the two addresses. */
export function begin(ask: Ask, work: Begin): Reply {
  const { world, kit, fault } = ask;
  const name = randomUUID();
  const now = Date.now();
  const fails = fault?.kind === 'fail-job' ? failure(fault) : work.fails;
  const job: Job = {
    vault: work.vault,
    scenario: work.scenario,
    activityId: `${ask.clientRequestId} ActivityId: ${randomUUID()}`,
    target: work.target,
    errors: [],
    details: work.details ?? { instanceType: 'AsrJobDetails', affectedObjectDetails: {} },
    again: (next) => begin({ ...next, operation: ask.operation, subject: ask.subject, path: ask.path, fault: undefined }, work),
  };
  world.operations.set(name, {
    name,
    startedAt: now,
    endsAt: now + span(kit, (work.seconds ?? work.scenario.seconds) * (fails ? 0.6 : 1)),
    state: 'InProgress',
    fails,
    warning: work.warning,
    unseen: fault?.kind === 'not-found-first-poll' ? 1 : 0,
    done: work.done,
    failed: work.failed ?? (() => undefined),
    result: work.result,
    job,
  });
  work.started?.(name);
  kit.effects.count('azure', ask.operation, ask.subject);
  const base = vaultId(world, work.vault);
  const path = `${base}${ask.path.slice(base.length)}`;
  return accepted(ask, `${base}/replicationOperationStatus/${name}`, `${path}/operationresults/${name}`);
}

/** Starts work that has no job behind it (a vault, a VM, the cancelling of a job) and returns its name. */
export function beginPlain(ask: Ask, seconds: number, done: (at: number) => void, result: () => Reply = () => ({ status: 200 })): string {
  const name = randomUUID();
  const startedAt = Date.now();
  ask.world.operations.set(name, {
    name,
    startedAt,
    endsAt: startedAt + span(ask.kit, seconds),
    state: 'InProgress',
    fails: undefined,
    warning: undefined,
    unseen: ask.fault?.kind === 'not-found-first-poll' ? 1 : 0,
    done,
    failed: () => undefined,
    result,
  });
  ask.kit.effects.count('azure', ask.operation, ask.subject);
  return name;
}

/** The operation that somebody asks for; with `not-found-first-poll` it is not known to Azure at first. */
export function polled({ world }: Ask, name: string): Operation | undefined {
  const one = world.operations.get(name.toLowerCase());
  if (one && one.unseen > 0) {
    one.unseen -= 1;
    return undefined;
  }
  return one;
}

/** 202 without a body and without Retry-After, as Site Recovery answers. */
export function accepted(ask: Ask, status: string, location: string): Reply {
  const signature = `t=${Date.now()}&c=sandbox&s=${randomUUID()}&h=sandbox`;
  return {
    status: 202,
    headers: {
      'Azure-AsyncOperation': `${azure}${status}?api-version=${ask.apiVersion}&${signature}`,
      Location: `${azure}${location}?api-version=${ask.apiVersion}&${signature}`,
    },
  };
}

/** Ends what has run its time, in the order in which it ends. */
export function settle(world: World, now: number): void {
  const due = [...world.operations.values()].filter((one) => one.state === 'InProgress' && one.endsAt <= now);
  for (const one of due.toSorted((a, b) => a.endsAt - b.endsAt)) {
    if (one.fails) {
      one.state = 'Failed';
      if (!one.fails.plain) one.job?.errors.push(one.fails);
      one.failed(one.endsAt, one.fails);
    } else {
      one.state = 'Succeeded';
      if (one.warning) one.job?.errors.push(one.warning);
      one.done(one.endsAt, one.warning);
    }
    if (one.job) tell(world, one.job, one);
  }
}

function tell(world: World, job: Job, one: Operation): void {
  job.vault.events.push({
    name: `JobStatusMonitoringEvent;${one.endsAt}_${one.name}`,
    at: one.endsAt,
    type: 'JobStatus',
    description: `${job.scenario.name} - ${one.state}`,
    severity: one.state === 'Failed' ? 'Critical' : 'OK',
    about: job.target.name,
    job: { id: `${vaultId(world, job.vault)}/replicationJobs/${one.name}`, title: job.scenario.title, status: one.state },
  });
}

function failure(fault: NonNullable<Ask['fault']>): JobError {
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise);
  return {
    code: text(fault['code'], '499'),
    message: text(fault['message'], 'An internal error occurred.'),
    possibleCauses: text(fault['possibleCauses'], 'The operation failed due to an internal error.'),
    recommendedAction: text(fault['recommendedAction'], 'Retry the last action. If the issue persists, contact Support.'),
    ...(fault['plain'] === true && { plain: true }),
    ...(fault['provider'] !== undefined && { provider: providerError.parse(fault['provider']) }),
  };
}

const providerError = z.strictObject({
  code: z.int(),
  message: z.string(),
  possibleCauses: z.string().default(''),
  recommendedAction: z.string().default(''),
});
