import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { AnswerEntry } from '../../../src/migration/entries.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { next } from '../../../src/migration/next.ts';
import type { Migration, MigrationEvent, Operation } from '../../../src/migration/types.ts';
import {
  accepted,
  approver,
  click,
  intended,
  migration,
  operation,
  planned,
  requester,
  situations,
  t0,
  upTo,
} from '../../support/situations.ts';

const yes: AnswerEntry['outcome'] = { is: 'accepted', handle: { job: 'job-9', status: 202 } };
const no: AnswerEntry['outcome'] = { is: 'refused', error: { code: 'Denied', message: 'no' } };
const unsent: AnswerEntry['outcome'] = { is: 'not-sent', because: 'no connection' };
const second = 'aaaaaaaa-9f1c-4f0e-8f56-0c3a2c1b7d11';

function heard(m: Migration, outcome: AnswerEntry['outcome'], id = operation().id): readonly MigrationEvent[] {
  const verdict = decide(
    m,
    { is: 'answer', key: `${id}:${outcome.is}`, operation: id, outcome },
    { now: t0 + 1, needed: 1, authorityValidMs: 1 },
  );
  if (isRefusal(verdict)) throw new Error('an answer of a cloud is never refused');
  return verdict;
}

function hear(m: Migration, outcome: AnswerEntry['outcome'], id = operation().id): Migration {
  return heard(m, outcome, id).reduce<Migration>(evolve, m);
}

function sendOnceMore(m: Migration): Migration {
  const verdict = decide(m, click(m, { kind: 'send-once-more' }), { now: t0, person: approver, needed: 1, authorityValidMs: 1 });
  if (isRefusal(verdict)) throw new Error(verdict.because);
  return verdict.reduce<Migration>(evolve, m);
}

const states: readonly Operation['state'][] = ['open', 'accepted', 'refused', 'failed', 'not-sent', 'not-seen', 'unknown', 'foreign'];

describe('an answer of a cloud', () => {
  const open = situations['a failover is in flight'];

  test('closes the open call as what it says', () => {
    expect(hear(open, yes).operations[0]).toMatchObject({ state: 'accepted', handle: { job: 'job-9' } });
    expect(hear(open, no).operations[0]).toMatchObject({ state: 'refused', error: { code: 'Denied' } });
    expect(hear(open, unsent).operations[0]).toMatchObject({ state: 'not-sent' });
  });

  test('to a call that nobody knows says nothing', () => {
    expect(heard(open, yes, second)).toEqual([]);
  });

  test.each(states)('that a call was accepted counts unless that is known already: when it is %s', (state) => {
    const known = state === 'accepted' || state === 'failed';
    const m = migration(...upTo('fail-over'), intended({ state }));
    expect(heard(m, yes).length > 0).toBe(!known);
    expect(hear(m, yes).operations[0]?.state).toBe(known ? state : 'accepted');
  });

  test.each(states)('that a call was refused or not sent counts only while it is open: when it is %s', (state) => {
    const m = migration(...upTo('fail-over'), intended({ state }));
    for (const outcome of [no, unsent]) expect(heard(m, outcome).length > 0).toBe(state === 'open');
  });

  test('that comes after the outcome was called unknown goes on without a person', () => {
    const m = hear(situations['the failover is out of sight'], yes);
    expect(m.status).toEqual({ is: 'running' });
    expect(next(m, t0)).toMatchObject({ do: 'run', step: { id: 'fail-over' } });
  });

  test('that comes after an approver said that it did not happen goes on: it did happen', () => {
    const unknown = situations['the failover is out of sight'];
    const overruled = decide(unknown, click(unknown, { kind: 'did-not-happen' }), {
      now: t0,
      person: approver,
      needed: 1,
      authorityValidMs: 1,
    });
    if (isRefusal(overruled)) throw new Error(overruled.because);
    const m = hear(overruled.reduce<Migration>(evolve, unknown), yes);
    expect(m.status).toEqual({ is: 'running' });
    expect(m.operations[0]).toMatchObject({ state: 'accepted' });
  });

  test('that comes after an approver asked to send it once more, but before that left, keeps it from leaving', () => {
    const m = hear(sendOnceMore(situations['the failover is out of sight']), yes);
    expect(m.operations[0]).toMatchObject({ state: 'accepted' });
    expect(m.operations[0]?.superseded).toBeUndefined();
    const cancel = decide(m, click(m, { kind: 'cancel', replication: 'keep' }, { by: requester.id }), {
      now: t0,
      person: requester,
      needed: 1,
      authorityValidMs: 1,
    });
    expect(cancel).toMatchObject({ because: expect.stringContaining('cannot be cancelled') });
  });

  test('does not end a migration anew that has ended, but is kept', () => {
    const m = hear(migration(planned, intended(), { type: 'ended', at: t0, how: 'cancelled' }), yes);
    expect(m.status).toMatchObject({ is: 'ended' });
    expect(m.operations[0]?.state).toBe('accepted');
  });
});

describe('two accepted calls of one kind', () => {
  const sentTwice =
    [sendOnceMore(situations['the failover is out of sight'])].map((m) => evolve(m, intended({ id: second })))[0] ?? migration();

  test.each([
    ['the later one answers first', [second, operation().id]],
    ['the earlier one answers first', [operation().id, second]],
  ])('stop at a person, also when %s', (_, order) => {
    const m = order.reduce((record, id) => hear(record, yes, id), sentTwice);
    expect(m.status).toMatchObject({ is: 'stuck', step: 'fail-over' });
    expect(JSON.stringify(m.status)).toContain(operation().id);
    expect(JSON.stringify(m.status)).toContain(second);
  });

  test('are no surprise when the first was known and a person retried it', () => {
    const retried = migration(
      ...upTo('fail-over'),
      intended(),
      accepted(),
      { type: 'step.blocked', at: t0, step: 'fail-over', problem: 'its effect does not show', remedy: 'look' },
      { type: 'retried', at: t0, step: 'fail-over', by: approver.id },
      intended({ id: second }),
    );
    expect(hear(retried, yes, second).status).toEqual({ is: 'running' });
  });

  test('of different kinds are no pair', () => {
    const m = migration(...upTo('fail-over'), intended({ id: second, kind: 'create-snapshots', state: 'accepted' }), intended());
    expect(hear(m, yes).status).toEqual({ is: 'running' });
  });
});
