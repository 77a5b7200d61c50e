import { describe, expect, test } from 'vitest';
import {
  everSent,
  evolve,
  isNews,
  latestOperation,
  openOperation,
  withMemo,
  withProgress,
  withTry,
} from '../../../src/migration/evolve.ts';
import {
  approver,
  authority,
  intended,
  migration,
  opened,
  operation,
  planned,
  requester,
  situations,
  t0,
  upTo,
} from '../../support/situations.ts';

const states = (m: ReturnType<typeof migration>) => Object.fromEntries(m.steps.map((step) => [step.id, step.state]));
const progress = { step: 'x', note: 'copying', at: t0 };

describe('applying an event', () => {
  test('before the migration was requested is a defect', () => {
    expect(() => evolve(undefined, planned)).toThrow('planned came before');
  });

  test('never changes the record it is applied to', () => {
    const frozen = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      Object.freeze(value);
      Object.values(value).forEach(frozen);
    };
    for (const m of Object.values(situations)) {
      frozen(m);
      for (const event of [intended(), opened('confirm-plan'), { type: 'retried', at: t0, step: 'fail-over', by: 'U1' } as const])
        evolve(m, event);
    }
  });

  test('of the plan lays every step out in its order', () => {
    const m = migration(planned);
    expect(m.status).toEqual({ is: 'running' });
    expect(m.steps.map((step) => step.id).slice(0, 3)).toEqual(['check-eligibility', 'check-target', 'confirm-plan']);
    expect(new Set(m.steps.map((step) => step.state))).toEqual(new Set(['todo']));
  });

  test('a step keeps the time of its first start, its result and what was learnt', () => {
    const m = migration(
      planned,
      { type: 'step.started', at: t0, step: 'check-eligibility' },
      { type: 'step.started', at: t0 + 9, step: 'check-eligibility' },
      {
        type: 'step.finished',
        at: t0 + 10,
        step: 'check-eligibility',
        summary: 'good',
        result: { gib: 5 },
        learned: { engine: 'InMageRcm', sees: { source: 'up' } },
      },
    );
    expect(m.steps[0]).toMatchObject({ state: 'done', startedAt: t0, endedAt: t0 + 10, summary: 'good', result: { gib: 5 } });
    expect(m).toMatchObject({ engine: 'InMageRcm', sees: { source: 'up', target: 'none' } });
  });

  test('every question gets a number of its own, whether it is a gate, a stop or an outcome out of sight', () => {
    const m = migration(
      ...upTo('stop-source'),
      opened('authorise-failover'),
      { type: 'step.blocked', at: t0, step: 'stop-source', problem: 'p', remedy: 'r' },
      intended(),
      { type: 'operation.unknown', at: t0, operation: operation().id },
    );
    expect(m.asks).toBe(3);
    expect(m.status).toMatchObject({ is: 'unknown', ask: 3, step: 'fail-over' });
  });

  test('what ends a step also ends its progress and its failures in a row', () => {
    const busy = withTry(withProgress(migration(...upTo('prepare-target')), progress));
    for (const event of [
      { type: 'step.finished', at: t0, step: 'prepare-target', summary: '' },
      { type: 'step.blocked', at: t0, step: 'prepare-target', problem: '', remedy: '' },
      { type: 'retried', at: t0, step: 'prepare-target', by: 'U1' },
      { type: 'ended', at: t0, how: 'cancelled' },
    ] as const) {
      const m = evolve(busy, event);
      expect(m.progress).toBeUndefined();
      expect(m.tries).toBe(0);
    }
  });

  test('a note keeps what was said, so that it is said once, and an empty one says nothing', () => {
    const said = migration(...upTo('prepare-target'), { type: 'noted', at: t0, step: 'prepare-target', text: 'do this' });
    expect(said.steps.find((step) => step.id === 'prepare-target')?.said).toBe('do this');
    const silent = evolve(said, { type: 'noted', at: t0, step: 'prepare-target', text: '', learned: { sees: { source: 'down' } } });
    expect(silent.steps.find((step) => step.id === 'prepare-target')?.said).toBe('do this');
    expect(silent.sees.source).toBe('down');
  });

  test('another course skips what is not done and adds its steps', () => {
    const m = situations['rolling back'];
    expect(states(m)).toMatchObject({
      'fail-over': 'done',
      'accept-target': 'skipped',
      'commit-failover': 'skipped',
      'fence-target': 'todo',
      'restart-source': 'todo',
    });
    expect(m).toMatchObject({ course: 'rollback', ending: 'rolled-back', status: { is: 'running' } });
  });

  test('a wish to cancel is kept until it is declined or another course is taken', () => {
    const wished = situations['a cancel waits for a call in flight'];
    expect(wished.stopWish).toEqual({ by: requester.id, at: t0, replication: 'keep' });
    expect(evolve(wished, { type: 'stop.declined', at: t0, because: 'too late' }).stopWish).toBeUndefined();
    expect(
      evolve(wished, { type: 'course.changed', at: t0, course: 'undo', add: [], ending: 'cancelled', by: 'U1', because: '' }).stopWish,
    ).toBeUndefined();
  });

  test('the end says how, who, why and when', () => {
    expect(migration(planned, { type: 'ended', at: t0, how: 'rejected', by: 'U1', reason: 'no' }).status).toEqual({
      is: 'ended',
      how: 'rejected',
      by: 'U1',
      reason: 'no',
      at: t0,
    });
  });
});

describe('an authority that is void', () => {
  const authorised = [
    ...upTo('authorise-failover'),
    { type: 'gate.passed', at: t0, gate: 'authorise-failover', authority: authority() },
  ] as const;
  const voided = { type: 'authority.voided', at: t0, gate: 'authorise-failover', because: 'a disk was added' } as const;
  const stop = { id: '11111111-9f1c-4f0e-8f56-0c3a2c1b7d11', kind: 'stop-instance', step: 'stop-source', state: 'accepted' } as const;

  test('is gone, and its gate asks anew', () => {
    const m = migration(...authorised, voided);
    expect(m.authorities).toEqual([]);
    expect(states(m)).toMatchObject({ 'wait-for-initial-replication': 'done', 'authorise-failover': 'todo', 'stop-source': 'todo' });
    expect(m.status).toEqual({ is: 'running' });
  });

  test('leaves the authority of other gates', () => {
    const m = migration(
      ...authorised,
      { type: 'gate.passed', at: t0, gate: 'confirm-plan', authority: authority({ gate: 'confirm-plan' }) },
      voided,
    );
    expect(m.authorities.map((one) => one.gate)).toEqual(['confirm-plan']);
  });

  test('leaves what is done as it is, also after the gate: a machine that is down stays known as down', () => {
    const m = migration(
      ...authorised,
      intended(stop),
      { type: 'step.finished', at: t0, step: 'stop-source', summary: '', result: { point: 1 } },
      { type: 'step.started', at: t0, step: 'fail-over' },
      voided,
    );
    expect(states(m)).toMatchObject({ 'authorise-failover': 'todo', 'stop-source': 'done', 'fail-over': 'todo' });
    expect(latestOperation(m, 'stop-instance')).toBeDefined();
  });

  test('starts over what was under way: its memory and its calls no longer count', () => {
    const begun = migration(...authorised, { type: 'step.started', at: t0, step: 'stop-source' }, intended(stop));
    const m = evolve(withMemo(begun, 'stop-source', { quiescedAt: 1 }), voided);
    expect(m.steps.find((step) => step.id === 'stop-source')).toEqual({
      id: 'stop-source',
      title: 'Stop the EC2 instance',
      course: 'forward',
      state: 'todo',
    });
    expect(latestOperation(m, 'stop-instance')).toBeUndefined();
    expect(everSent(m, 'stop-instance')).toBe(true);
  });
});

describe('calls', () => {
  test.each(['open', 'accepted', 'failed', 'not-seen', 'unknown', 'foreign'] as const)(
    'one that is %s may have changed something',
    (state) => {
      expect(everSent(migration(intended({ state })), 'unplanned-failover')).toBe(true);
    },
  );

  test.each(['not-sent', 'refused'] as const)('one that was %s has changed nothing', (state) => {
    expect(everSent(migration(intended({ state })), 'unplanned-failover')).toBe(false);
  });

  test('a retry never takes an open one out of sight', () => {
    const m = migration(...upTo('fail-over'), intended(), { type: 'retried', at: t0, step: 'fail-over', by: approver.id });
    expect(openOperation(m)).toBeDefined();
    expect(latestOperation(m, 'unplanned-failover')).toMatchObject({ state: 'open' });
  });

  test('a look is added to those before', () => {
    const look = (seen: string) => ({ type: 'operation.looked', at: t0, operation: operation().id, seen }) as const;
    expect(migration(intended(), look('a'), look('b')).operations[0]?.looks).toEqual([
      { at: t0, seen: 'a' },
      { at: t0, seen: 'b' },
    ]);
  });
});

describe('what is news', () => {
  const m = migration(planned, { type: 'noted', at: t0, step: 'x', text: '', learned: { sees: { source: 'up' } } });

  test('is only what the record does not say', () => {
    expect(isNews(m, undefined)).toBe(false);
    expect(isNews(m, { sees: { source: 'up' } })).toBe(false);
    expect(isNews(m, { sees: { source: 'down' } })).toBe(true);
    expect(isNews(m, { engine: 'InMageRcm' })).toBe(true);
  });
});
