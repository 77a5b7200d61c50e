import { describe, expect, test } from 'vitest';
import { copied } from '../../../jobs/replication/copied.ts';
import { timeLeft } from '../../../jobs/replication/eta.ts';
import { rateOver, type Sample, withSample } from '../../../jobs/replication/samples.ts';
import { disk, gib, item } from '../../support/replicated-item.ts';

const minute = 60_000;
const t0 = Date.parse('2026-11-23T10:00:00Z');
/** Counts a minute apart, in GiB. */
const counts = (...amounts: readonly number[]): Sample[] => amounts.map((amount, index) => [t0 + index * minute, amount * gib]);

describe('what is copied', () => {
  test.each<[string, Parameters<typeof item>[0], ReturnType<typeof copied>]>([
    [
      'adds up the disks by their size',
      { disks: [disk({ processedBytes: 50 * gib }), disk({ totalBytes: 300 * gib, processedBytes: 50 * gib })] },
      { bytes: { done: 100 * gib, total: 400 * gib }, percent: 25 },
    ],
    [
      'takes a complete disk as whole, whatever the frozen percentage says',
      { percent: 64, disks: [disk({ initialReplicationComplete: true, processedBytes: 64 * gib, percent: 64 })] },
      { bytes: { done: 100 * gib, total: 100 * gib }, percent: 100 },
    ],
    [
      'goes by the percentage of a disk that counts no bytes',
      { disks: [disk({ percent: 40 })] },
      { bytes: { done: 40 * gib, total: 100 * gib }, percent: 40 },
    ],
    [
      'takes a queued disk as nothing yet',
      { disks: [disk({ processedBytes: 50 * gib }), disk({ health: 'Queued' })] },
      { bytes: { done: 50 * gib, total: 200 * gib }, percent: 25 },
    ],
    [
      'never says more than there is',
      { disks: [disk({ processedBytes: 120 * gib })] },
      { bytes: { done: 100 * gib, total: 100 * gib }, percent: 100 },
    ],
    ['believes the item only where no disk says anything', { percent: 12, disks: [] }, { percent: 12 }],
    ['says nothing where nobody says anything', { disks: [disk({})] }, {}],
  ])('%s', (_, facts, expected) => {
    expect(copied(item(facts))).toEqual(expected);
  });
});

describe('the rate', () => {
  test('over one and over fifteen minutes is from the counts of so long', () => {
    const samples = [...counts(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14), [t0 + 15 * minute, 20 * gib]] as Sample[];
    const now = t0 + 15 * minute;
    expect(rateOver(samples, minute, now)).toBe((6 * gib) / 60);
    expect(rateOver(samples, 15 * minute, now)).toBe((20 * gib) / 900);
  });

  test('is not told from counts that are too old or too far apart: Azure renews them every quarter of an hour', () => {
    const every15: Sample[] = [
      [t0, 0],
      [t0 + 15 * minute, 10 * gib],
    ];
    expect(rateOver(every15, minute, t0 + 15 * minute)).toBeUndefined();
    expect(rateOver(every15, 15 * minute, t0 + 20 * minute)).toBe((10 * gib) / 900);
    expect(rateOver(every15, 15 * minute, t0 + 46 * minute)).toBeUndefined();
    expect(rateOver(counts(0, 1), 15 * minute, t0 + minute)).toBeUndefined();
    expect(rateOver([], minute, t0)).toBeUndefined();
  });

  test('keeps a record small, ignores a count that was not renewed, and begins anew when one goes back', () => {
    let samples: readonly Sample[] = [];
    for (let index = 0; index < 500; index += 1) samples = withSample(samples, t0 + index * 10_000, index);
    expect(samples.length).toBeLessThanOrEqual(60);
    expect(withSample(samples, samples.at(-1)?.[0] ?? 0, 999_999)).toBe(samples);
    expect(withSample(samples, t0 + 10 * 3_600_000, 3)).toEqual([[t0 + 10 * 3_600_000, 3]]);
  });
});

describe('the time left', () => {
  test('is a narrow band while the pace is steady', () => {
    const [low, high] = timeLeft(counts(0, 1, 2, 3, 4, 5), 65 * gib, t0 + 5 * minute) ?? [];
    expect([low, high]).toEqual([Math.round(3600 / 1.15), Math.round(3600 / 0.85)]);
  });

  test('is a wide one while it varies, and of middle width while there is little to go by', () => {
    const band = (samples: readonly Sample[]) => {
      const [low = 0, high = 0] = timeLeft(samples, 65 * gib, samples.at(-1)?.[0] ?? 0) ?? [];
      return high / low;
    };
    const steady = band(counts(0, 1, 2, 3, 4, 5));
    expect(band(counts(0, 4, 4, 4.5, 4.6, 5))).toBeGreaterThan(2 * steady);
    expect(band(counts(0, 5))).toBe(3);
  });

  test('goes down between two counts, and never below nothing', () => {
    const at = (later: number) => timeLeft(counts(0, 1, 2, 3, 4, 5), 6 * gib, t0 + 5 * minute + later)?.[0];
    expect(at(30_000)).toBe((at(0) ?? 0) - 30);
    expect(at(3_600_000)).toBe(0);
  });

  test('is not told while nothing moves, nor when everything is there', () => {
    expect(timeLeft(counts(3, 3, 3), 10 * gib, t0)).toBeUndefined();
    expect(timeLeft(counts(3), 10 * gib, t0)).toBeUndefined();
    expect(timeLeft(counts(3, 10), 10 * gib, t0)).toBeUndefined();
  });
});
