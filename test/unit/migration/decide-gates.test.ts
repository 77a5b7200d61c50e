import { describe, expect, test } from 'vitest';
import { isRefusal, type Refusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { Act } from '../../../src/migration/entries.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import type { Person } from '../../../src/migration/people-port.ts';
import type { Migration, MigrationEvent } from '../../../src/migration/types.ts';
import {
  approver,
  click,
  intended,
  migration,
  opened,
  otherApprover,
  people,
  requester,
  situations,
  t0,
  upTo,
} from '../../support/situations.ts';

const authorise: Act = { kind: 'answer', gate: 'authorise-failover', yes: true };
const hour = 3_600_000;

/** One person's click on the newest card, decided and applied. */
function press(
  m: Migration,
  act: Act,
  person: Person,
  needed = 1,
  now = t0,
): { m: Migration; events: readonly MigrationEvent[] } | Refusal {
  const verdict = decide(m, click(m, act, { by: person.id }), { now, person, needed, authorityValidMs: hour });
  return isRefusal(verdict) ? verdict : { m: verdict.reduce<Migration>(evolve, m), events: verdict };
}

function pressed(m: Migration, act: Act, person: Person, needed = 1, now = t0): Migration {
  const result = press(m, act, person, needed, now);
  if (isRefusal(result)) throw new Error(result.because);
  return result.m;
}

describe('authorising', () => {
  const asking = situations['asking for authority'];

  test('one approval passes a gate that needs one, and is bound to what the card showed and to a time', () => {
    const m = pressed(asking, authorise, approver, 1, t0 + 5);
    expect(m.status).toEqual({ is: 'running' });
    expect(m.authorities).toEqual([
      {
        gate: 'authorise-failover',
        digest: 'b5bb9d8014a0f9b1',
        votes: [{ by: approver.id, yes: true, at: t0 + 5 }],
        grantedAt: t0 + 5,
        validUntil: t0 + 5 + hour,
      },
    ]);
  });

  test('a gate that needs two waits for a second approver', () => {
    const once = pressed(asking, authorise, approver, 2);
    expect(once.status).toMatchObject({ is: 'asking', votes: [{ by: approver.id }] });
    expect(once.authorities).toEqual([]);
    const twice = pressed(once, authorise, otherApprover, 2);
    expect(twice.status).toEqual({ is: 'running' });
    expect(twice.authorities[0]?.votes.map((vote) => vote.by)).toEqual([approver.id, otherApprover.id]);
  });

  test('the same approver counts once', () => {
    const once = pressed(asking, authorise, approver, 2);
    expect(press(once, authorise, approver, 2)).toMatchObject({ refused: true, because: 'Your answer is already counted.' });
  });

  test('an approver who has approved may still reject while another approval is awaited', () => {
    const once = pressed(asking, authorise, approver, 2);
    const rejected = pressed(once, { kind: 'answer', gate: 'authorise-failover', yes: false, reason: 'not today' }, approver, 2);
    expect(rejected.status).toMatchObject({ is: 'ended', how: 'rejected', by: approver.id });
  });

  test('the requester does not authorise their own migration, on the list or not', () => {
    expect(press(asking, authorise, { ...requester, approver: true })).toMatchObject({ because: expect.stringContaining('someone else') });
    expect(press(asking, authorise, requester)).toMatchObject({ refused: true });
  });

  test('a guest on the list is told why it does not count', () => {
    expect(press(asking, authorise, people['guest on the list'] ?? approver)).toMatchObject({
      because: expect.stringContaining('guests may not decide'),
    });
  });

  test('an approval does not count for a question of another gate', () => {
    const accept: Act = { kind: 'answer', gate: 'accept-target', yes: true };
    expect(press(asking, accept, approver)).toMatchObject({ refused: true });
  });

  test('what is barred cannot be answered with yes, but with no', () => {
    const barred = migration(...upTo('accept-target'), opened('accept-target', { barred: 'Writes are missing.' }));
    expect(press(barred, { kind: 'answer', gate: 'accept-target', yes: true }, approver)).toMatchObject({
      because: 'Writes are missing.',
      remedy: 'Try another recovery point where the card offers it, or Roll back to EC2.',
    });
    expect(pressed(barred, { kind: 'answer', gate: 'accept-target', yes: false }, approver).course).toBe('rollback');
  });

  test('Start and Accept need one person, however many the failover needs', () => {
    expect(pressed(situations['asking for Start'], { kind: 'answer', gate: 'confirm-plan', yes: true }, requester, 3).status).toEqual({
      is: 'running',
    });
    expect(pressed(situations['asking for acceptance'], { kind: 'answer', gate: 'accept-target', yes: true }, approver, 3).status).toEqual({
      is: 'running',
    });
  });
});

describe('saying no', () => {
  test('to the plan ends the migration with nothing changed', () => {
    const m = pressed(situations['asking for Start'], { kind: 'answer', gate: 'confirm-plan', yes: false }, requester);
    expect(m.status).toEqual({ is: 'ended', how: 'cancelled', by: requester.id, at: t0 });
  });

  test('to the failover, while EC2 still runs, ends it as rejected with the reason and keeps replication', () => {
    const asking = migration(
      ...upTo('enable-replication'),
      intended({ kind: 'enable-replication', step: 'enable-replication', state: 'accepted' }),
      ...upTo('authorise-failover').slice(1),
      opened('authorise-failover'),
    );
    const m = pressed(asking, { kind: 'answer', gate: 'authorise-failover', yes: false, reason: 'not before the release' }, approver);
    expect(m.status).toEqual({ is: 'ended', how: 'rejected', by: approver.id, reason: 'not before the release', at: t0 });
  });

  test('to a failover that was asked anew after the stop starts EC2 again before it ends', () => {
    const stopped = migration(
      ...upTo('stop-source'),
      intended({ kind: 'stop-instance', step: 'stop-source', state: 'accepted' }),
      { type: 'authority.voided', at: t0, gate: 'authorise-failover', because: 'a disk was added' },
      opened('authorise-failover'),
    );
    const m = pressed(stopped, { kind: 'answer', gate: 'authorise-failover', yes: false }, approver);
    expect(m).toMatchObject({ course: 'undo', ending: 'rejected', status: { is: 'running' } });
    expect(m.steps.filter((step) => step.state === 'todo').map((step) => step.id)).toEqual(['restart-source']);
  });

  test('to the Azure machine rolls back along the planned steps', () => {
    const m = pressed(
      situations['asking for acceptance'],
      { kind: 'answer', gate: 'accept-target', yes: false, reason: 'no licence' },
      requester,
    );
    expect(m).toMatchObject({ course: 'rollback', ending: 'rolled-back', status: { is: 'running' } });
    expect(m.steps.filter((step) => step.state === 'todo').map((step) => step.id)).toEqual([
      'fence-target',
      'restart-source',
      'remove-replication',
    ]);
  });

  test('is still possible for who has said yes, for as long as the gate is open', () => {
    const once = pressed(situations['asking for authority'], authorise, approver, 2);
    const m = pressed(once, { kind: 'answer', gate: 'authorise-failover', yes: false }, approver, 2);
    expect(m.status).toMatchObject({ is: 'ended', how: 'rejected' });
  });

  test('counts at once, even when others have said yes', () => {
    const once = pressed(situations['asking for authority'], authorise, approver, 2);
    const m = pressed(once, { kind: 'answer', gate: 'authorise-failover', yes: false }, otherApprover, 2);
    expect(m.status).toMatchObject({ is: 'ended', how: 'rejected' });
    expect(m.authorities).toEqual([]);
  });
});
