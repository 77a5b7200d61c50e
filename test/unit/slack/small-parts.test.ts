import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatButtonValue, parseButtonValue } from '../../../src/slack/button-value.ts';
import { clickKey, clickTime, dialogKey } from '../../../src/slack/click.ts';
import { left, span, utc, when } from '../../../src/slack/times.ts';

test('a button value reads as it was written', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/),
      fc.nat(999_999),
      fc.option(fc.stringMatching(/^[a-f0-9]{2,64}$/), { nil: undefined }),
      (id, ask, digest) => {
        const value = { id, ask, ...(digest !== undefined && { digest }) };
        expect(parseButtonValue(formatButtonValue(value))).toEqual(value);
      },
    ),
  );
});

test.each([
  undefined,
  '',
  'm-1',
  'm-1|1',
  'm-1|1|',
  'm-1|x|abc',
  'm-1|-1|abc',
  'm-1|1|abc|approved',
  ' m-1|1|abc',
  'm-1|1|abc\n',
  'm{1}|1|abc',
  'm-1|1|a b',
])('%j is no button of Ferry', (value) => {
  expect(parseButtonValue(value)).toBeUndefined();
});

test('a click has one key however often it is delivered, and another for another press', () => {
  const press = { user: 'U1', actionTs: '1795294800.123456', value: 'm-1|1|abc' };
  expect(clickKey({ ...press, triggerId: '1.2.a' })).toBe(clickKey({ ...press, actionTs: '9', triggerId: '1.2.a' }));
  expect(clickKey({ ...press, triggerId: '1.2.a' })).not.toBe(clickKey({ ...press, triggerId: '1.2.b' }));
  expect(clickKey(press)).not.toBe(clickKey({ ...press, user: 'U2' }));
  expect(clickKey(press)).not.toBe(clickKey({ ...press, actionTs: '1795294800.123457' }));
  expect(clickKey(press)).toMatch(/^[0-9a-f]{64}$/);
  expect(dialogKey('V1')).not.toBe(dialogKey('V2'));
});

test('a click happened when Slack says', () => {
  expect(clickTime('1795294800.123456')).toBe(1_795_294_800_123);
});

test.each([
  [0, 'under a minute'],
  [59, 'under a minute'],
  [60, '1 min'],
  [5_399, '90 min'],
  [5_400, '2 h'],
  [172_800, '2 days'],
])('%i seconds are %s', (seconds, words) => {
  expect(span(seconds)).toBe(words);
});

test.each([
  [[7_200, 10_800], '2–3 h left'],
  [[3_600, 7_200], '60 min to 2 h left'],
  [[600, 610], 'about 10 min left'],
  [[0, 30], 'under a minute left'],
  [[30, 120], 'under a minute to 2 min left'],
] as const)('the band %j reads %s', (band, words) => {
  expect(left(band)).toBe(words);
});

test('a time is the reader’s own, with UTC for clients that cannot say it', () => {
  const at = Date.UTC(2026, 10, 21, 22, 5, 40);
  expect(when(at)).toBe('<!date^1795298740^{date_short_pretty} {time}|2026-11-21 22:05 UTC>');
  expect(utc(at)).toBe('2026-11-21 22:05 UTC');
});
