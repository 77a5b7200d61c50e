import { expect, test } from 'vitest';
import type { Migration, MigrationEvent } from '../../../src/migration/types.ts';
import { line } from '../../../src/slack/lines.ts';
import { after, asked, checked, everyState, failover, opened, plan, requested, t0 } from '../../support/migration-records.ts';

const approvers = { users: ['U0APPROVER02'], groups: ['S0APPROVERS1'], needed: 1 };
const at = t0;

function said(event: MigrationEvent, migration: Migration = after(checked)): string | undefined {
  return line(event, migration, { approvers })?.text;
}

test('approvers are called once, when their answer is asked, with the facts they need', () => {
  const text = said(opened('authorise-failover'));
  expect(text).toContain('<!subteam^S0APPROVERS1> <@U0APPROVER02> *Authorise the failover of web-07?* Expected downtime: 35 min.');
  expect(text).toContain('Until acceptance, rolling back loses what was written in Azure');
  for (const gate of ['confirm-plan', 'accept-target'] as const) expect(said(opened(gate))).not.toContain('subteam');
  expect(said({ type: 'gate.voted', at, gate: 'authorise-failover', by: 'U0APPROVER01', yes: true })).not.toContain('subteam');
});

test('the requester is called when the plan is ready, when it is stuck and when it has ended', () => {
  for (const event of [
    opened('confirm-plan'),
    { type: 'step.blocked', at, step: 'enable-replication', problem: 'p.', remedy: 'r.' },
    { type: 'ended', at, how: 'completed' },
  ] satisfies MigrationEvent[]) {
    expect(said(event)).toContain('<@U0REQUESTER1>');
  }
});

test('the stop of the source is said as DOWN', () => {
  expect(said({ type: 'step.finished', at, step: 'stop-source', summary: 'EC2 stopped' })).toMatch(
    /<!date\^.*> \*web-07 is DOWN\.\* EC2 stopped\. Cancel on the card works until the failover is sent\./,
  );
});

test('a failover on its way is said to be past cancelling; other calls are not spoken of', () => {
  expect(said({ type: 'operation.intended', at, operation: failover })).toContain('cannot be cancelled');
  expect(said({ type: 'operation.intended', at, operation: { ...failover, kind: 'create-policy' } })).toBeUndefined();
});

test('stuck says where, what, what to do and whether the service is up', () => {
  expect(
    said({
      type: 'step.blocked',
      at,
      step: 'enable-replication',
      problem: 'Azure answered 403.',
      remedy: 'Grant Contributor.',
      reference: 'a1',
    }),
  ).toBe(
    '<@U0REQUESTER1> :x: *web-07 is stuck at Enable replication.* Azure answered 403. *What to do:* Grant Contributor. Then press Retry on the card. (reference a1) EC2 up · Azure none. [m-7f3k2]',
  );
});

test('a failover that Azure took after its migration was given up is said at once', () => {
  const given: MigrationEvent[] = [
    { type: 'operation.intended', at: t0, operation: failover },
    { type: 'operation.not-seen', at: t0, operation: failover.id, by: 'U0APPROVER01' },
    { type: 'ended', at: t0, how: 'cancelled', by: 'U0REQUESTER1' },
  ];
  const accepted: MigrationEvent = { type: 'operation.accepted', at: t0, operation: failover.id, handle: { status: 202 }, adopted: false };
  const said = line(accepted, after(checked, ...given, accepted))?.text;
  expect(said).toMatch(/<@U0REQUESTER1> .*unplanned failover .*after all.*must not both run/);
});

test('a reason is quoted as text', () => {
  expect(said({ type: 'gate.voted', at, gate: 'authorise-failover', by: 'U0APPROVER01', yes: false, reason: '<!channel> *no*' })).toBe(
    '<@U0APPROVER01> rejected the failover: “&lt;!channel&gt; ∗no∗” [m-7f3k2]',
  );
});

test('an unknown outcome calls everyone who can look', () => {
  const text = said({ type: 'operation.unknown', at, operation: failover.id }, everyState['unknown']);
  for (const part of [
    '<@U0REQUESTER1>',
    '<!subteam^S0APPROVERS1>',
    'Azure never answered',
    'will not send it again by itself',
    'answer on the card',
  ])
    expect(text).toContain(part);
});

test('an answer that settles nothing is not called none', () => {
  const answer = { at, status: 503, said: 'The service is busy. (ServerBusy)' };
  const given: MigrationEvent[] = [
    { type: 'operation.intended', at, operation: failover },
    { type: 'operation.answered', at, operation: failover.id, answer },
  ];
  const unknown: MigrationEvent = { type: 'operation.unknown', at, operation: failover.id };
  expect(said(unknown, after(checked, ...given, unknown))).toContain('*Outcome unknown: Azure answered HTTP 503, which settles nothing.*');
  const found: MigrationEvent = { type: 'operation.accepted', at, operation: failover.id, handle: { status: 202 }, adopted: true };
  expect(said(found, after(checked, ...given, found))).toContain('Azure gave no clear answer at first, but the unplanned failover');
});

const authority = {
  gate: 'authorise-failover',
  digest: asked.digest,
  votes: [{ by: 'U0APPROVER01', yes: true, at }],
  grantedAt: at,
  validUntil: at + 1,
} as const;
const spoken: MigrationEvent[] = [
  { type: 'noted', at, step: 'fail-over', text: 'Failover starts in 60 s.' },
  { type: 'retried', at, step: 'fail-over', by: 'U0REQUESTER1' },
  { type: 'gate.passed', at, gate: 'authorise-failover', authority },
  { type: 'gate.expired', at, gate: 'authorise-failover' },
  { type: 'gate.reminded', at, gate: 'accept-target', nextAt: at },
  { type: 'authority.voided', at, gate: 'authorise-failover', because: 'the machine has changed' },
  { type: 'operation.accepted', at, operation: failover.id, handle: { status: 202 }, adopted: true },
  { type: 'operation.foreign', at, operation: failover.id, seen: 'A job that Ferry did not start.' },
  { type: 'operation.not-seen', at, operation: failover.id, by: 'U0APPROVER01' },
  { type: 'look.asked', at, operation: failover.id, by: 'U0APPROVER01' },
  { type: 'stop.wished', at, by: 'U0REQUESTER1', replication: 'remove' },
  { type: 'stop.declined', at, because: 'the failover was accepted' },
  { type: 'course.changed', at, course: 'undo', add: plan.undo, ending: 'cancelled', by: 'U0REQUESTER1', because: 'cancelled' },
  { type: 'course.changed', at, course: 'rollback', add: plan.rollback, ending: 'rolled-back', by: 'U0REQUESTER1', because: '' },
  ...(['completed', 'rejected', 'cancelled', 'rolled-back', 'expired', 'ineligible'] as const).map(
    (how) => ({ type: 'ended', at, how }) as const,
  ),
];

test('what a person should know is one message that names the machine or the person', () => {
  for (const event of spoken) expect(said(event), event.type).toMatch(/web-07|<@U0|Fail over|failover/);
});

test('whoever cancels is quoted, and nobody is called by the quotation', () => {
  const reason = 'moved to <!channel> Monday';
  const by = 'U0REQUESTER1';
  for (const event of [
    { type: 'stop.wished', at, by, replication: 'keep', reason },
    { type: 'course.changed', at, course: 'undo', add: plan.undo, ending: 'cancelled', by, because: reason },
    { type: 'ended', at, how: 'cancelled', by, reason },
  ] as const)
    expect(said(event), event.type).toContain('“moved to &lt;!channel&gt; Monday”');
});

test.each<MigrationEvent>([
  requested,
  { type: 'planned', at, plan },
  { type: 'step.started', at, step: 'fail-over' },
  { type: 'operation.accepted', at, operation: failover.id, handle: { status: 202 }, adopted: false },
  { type: 'operation.refused', at, operation: failover.id, error: { code: 'c', message: 'm' } },
  { type: 'operation.not-sent', at, operation: failover.id, because: 'b' },
  { type: 'operation.looked', at, operation: failover.id, seen: 's' },
  { type: 'gate.passed', at, gate: 'confirm-plan', authority: { ...authority, gate: 'confirm-plan' } },
])('$type is not worth a line', (event) => {
  expect(said(event)).toBeUndefined();
});

test('the end of a migration that came to nothing says what of Ferry’s is left on a list', () => {
  const added = { ...failover, kind: 'discover-machine', subject: 'web-07', state: 'accepted' } as const;
  const classic = { ...after(checked), engine: 'InMageAzureV2', operations: [added] } as const;
  expect(said({ type: 'ended', at, how: 'cancelled' }, classic)).toContain(
    'It stays on the list of the configuration server as well, under a name that begins with web-07: Site Recovery has no call that takes a machine off it.',
  );
  expect(said({ type: 'ended', at, how: 'completed' }, classic)).not.toContain('list of the');
  expect(said({ type: 'ended', at, how: 'cancelled' }, { ...classic, operations: [{ ...added, state: 'refused' }] })).not.toContain(
    'list of the',
  );
});
