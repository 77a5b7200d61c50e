import { plan } from '../../jobs/steps/index.ts';
import type { Act, ClickEntry } from '../../src/migration/entries.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Person } from '../../src/migration/people-port.ts';
import type { Authority, CheckFinding, GateName, Migration, MigrationEvent, Operation, Question } from '../../src/migration/types.ts';

/** A Saturday evening, when downtimes are. */
export const t0 = Date.UTC(2026, 10, 21, 21, 0);

export const requester: Person = { id: 'U0REQUESTER1', name: 'requester', approver: false };
export const approver: Person = { id: 'U0APPROVER01', name: 'approver', approver: true };
export const otherApprover: Person = { id: 'U0APPROVER02', name: 'other approver', approver: true };

/** Everybody who could press a button, by the hat they wear. */
export const people: Readonly<Record<string, Person>> = {
  requester,
  approver,
  'requester on the list': { ...requester, approver: true },
  bystander: { id: 'U0BYSTANDER1', name: 'bystander', approver: false },
  'guest on the list': { id: 'U0GUEST00001', name: 'guest', approver: true, unfit: 'guests may not decide' },
};

/** Folds events over a migration that was just requested; it follows the plan that Ferry ships. */
export function migration(...events: readonly MigrationEvent[]): Migration {
  const requested: MigrationEvent = {
    type: 'requested',
    at: t0,
    id: 'm-7f3k2a',
    source: { alias: 'prod', account: '111122223333', region: 'eu-west-1', instanceId: 'i-0123456789abcdef0' },
    target: 'west',
    by: requester.id,
    channel: 'C0MIGRATION1',
  };
  return [requested, ...events].reduce<Migration | undefined>(evolve, undefined) ?? evolve(undefined, requested);
}

export const planned: MigrationEvent = { type: 'planned', at: t0, plan };

/** Events that bring a migration to the beginning of a step: everything before it is done. */
export function upTo(step: string): MigrationEvent[] {
  const index = plan.forward.findIndex((candidate) => candidate.id === step);
  if (index < 0) throw new Error(`the plan has no step ${step}`);
  const before = plan.forward
    .slice(0, index)
    .map((done): MigrationEvent => ({ type: 'step.finished', at: t0, step: done.id, summary: 'done' }));
  return [planned, ...before, { type: 'step.started', at: t0, step }];
}

export const question: Question = { digest: 'b5bb9d8014a0f9b1', facts: [{ label: 'Downtime', text: '35 min' }], warnings: [] };

export function opened(gate: GateName, more: Partial<Question> = {}): MigrationEvent {
  return { type: 'gate.opened', at: t0, gate, question: { ...question, ...more } };
}

export function operation(more: Partial<Operation> = {}): Operation {
  return {
    id: '5e0b7a58-9f1c-4f0e-8f56-0c3a2c1b7d11',
    kind: 'unplanned-failover',
    step: 'fail-over',
    subject: 'ferry-i-0123456789abcdef0-7f3k2a',
    sentAt: t0,
    before: { input: {} },
    state: 'open',
    looks: [],
    ...more,
  };
}

export function intended(more: Partial<Operation> = {}): MigrationEvent {
  return { type: 'operation.intended', at: t0, operation: operation(more) };
}

export function accepted(id = operation().id): MigrationEvent {
  return { type: 'operation.accepted', at: t0, operation: id, handle: { job: 'job-1', status: 202 }, adopted: false };
}

export function authority(more: Partial<Authority> = {}): Authority {
  return {
    gate: 'authorise-failover',
    digest: question.digest,
    votes: [{ by: approver.id, yes: true, at: t0 }],
    grantedAt: t0,
    validUntil: t0 + 3_600_000,
    ...more,
  };
}

const stop = { id: '11111111-9f1c-4f0e-8f56-0c3a2c1b7d11', kind: 'stop-instance', step: 'stop-source' } as const;
const undo: MigrationEvent = {
  type: 'course.changed',
  at: t0,
  course: 'undo',
  add: plan.undo,
  ending: 'cancelled',
  by: requester.id,
  because: 'cancelled',
};
const blocked = (step: string): MigrationEvent => ({ type: 'step.blocked', at: t0, step, problem: 'no', remedy: 'mend it' });

/** What a check says that people may answer. */
export const unread: CheckFinding = {
  id: 'shutdown-behaviour',
  title: 'A shutdown stops and does not delete',
  verdict: 'unknown',
  evidence: 'instanceInitiatedShutdownBehavior could not be read',
  attest: {
    question: 'What does EC2 do?',
    choices: [
      { value: 'stop', label: 'It stops' },
      { value: 'terminate', label: 'It terminates' },
    ],
  },
};

/** A migration in every situation in which the rules differ. */
/** Failed over, and the owner tests. */
const tested = [...upTo('fail-over'), intended(), accepted(), ...upTo('accept-target').slice(1), opened('accept-target')];

export const situations = {
  'just requested': migration(),
  'a step runs': migration(...upTo('wait-for-initial-replication')),
  'asking for Start': migration(...upTo('confirm-plan'), opened('confirm-plan')),
  'stuck at a check that people may answer': migration(
    ...upTo('check-eligibility'),
    { type: 'noted', at: t0, step: 'check-eligibility', text: '', learned: { checks: [unread] } },
    blocked('check-eligibility'),
  ),
  'at the test failover': migration(...upTo('test-failover')),
  'stuck in the test failover': migration(...upTo('test-failover'), blocked('test-failover')),
  "somebody else's test is in the way": migration(...upTo('test-failover'), {
    type: 'noted',
    at: t0,
    step: 'test-failover',
    text: 'clean it up',
    learned: { foreignTest: true, sees: { target: 'test' } },
  }),
  'asking for authority': migration(...upTo('authorise-failover'), opened('authorise-failover')),
  'asking for acceptance': migration(...tested),
  'EC2 runs though it was failed over': migration(...tested, { type: 'source.awake', at: t0, seen: 'runs' }),
  'EC2 was stopped by hand again': migration(...tested, { type: 'source.awake', at: t0, seen: 'runs' }, { type: 'source.asleep', at: t0 }),
  'a stop does not come to its end': migration(
    ...upTo('stop-source'),
    intended(stop),
    { type: 'operation.accepted', at: t0, operation: stop.id, handle: { status: 200 }, adopted: false },
    { type: 'noted', at: t0, step: 'stop-source', text: '', learned: { sees: { source: 'stopping' } } },
    blocked('stop-source'),
  ),
  'a hook gave no answer': migration(...upTo('stop-source'), intended({ ...stop, kind: 'quiesce-source' }), {
    type: 'operation.unknown',
    at: t0,
    operation: stop.id,
  }),
  'stuck in a step': migration(...upTo('prepare-target'), blocked('prepare-target')),
  'stuck in a failover that was sent': migration(
    ...upTo('fail-over'),
    intended(),
    accepted(),
    { type: 'operation.failed', at: t0, operation: operation().id, error: { code: 'job-failed', message: 'no' } },
    blocked('fail-over'),
  ),
  'a stop is in flight': migration(...upTo('stop-source'), intended(stop)),
  'a failover is in flight': migration(...upTo('fail-over'), intended()),
  'a cancel waits for a call in flight': migration(...upTo('stop-source'), intended(stop), {
    type: 'stop.wished',
    at: t0,
    by: requester.id,
    replication: 'keep',
  }),
  'the failover is out of sight': migration(...upTo('fail-over'), intended(), {
    type: 'operation.unknown',
    at: t0,
    operation: operation().id,
  }),
  undoing: migration(...upTo('stop-source'), undo),
  'stuck while undoing': migration(...upTo('stop-source'), undo, blocked('restart-source')),
  'rolling back': migration(...upTo('accept-target'), { ...undo, course: 'rollback', add: plan.rollback, ending: 'rolled-back' }),
  ended: migration(...upTo('prepare-target'), { type: 'ended', at: t0, how: 'cancelled' }),
} as const satisfies Record<string, Migration>;

/** A click on the newest card of a migration; `more` makes it stale, or somebody else's. */
export function click(m: Migration, act: Act, more: Partial<ClickEntry> = {}): ClickEntry {
  const ask = 'ask' in m.status ? m.status.ask : undefined;
  const digest = m.status.is === 'asking' ? m.status.question.digest : undefined;
  return {
    is: 'click',
    key: 'key-1',
    by: approver.id,
    clickedAt: t0,
    channel: 'C0MIGRATION1',
    act,
    ...(ask !== undefined && { ask }),
    ...(digest !== undefined && { digest }),
    ...more,
  };
}
