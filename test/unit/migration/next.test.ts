import { describe, expect, test } from 'vitest';
import { withProgress } from '../../../src/migration/evolve.ts';
import { activity, currentStep, next } from '../../../src/migration/next.ts';
import { intended, migration, opened, operation, planned, requester, situations, t0, upTo } from '../../support/situations.ts';

const wished = { type: 'stop.wished', at: t0, by: requester.id, replication: 'keep' } as const;

describe('what has to happen now', () => {
  test.each<[keyof typeof situations, unknown]>([
    ['just requested', { do: 'plan' }],
    ['a step runs', { do: 'run', step: { id: 'wait-for-initial-replication' } }],
    ['asking for Start', { do: 'rest' }],
    ['asking for authority', { do: 'rest' }],
    ['stuck in a step', { do: 'rest' }],
    ['a stop is in flight', { do: 'look', operation: { kind: 'stop-instance' } }],
    ['a cancel waits for a call in flight', { do: 'look', operation: { kind: 'stop-instance' } }],
    ['the failover is out of sight', { do: 'rest' }],
    ['undoing', { do: 'run', step: { course: 'undo' } }],
    ['rolling back', { do: 'run', step: { id: 'fence-target' } }],
    ['ended', { do: 'rest' }],
  ])('when “%s”: %j', (name, expected) => {
    expect(next(situations[name], t0)).toMatchObject(expected as object);
  });

  test('an open call comes before everything, even in a migration that has ended', () => {
    for (const m of Object.values(situations)) {
      const open = { ...m, operations: [operation()] };
      expect(next(open, t0)).toEqual({ do: 'look', operation: operation() });
    }
  });

  test('a wish to cancel comes before steps, questions and expiries, but after open calls', () => {
    expect(next(migration(...upTo('stop-source'), wished), t0)).toEqual({ do: 'stop' });
    expect(next(migration(...upTo('confirm-plan'), opened('confirm-plan', { expiresAt: t0 - 1 }), wished), t0)).toEqual({ do: 'stop' });
    expect(next(migration(...upTo('stop-source'), wished, intended()), t0)).toMatchObject({ do: 'look' });
  });

  test('nothing is left when every step of the course is done', () => {
    const all = migration(...upTo('aftercare'), { type: 'step.finished', at: t0, step: 'aftercare', summary: 'done' });
    expect(next(all, t0)).toEqual({ do: 'finish' });
  });
});

describe('the timers of a question', () => {
  const asking = (question: object) => migration(...upTo('accept-target'), opened('accept-target', question));

  test('it expires at its time and not before', () => {
    expect(next(asking({ expiresAt: t0 + 1 }), t0)).toEqual({ do: 'rest', until: t0 + 1 });
    expect(next(asking({ expiresAt: t0 }), t0)).toEqual({ do: 'expire' });
  });

  test('it reminds at its time, and expiring comes first', () => {
    expect(next(asking({ remindAt: t0 }), t0)).toEqual({ do: 'remind' });
    expect(next(asking({ remindAt: t0, expiresAt: t0 }), t0)).toEqual({ do: 'expire' });
  });

  test('rest ends with the earlier of both, and lasts when there is none', () => {
    expect(next(asking({ remindAt: t0 + 5, expiresAt: t0 + 9 }), t0)).toEqual({ do: 'rest', until: t0 + 5 });
    expect(next(asking({ remindAt: t0 + 9, expiresAt: t0 + 5 }), t0)).toEqual({ do: 'rest', until: t0 + 5 });
    expect(next(asking({}), t0)).toEqual({ do: 'rest' });
  });

  test('Ferry looks at what is asked about at its time, after expiring and reminding, and rests until then', () => {
    expect(next(asking({ watchAt: t0 }), t0)).toMatchObject({ do: 'watch', step: { id: 'accept-target' } });
    expect(next(asking({ watchAt: t0, remindAt: t0 }), t0)).toEqual({ do: 'remind' });
    expect(next(asking({ watchAt: t0, expiresAt: t0 }), t0)).toEqual({ do: 'expire' });
    expect(next(asking({ watchAt: t0 + 5, expiresAt: t0 + 9 }), t0)).toEqual({ do: 'rest', until: t0 + 5 });
  });

  test('a look moves to its next time without a word in the question or the log', () => {
    const looked = withProgress(asking({ watchAt: t0 }), { step: 'accept-target', note: '', at: t0, watchAt: t0 + 60 });
    expect(next(looked, t0)).toEqual({ do: 'rest', until: t0 + 60 });
    expect(next(looked, t0 + 60)).toMatchObject({ do: 'watch' });
    // A question without a first look is never looked at.
    expect(next(withProgress(asking({}), { step: 'accept-target', note: '', at: t0, watchAt: t0 }), t0)).toEqual({ do: 'rest' });
  });

  test('a reminder moves to its next time and leaves the question and its votes', () => {
    const voted = { type: 'gate.voted', at: t0, gate: 'accept-target', by: 'U1', yes: true } as const;
    const m = migration(...upTo('accept-target'), opened('accept-target', { remindAt: t0 }), voted, {
      type: 'gate.reminded',
      at: t0,
      gate: 'accept-target',
      nextAt: t0 + 60,
    });
    expect(m.status).toMatchObject({ ask: 1, votes: [{ by: 'U1' }], question: { remindAt: t0 + 60 } });
  });
});

test('dashboards read the step that runs, or what is awaited', () => {
  expect(activity(situations['a step runs'])).toBe('wait-for-initial-replication');
  expect(activity(situations['asking for Start'])).toBe('asking');
  expect(activity(situations['just requested'])).toBe('planning');
  expect(activity(migration(...upTo('aftercare'), { type: 'step.finished', at: t0, step: 'aftercare', summary: '' }))).toBe('finish');
});

test('a failed step is the current one until it is done', () => {
  expect(currentStep(situations['stuck in a step'])).toMatchObject({ id: 'prepare-target', state: 'failed' });
  expect(currentStep(migration(planned))).toMatchObject({ id: 'check-eligibility', state: 'todo' });
});
