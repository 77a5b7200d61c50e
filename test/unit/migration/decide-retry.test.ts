import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { Act } from '../../../src/migration/entries.ts';
import { evolve, latestOperation } from '../../../src/migration/evolve.ts';
import { next } from '../../../src/migration/next.ts';
import type { Person } from '../../../src/migration/people-port.ts';
import type { Migration, MigrationEvent } from '../../../src/migration/types.ts';
import { approver, click, intended, migration, operation, requester, situations, t0, upTo } from '../../support/situations.ts';

const blocked = (step: string): MigrationEvent & { type: 'step.blocked' } => ({
  type: 'step.blocked',
  at: t0,
  step,
  problem: 'no',
  remedy: 'mend it',
});

function press(m: Migration, act: Act, person: Person): Migration | string {
  const verdict = decide(m, click(m, act, { by: person.id }), { now: t0, person, needed: 1, authorityValidMs: 1 });
  return isRefusal(verdict) ? verdict.because : verdict.reduce<Migration>(evolve, m);
}

describe('retrying', () => {
  test('runs the step again and forgets what its calls came to', () => {
    const refused = migration(
      ...upTo('prepare-target'),
      intended({ kind: 'create-policy', step: 'prepare-target', state: 'refused' }),
      blocked('prepare-target'),
    );
    const m = press(refused, { kind: 'retry' }, requester);
    expect(m).toMatchObject({ status: { is: 'running' }, tries: 0 });
    expect(next(m as Migration, t0)).toMatchObject({ do: 'run', step: { id: 'prepare-target' } });
    expect(latestOperation(m as Migration, 'create-policy')).toBeUndefined();
  });

  test('leaves the calls of other steps alone', () => {
    const m = migration(
      ...upTo('fail-over'),
      intended({ kind: 'stop-instance', step: 'stop-source', state: 'accepted' }),
      blocked('fail-over'),
    );
    expect(latestOperation(press(m, { kind: 'retry' }, requester) as Migration, 'stop-instance')).toBeDefined();
  });

  test('of a failover that never left needs no approver', () => {
    for (const state of ['refused', 'not-sent'] as const) {
      expect(press(migration(...upTo('fail-over'), intended({ state }), blocked('fail-over')), { kind: 'retry' }, requester)).toMatchObject(
        { status: { is: 'running' } },
      );
    }
  });

  test.each(['accepted', 'failed', 'not-seen', 'foreign'] as const)(
    'of a failover that was sent and is %s needs an approver who is not the requester',
    (state) => {
      const m = migration(...upTo('fail-over'), intended({ state }), blocked('fail-over'));
      expect(press(m, { kind: 'retry' }, { ...requester, approver: true })).toEqual(
        expect.stringContaining('someone else must send the failover again'),
      );
      expect(press(m, { kind: 'retry' }, approver)).toMatchObject({ status: { is: 'running' } });
    },
  );

  test.each(['accepted', 'open', 'not-seen'] as const)(
    'when Azure would not be read needs no approver, and a failover that is %s still stands',
    (state) => {
      const m = migration(...upTo('fail-over'), intended({ state }), { ...blocked('fail-over'), unread: true });
      const again = press(m, { kind: 'retry' }, requester) as Migration;
      expect(again).toMatchObject({ status: { is: 'running' } });
      expect(latestOperation(again, 'unplanned-failover')).toMatchObject({ id: operation().id, state });
      // Whoever is stuck at more than a read later is asked as before.
      const stuck = [blocked('fail-over')].reduce(evolve, again);
      expect(press(stuck, { kind: 'retry' }, requester)).toEqual(expect.stringContaining('someone else'));
    },
  );

  test('of a later step needs no approver, although a failover was sent', () => {
    const m = migration(
      ...upTo('fail-over'),
      intended({ state: 'accepted' }),
      ...upTo('commit-failover').slice(1),
      blocked('commit-failover'),
    );
    expect(press(m, { kind: 'retry' }, requester)).toMatchObject({ status: { is: 'running' } });
  });
});

describe('a failover out of sight', () => {
  const unknown = situations['the failover is out of sight'];

  test('Look again opens the question anew and sends nothing', () => {
    const m = press(unknown, { kind: 'look-again' }, requester) as Migration;
    expect(next(m, t0)).toMatchObject({ do: 'look', operation: { id: operation().id, state: 'open' } });
  });

  test('Send once more closes the first call and runs the step again', () => {
    const m = press(unknown, { kind: 'send-once-more' }, approver) as Migration;
    expect(m.operations).toMatchObject([{ state: 'not-seen', superseded: true }]);
    expect(next(m, t0)).toMatchObject({ do: 'run', step: { id: 'fail-over' } });
  });

  test('It did not happen closes the call and leaves the choice between Retry and Cancel', () => {
    const m = press(unknown, { kind: 'did-not-happen' }, approver) as Migration;
    expect(m.operations).toMatchObject([{ state: 'not-seen' }]);
    expect(m.status).toMatchObject({ is: 'stuck', step: 'fail-over', problem: 'An approver looked and says that it did not happen.' });
    expect(press(m, { kind: 'retry' }, requester)).toEqual(expect.stringContaining('someone else'));
  });

  test('the requester, even on the list, cannot say what happened to it', () => {
    for (const kind of ['send-once-more', 'did-not-happen'] as const)
      expect(press(unknown, { kind }, { ...requester, approver: true })).toEqual(expect.stringContaining('someone else'));
  });
});
