import { describe, expect, test } from 'vitest';
import { whatWasSeen } from '../../../jobs/watch-source.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { next } from '../../../src/migration/next.ts';
import { barring, heldBySplitBrain } from '../../../src/migration/split-brain.ts';
import type { Migration, MigrationEvent } from '../../../src/migration/types.ts';
import { situations, t0 } from '../../support/situations.ts';

const asking = situations['asking for acceptance'];
const stopped: Migration = {
  ...asking,
  steps: asking.steps.map((step) =>
    step.id === 'stop-source'
      ? { ...step, result: { quiescedAt: 1, stoppedAt: 2, launchedAt: 100, point: { id: 'p', name: 'p', at: 1, type: 'CrashConsistent' } } }
      : step,
  ),
};
const seeing = (m: Migration, seen: Parameters<typeof whatWasSeen>[1]) => {
  const events = whatWasSeen(m, seen, t0);
  return {
    types: events.map(({ type }) => type),
    m: events.reduce((before: Migration, event: MigrationEvent) => evolve(before, event), m),
  };
};

describe('from the failover on', () => {
  test('a source that is stopped as Ferry left it is no news', () => {
    expect(seeing(stopped, { state: 'stopped', launchedAt: 100 }).types).toEqual([]);
  });

  test.each(['running', 'pending'] as const)('one that is %s is told once, and bars acceptance', (state) => {
    const first = seeing(stopped, { state, launchedAt: 200 });
    expect(first.types).toEqual(['source.awake']);
    expect(first.m.sees.source).toBe('up');
    expect(barring(first.m)).toMatchObject({ seen: 'runs', launchedAt: 200 });
    expect(seeing(first.m, { state: 'running', launchedAt: 200 }).types).toEqual([]);
  });

  test('one that was started and stopped between two looks is told as well', () => {
    const { types, m } = seeing(stopped, { state: 'stopped', launchedAt: 200 });
    expect(types).toEqual(['source.awake']);
    expect(barring(m)).toMatchObject({ seen: 'ran' });
    expect(seeing(m, { state: 'stopped', launchedAt: 200 }).types).toEqual([]);
  });

  test('stopping is seen, then stopped; the decision is still somebody else’s', () => {
    const awake = seeing(stopped, { state: 'running', launchedAt: 200 }).m;
    const stopping = seeing(awake, { state: 'stopping', launchedAt: 200 });
    expect(stopping.m.sees.source).toBe('stopping');
    const asleep = seeing(stopping.m, { state: 'stopped', launchedAt: 200 });
    expect(asleep.types).toEqual(['source.asleep']);
    expect(barring(asleep.m)).toBeDefined();
  });

  test.each(['stopped', 'left', 'stop'] as const)('what was decided (%s) holds for this start, and not for the next', (how) => {
    const down = seeing(seeing(stopped, { state: 'running', launchedAt: 200 }).m, { state: 'stopped', launchedAt: 200 }).m;
    const settled = evolve(down, { type: 'source.settled', at: t0, by: 'U0APPROVER01', how });
    expect(barring(settled)).toBeUndefined();
    const again = seeing(settled, { state: 'running', launchedAt: 300 });
    expect(again.types).toEqual(['source.awake']);
    expect(barring(again.m)).toMatchObject({ launchedAt: 300 });
  });

  test('a start without a time of its own is told, too, when it had been stopped', () => {
    const down = seeing(seeing(stopped, { state: 'running' }).m, { state: 'stopped' }).m;
    expect(seeing(down, { state: 'running' }).types).toEqual(['source.awake']);
  });

  test('every button that was there before belongs to an earlier question', () => {
    const { m } = seeing(stopped, { state: 'running', launchedAt: 200 });
    expect(m.asks).toBe(stopped.asks + 1);
    expect(m.status).toMatchObject({ is: 'asking', ask: m.asks });
  });

  test.each([undefined, { state: 'terminated' } as const])(
    'an instance that is gone is told once, without barring anything (%j)',
    (seen) => {
      const { types, m } = seeing(stopped, seen);
      expect(types).toEqual(['noted']);
      expect(m.alerts).toMatchObject([{ key: 'ec2 gone', severity: 'critical' }]);
      expect(barring(m)).toBeUndefined();
      expect(seeing(m, seen).types).toEqual([]);
    },
  );
});

describe('what was accepted before', () => {
  const accepted = evolve(stopped, {
    type: 'gate.passed',
    at: t0,
    gate: 'accept-target',
    authority: { gate: 'accept-target', digest: 'd', votes: [], grantedAt: t0, validUntil: t0 + 1 },
  });
  const awake = seeing(accepted, { state: 'running', launchedAt: 200 }).m;

  test('rests before the next call until somebody has decided', () => {
    expect(next(accepted, t0)).toMatchObject({ do: 'run', step: { id: 'commit-failover' } });
    expect(heldBySplitBrain(awake)).toBe(true);
    expect(next(awake, t0)).toEqual({ do: 'rest' });
    const left = evolve(awake, { type: 'source.settled', at: t0, by: 'U0APPROVER01', how: 'left', reason: 'a spare' });
    expect(next(left, t0)).toMatchObject({ do: 'run', step: { id: 'commit-failover' } });
  });

  test('on the way back to EC2 nothing is barred: there it has to run', () => {
    const back: MigrationEvent = {
      type: 'course.changed',
      at: t0,
      course: 'rollback',
      add: [],
      ending: 'rolled-back',
      by: 'U0REQUESTER1',
      because: '',
    };
    expect(barring(evolve(awake, back))).toBeUndefined();
  });
});
