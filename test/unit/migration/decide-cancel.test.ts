import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { gone } from '../../../src/migration/leave.ts';
import type { Migration, MigrationEvent, Operation, ReplicationWish } from '../../../src/migration/types.ts';
import { accepted, click, intended, migration, operation, planned, requester, situations, t0, upTo } from '../../support/situations.ts';

function cancel(m: Migration, replication: ReplicationWish = 'keep') {
  return decide(m, click(m, { kind: 'cancel', replication }, { by: requester.id }), {
    now: t0,
    person: requester,
    needed: 1,
    authorityValidMs: 1,
  });
}

function cancelled(m: Migration, replication: ReplicationWish = 'keep'): Migration {
  const verdict = cancel(m, replication);
  if (isRefusal(verdict)) throw new Error(verdict.because);
  return verdict.reduce<Migration>(evolve, m);
}

function ahead(m: Migration): string[] {
  return m.steps.filter((step) => step.state === 'todo').map((step) => step.id);
}

const stopSent = { kind: 'stop-instance', step: 'stop-source' };
const enabled = {
  id: '22222222-9f1c-4f0e-8f56-0c3a2c1b7d11',
  kind: 'enable-replication',
  step: 'enable-replication',
  state: 'accepted',
} as const;

describe('cancelling', () => {
  test('before anything was changed simply ends it', () => {
    for (const m of [situations['just requested'], migration(planned), situations['asking for Start']]) {
      expect(cancelled(m).status).toEqual({ is: 'ended', how: 'cancelled', by: requester.id, at: t0 });
    }
  });

  test('keeps replication when asked to keep it, and removes it when asked to remove it', () => {
    const m = migration(...upTo('wait-for-initial-replication'), intended(enabled));
    expect(cancelled(m, 'keep').status).toMatchObject({ is: 'ended', how: 'cancelled' });
    expect(ahead(cancelled(m, 'remove'))).toEqual(['remove-replication']);
  });

  test('removes nothing while there is no replication', () => {
    expect(cancelled(migration(...upTo('enable-replication')), 'remove').status).toMatchObject({ is: 'ended' });
  });

  test('removes also the replication that was taken over from an earlier migration', () => {
    expect(ahead(cancelled(migration(...upTo('wait-for-initial-replication')), 'remove'))).toEqual(['remove-replication']);
  });

  test('starts the source that Ferry stopped, and only then removes replication', () => {
    const m = migration(...upTo('snapshot-source'), intended(enabled), intended({ ...stopSent, state: 'accepted' }));
    expect(ahead(cancelled(m, 'keep'))).toEqual(['restart-source']);
    expect(ahead(cancelled(m, 'remove'))).toEqual(['restart-source', 'remove-replication']);
    expect(cancelled(m)).toMatchObject({ course: 'undo', ending: 'cancelled', status: { is: 'running' } });
  });

  test.each(['accepted', 'failed', 'not-seen', 'unknown', 'foreign'] as const)(
    'starts the source when the stop is %s: it may have had its effect',
    (state) => {
      expect(ahead(cancelled(migration(...upTo('snapshot-source'), intended({ ...stopSent, state }))))).toEqual(['restart-source']);
    },
  );

  test.each(['not-sent', 'refused'] as const)('starts nothing when the stop was %s', (state) => {
    expect(cancelled(migration(...upTo('snapshot-source'), intended({ ...stopSent, state }))).status).toMatchObject({ is: 'ended' });
  });

  test('still starts the source when the stop belongs to an attempt that was retried', () => {
    const m = migration(...upTo('stop-source'), intended({ ...stopSent, state: 'accepted' }), {
      type: 'retried',
      at: t0,
      step: 'stop-source',
      by: requester.id,
    });
    expect(ahead(cancelled(m))).toEqual(['restart-source']);
  });

  test('while a call is in flight is only a wish, whatever the call', () => {
    for (const m of [situations['a stop is in flight'], situations['a failover is in flight']]) {
      expect(cancel(m, 'remove')).toEqual([{ type: 'stop.wished', at: t0, by: requester.id, replication: 'remove' }]);
    }
  });

  test('takes the reason to the end, by whatever way it comes there', () => {
    const why = (m: Migration) =>
      decide(m, click(m, { kind: 'cancel', replication: 'keep', reason: 'wrong weekend' }, { by: requester.id }), {
        now: t0,
        person: requester,
        needed: 1,
        authorityValidMs: 1,
      });
    expect(why(migration(planned))).toMatchObject([{ type: 'ended', how: 'cancelled', reason: 'wrong weekend' }]);
    const stopped = migration(...upTo('stop-source'), intended({ ...stopSent, state: 'accepted' }));
    expect(why(stopped)).toMatchObject([{ type: 'course.changed', ending: 'cancelled', because: 'wrong weekend' }]);
    const wish = why(situations['a failover is in flight']);
    expect(wish).toMatchObject([{ type: 'stop.wished', reason: 'wrong weekend' }]);
    if (isRefusal(wish)) throw new Error(wish.because);
    expect(wish.reduce<Migration>(evolve, situations['a failover is in flight']).stopWish?.reason).toBe('wrong weekend');
  });

  test('a second time while the first waits for a call changes nothing', () => {
    expect(cancel(situations['a cancel waits for a call in flight'])).toMatchObject({ because: expect.stringContaining('already asked') });
  });

  test('is refused while the failover is out of sight, because it may have happened', () => {
    expect(cancel(situations['the failover is out of sight'])).toMatchObject({ because: expect.stringContaining('may have happened') });
  });

  test('is possible again once an approver said that it did not happen, and starts EC2', () => {
    const unknown = migration(
      ...upTo('stop-source'),
      intended({ id: '33333333-9f1c-4f0e-8f56-0c3a2c1b7d11', ...stopSent, state: 'accepted' }),
      ...upTo('fail-over').slice(1),
      intended(),
      {
        type: 'operation.unknown',
        at: t0,
        operation: operation().id,
      },
    );
    const person = { id: 'U0APPROVER01', name: 'approver', approver: true };
    const overruled = decide(unknown, click(unknown, { kind: 'did-not-happen' }), { now: t0, person, needed: 1, authorityValidMs: 1 });
    if (isRefusal(overruled)) throw new Error(overruled.because);
    expect(ahead(cancelled(overruled.reduce<Migration>(evolve, unknown)))).toEqual(['restart-source']);
  });

  test('is refused after the failover was accepted, however far it has got', () => {
    for (const step of ['fail-over', 'validate-target', 'commit-failover', 'close-source']) {
      const m = migration(...upTo('fail-over'), intended(), accepted(), ...upTo(step).slice(1));
      expect(cancel(m)).toMatchObject({ because: expect.stringContaining('cannot be cancelled') });
    }
  });

  test('is refused when somebody else has failed over', () => {
    const foreign: MigrationEvent = { type: 'operation.foreign', at: t0, operation: operation().id, seen: 'job x' };
    expect(cancel(migration(...upTo('fail-over'), intended(), foreign))).toMatchObject({ refused: true });
  });

  test('is possible when the failover was refused, not sent, or its job failed', () => {
    for (const state of ['refused', 'not-sent', 'failed'] as const) {
      expect(isRefusal(cancel(migration(...upTo('fail-over'), intended({ state }))))).toBe(false);
    }
  });

  test('is refused while Ferry is already undoing or rolling back', () => {
    for (const name of ['undoing', 'stuck while undoing', 'rolling back'] as const)
      expect(cancel(situations[name])).toMatchObject({ because: expect.stringContaining('already undoing') });
  });
});

describe('what makes cancelling impossible', () => {
  test.each<[Operation['state'], boolean]>([
    ['open', false],
    ['accepted', true],
    ['foreign', true],
    ['unknown', true],
    ['refused', false],
    ['failed', false],
    ['not-sent', false],
    ['not-seen', false],
  ])('a failover that is %s: %s', (state, impossible) => {
    expect(gone(migration(...upTo('fail-over'), intended({ state }))) !== undefined).toBe(impossible);
  });

  test('not an accepted failover that showed no effect and that an approver let go again: the undoing looks before it starts EC2', () => {
    const m = migration(
      ...upTo('fail-over'),
      intended(),
      accepted(),
      { type: 'step.blocked', at: t0, step: 'fail-over', problem: 'its effect does not show', remedy: 'look' },
      { type: 'retried', at: t0, step: 'fail-over', by: 'U0APPROVER01' },
    );
    expect(gone(m)).toBeUndefined();
  });

  test('no other call does', () => {
    for (const kind of ['stop-instance', 'enable-replication', 'commit-failover'])
      expect(gone(migration(...upTo('fail-over'), intended({ kind, state: 'accepted' })))).toBeUndefined();
  });
});
