import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awaitsPoint, fulfils, listed, newestFor, samePoint } from '../../../src/migration/points.ts';
import type { ListedPoint, PointRule } from '../../../src/migration/types.ts';

const point: fc.Arbitrary<ListedPoint> = fc.record({
  name: fc.uuid(),
  at: fc.integer({ min: 0, max: 100 }),
  type: fc.constantFrom('CrashConsistent', 'ApplicationConsistent', 'unknown'),
});
const points = fc.array(point, { maxLength: 80 });
const rule: fc.Arbitrary<PointRule> = fc.oneof(
  fc.constant<PointRule>({ is: 'covering' }),
  fc.constant<PointRule>({ is: 'app-consistent' }),
  fc.record({ is: fc.constant('app-consistent' as const), atLeast: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ is: fc.constant('named' as const), point }),
);

test('the point that is used keeps to the rule, and no newer one would', () => {
  fc.assert(
    fc.property(rule, points, fc.integer({ min: 0, max: 100 }), (wanted, there, covers) => {
      const used = newestFor(wanted, there, covers);
      const allowed = there.filter((one) => fulfils(wanted, one, covers));
      expect(used === undefined).toBe(allowed.length === 0);
      expect(used?.at ?? -1).toBe(Math.max(-1, ...allowed.map(({ at }) => at)));
      if (used) expect(allowed).toContain(used);
    }),
  );
});

describe('a rule', () => {
  const crash: ListedPoint = { name: 'a', at: 50, type: 'CrashConsistent' };
  const quiet: ListedPoint = { name: 'b', at: 50, type: 'ApplicationConsistent' };

  test('covering takes what has everything until the moment, and nothing older', () => {
    expect([49, 50, 51].map((covers) => fulfils({ is: 'covering' }, crash, covers))).toEqual([true, true, false]);
  });

  test('app-consistent takes no crash-consistent point, however new', () => {
    expect(fulfils({ is: 'app-consistent' }, crash, 0)).toBe(false);
    expect(fulfils({ is: 'app-consistent' }, quiet, 51)).toBe(false);
  });

  test('app-consistent with an agreed price takes none older than that, and need not cover', () => {
    expect(fulfils({ is: 'app-consistent', atLeast: 50 }, quiet, 99)).toBe(true);
    expect(fulfils({ is: 'app-consistent', atLeast: 51 }, quiet, 0)).toBe(false);
  });

  test('a named point is that one only, however its id is spelled', () => {
    expect(fulfils({ is: 'named', point: crash }, { ...crash, at: 0 }, 99)).toBe(true);
    expect(fulfils({ is: 'named', point: crash }, quiet, 0)).toBe(false);
    expect(samePoint('/x/recoveryPoints/ABC', '/y/z/recoveryPoints/abc')).toBe(true);
    expect(samePoint('abc', undefined)).toBe(false);
  });

  test('waits for a point only where a newer one is to come', () => {
    expect(awaitsPoint({ is: 'covering' })).toBe(true);
    expect(awaitsPoint({ is: 'app-consistent' })).toBe(true);
    expect(awaitsPoint({ is: 'app-consistent', atLeast: 1 })).toBe(false);
    expect(awaitsPoint({ is: 'named', point: crash })).toBe(false);
  });
});

test('a question lists the newest points of each kind, newest first, as many as a menu takes, and no ids', () => {
  fc.assert(
    fc.property(points, (there) => {
      const shown = listed(there.map((one) => ({ ...one, id: `/long/${one.name}` })));
      expect(shown.length).toBeLessThanOrEqual(48);
      expect(shown.map(({ at }) => at)).toEqual(shown.map(({ at }) => at).toSorted((a, b) => b - a));
      for (const one of shown) expect(Object.keys(one).toSorted()).toEqual(['at', 'name', 'type']);
      const newest = newestFor({ is: 'app-consistent', atLeast: 0 }, there, 0);
      if (newest) expect(shown.some(({ at, type }) => at === newest.at && type === newest.type)).toBe(true);
    }),
  );
});
