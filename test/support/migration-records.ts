import { evolve } from '../../src/migration/evolve.ts';
import type { GateName, Migration, MigrationEvent, Operation, Plan, Question } from '../../src/migration/types.ts';

/** A Saturday evening, when downtimes are. */
export const t0 = Date.UTC(2026, 10, 21, 21, 0);

export const plan: Plan = {
  definition: 1,
  forward: [
    { id: 'check-eligibility', title: 'Check eligibility' },
    { id: 'confirm-plan', title: 'Confirm the plan', gate: 'confirm-plan' },
    { id: 'enable-replication', title: 'Enable replication' },
    { id: 'wait-for-initial-replication', title: 'Copy the disks' },
    { id: 'authorise-failover', title: 'Authorise the failover', gate: 'authorise-failover' },
    { id: 'stop-source', title: 'Stop the EC2 instance' },
    { id: 'fail-over', title: 'Fail over' },
    { id: 'accept-target', title: 'Accept the Azure machine', gate: 'accept-target' },
    { id: 'commit-failover', title: 'Commit the failover' },
  ],
  undo: [{ id: 'restart-source', title: 'Start the EC2 instance again' }],
  rollback: [{ id: 'fence-target', title: 'Stop the Azure machine' }],
};

export const requested: MigrationEvent = {
  type: 'requested',
  at: t0,
  id: 'm-7f3k2',
  source: { alias: 'prod', account: '111122223333', region: 'eu-west-1', instanceId: 'i-0123456789abcdef0' },
  target: 'west',
  by: 'U0REQUESTER1',
  channel: 'C0MIGRATION1',
};

/** A migration as the rules would have made it by these events. */
export function after(...events: readonly MigrationEvent[]): Migration {
  return [{ type: 'planned', at: t0, plan } as const, ...events].reduce<Migration>(
    (record, event) => evolve(record, event),
    evolve(undefined, requested),
  );
}

function fresh(): Migration {
  return evolve(undefined, requested);
}

export const checked: MigrationEvent = {
  type: 'step.finished',
  at: t0,
  step: 'check-eligibility',
  summary: '15 of 16 checks passed',
  learned: {
    engine: 'InMageRcm',
    sees: { source: 'up' },
    machine: {
      name: 'web-07',
      instanceType: 'm5.xlarge',
      privateIp: '10.0.1.11',
      os: 'Windows Server 2019',
      osFamily: 'windows',
      launchedAt: t0 - 9e9,
      disks: [
        { volumeId: 'vol-1', gib: 60, root: true },
        { volumeId: 'vol-2', gib: 250, root: false },
      ],
    },
    checks: [
      { id: 'os', title: 'Operating system', verdict: 'pass', evidence: 'Windows Server 2019' },
      {
        id: 'kernel',
        title: 'Kernel',
        verdict: 'block',
        evidence: '5.15.0-1071-aws is not supported',
        remedy: 'Install a stock kernel and reboot.',
      },
      { id: 'disks', title: 'Disks', verdict: 'pass', evidence: '2 EBS volumes' },
      { id: 'boot', title: 'Boot mode', verdict: 'warn', evidence: 'UEFI on Linux', remedy: 'Prefer a test failover.' },
      { id: 'egress', title: 'Egress', verdict: 'unknown', evidence: 'sg-1 names a prefix list' },
    ],
  },
};

export const asked: Question = {
  digest: 'b5bb9d8014a0f9b1d61e21e796d78dcc',
  facts: [
    { inThread: true, label: 'Expected downtime', text: '35 min' },
    { label: 'Point', text: 'newest that covers the stop' },
  ],
  warnings: ['No test failover was made.'],
  expiresAt: t0 + 3_600_000,
};

export function opened(gate: GateName, question: Question = asked): MigrationEvent {
  return { type: 'gate.opened', at: t0 + 60_000, gate, question };
}

export const failover: Operation = {
  id: '5e0b7a58-9f1c-4f0e-8f56-0c3a2c1b7d11',
  kind: 'unplanned-failover',
  step: 'fail-over',
  subject: 'm-7f3k2',
  sentAt: t0 + 120_000,
  before: {},
  state: 'open',
  looks: [],
};

const twice: readonly MigrationEvent[] = [
  checked,
  { type: 'step.finished', at: t0, step: 'stop-source', summary: 'EC2 is stopped' },
  { type: 'operation.intended', at: t0, operation: failover },
  { type: 'operation.accepted', at: t0, operation: failover.id, handle: { status: 202 }, adopted: false },
  opened('accept-target', { ...asked, remindAt: t0 + 1_800_000 }),
  { type: 'source.awake', at: t0, seen: 'runs', launchedAt: t0 },
];

/** A record in every state people can meet. */
export const everyState: Readonly<Record<string, Migration>> = {
  'just requested': fresh(),
  planned: after(),
  'asking for Start': after(checked, opened('confirm-plan')),
  'asking, but barred': after(checked, opened('confirm-plan', { ...asked, barred: 'Kernel: 5.15.0-1071-aws is not supported.' })),
  'asking for approval': after(checked, opened('authorise-failover'), {
    type: 'gate.voted',
    at: t0,
    gate: 'authorise-failover',
    by: 'U0APPROVER01',
    yes: true,
  }),
  'asking for acceptance': after(checked, opened('accept-target', { ...asked, remindAt: t0 + 1_800_000 })),
  running: {
    ...after(checked, { type: 'step.started', at: t0, step: 'confirm-plan' }),
    progress: { step: 'confirm-plan', note: 'copying', percent: 42.4, eta: [7_200, 10_800], cause: 'the disk writes 30 MB/s', at: t0 },
  },
  stuck: after(checked, {
    type: 'step.blocked',
    at: t0,
    step: 'enable-replication',
    problem: 'Azure answered 403.',
    remedy: 'Give Ferry the role Contributor on the vault.',
    reference: 'a1b2',
  }),
  'failing over': after(checked, { type: 'operation.intended', at: t0, operation: failover }),
  unknown: after(
    checked,
    { type: 'operation.intended', at: t0, operation: failover },
    { type: 'operation.looked', at: t0, operation: failover.id, seen: 'no job, no VM' },
    { type: 'operation.unknown', at: t0, operation: failover.id },
  ),
  'EC2 runs again': after(...twice),
  'EC2 was stopped again': after(...twice, { type: 'source.asleep', at: t0 }),
  'a hook in doubt': after(
    checked,
    { type: 'operation.intended', at: t0, operation: { ...failover, kind: 'quiesce-source', step: 'stop-source' } },
    { type: 'operation.unknown', at: t0, operation: failover.id },
  ),
  'wished to stop': after(
    checked,
    { type: 'operation.intended', at: t0, operation: { ...failover, kind: 'stop-instance' } },
    { type: 'stop.wished', at: t0, by: 'U0REQUESTER1', replication: 'keep' },
  ),
  undoing: after(checked, {
    type: 'course.changed',
    at: t0,
    course: 'undo',
    add: plan.undo,
    ending: 'cancelled',
    by: 'U0REQUESTER1',
    because: 'cancelled',
  }),
  'rolling back': after(checked, {
    type: 'course.changed',
    at: t0,
    course: 'rollback',
    add: plan.rollback,
    ending: 'rolled-back',
    by: 'U0REQUESTER1',
    because: 'the owner rolled back',
  }),
  ...Object.fromEntries(
    (['completed', 'rejected', 'cancelled', 'rolled-back', 'expired', 'ineligible'] as const).map((how) => [
      `ended: ${how}`,
      after(checked, { type: 'ended', at: t0 + 1, how, by: 'U0APPROVER01', reason: 'because of the freeze' }),
    ]),
  ),
};
