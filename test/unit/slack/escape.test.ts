import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answer, escape, plain, prose } from '../../../src/slack/escape.ts';

const fragments = fc.constantFrom(
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<!subteam^S0APPROVERS1>',
  '<@U0APPROVER01>',
  '<#C0MIGRATION1>',
  '<https://example.com|Start>',
  '<mailto:a@example.com>',
  '&lt;!channel&gt;',
  '&amp;lt;',
  '*Approved by*',
  '_x_',
  '~x~',
  '`code`',
  '```',
  ':white_check_mark:',
  '\n',
  '\r\n',
  '\u2028',
  '\u0085',
  '\t',
  '\0',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u200D',
  '\uFEFF',
  '\u00AD',
  '\u034F',
  '\u3164',
  '\u2800',
  '\uFE0F',
  '\u{E0041}',
  '\uD800',
  '\uDC00',
  'e\u0301\u0301\u0301\u0301',
  '\u1100\u1161',
  '𝒜',
  '👩‍👩‍👧',
  'web_07_db',
  '-',
  ' ',
);
const hostile = fc.oneof(
  fc
    .array(fc.oneof(fragments, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), { maxLength: 12 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const cap = fc.integer({ min: 2, max: 200 });
const mention = /<(?:@[UW]|#[CG])[A-Z0-9]{2,20}>/g;

test('no untrusted text becomes a mention, a link or a second line', () => {
  fc.assert(
    fc.property(hostile, cap, (text, limit) => {
      expect(escape(text, limit)).not.toMatch(/[<>\n\r\u2028\u2029\u0085]|&(?!amp;|lt;|gt;)/u);
    }),
    { numRuns: 2_000 },
  );
});

test('an answer keeps the mention of one person or channel and nothing else of Slack’s mark-up', () => {
  fc.assert(
    fc.property(hostile, cap, (text, limit) => {
      expect(answer(text, limit).replaceAll(mention, '')).not.toMatch(/[<>\n\r]|&(?!amp;|lt;|gt;)/u);
    }),
    { numRuns: 2_000 },
  );
  expect(answer('Ask <@U0APPROVER01>, not <!channel> or <#C1|x>.')).toBe('Ask <@U0APPROVER01>, not &lt;!channel&gt; or &lt;#C1|x&gt;.');
});

test('nothing invisible, reversing or broken is left', () => {
  fc.assert(
    fc.property(hostile, cap, (text, limit) => {
      const clean = plain(text, limit);
      // What joins two pictures into one emoji stays, and only there.
      const apart = clean.replace(/(?<=\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?)\u200D(?=\p{Extended_Pictographic})/gu, '');
      expect(apart).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF\u3164\u2800]|\u034F/u);
      expect(() => encodeURIComponent(clean)).not.toThrow();
      expect(clean).toBe(clean.normalize('NFC'));
    }),
    { numRuns: 2_000 },
  );
});

test('no text is longer than its cap, and a text that is clean and short is left alone', () => {
  fc.assert(
    fc.property(hostile, cap, (text, limit) => {
      const clean = plain(text, limit);
      expect(clean.length).toBeLessThanOrEqual(limit);
      expect(escape(text, limit).length).toBeLessThanOrEqual(limit);
      expect(prose(text, limit).length).toBeLessThanOrEqual(limit);
      expect(answer(text, limit).length).toBeLessThanOrEqual(limit);
      expect(plain(clean, limit)).toBe(clean);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['*Approved by* @boss', '∗Approved by∗ @boss'],
  ['_web_ web_07_db', 'ˍwebˍ web_07_db'],
  ['`x` ~y~ :tada:', 'ˋxˋ ∼y∼ ∶tada:'],
  ['22:05:40 fe80::1', '22:05:40 fe80::1'],
  ['a & b < c', 'a &amp; b &lt; c'],
  ['one\n\n  two', 'one two'],
  ['safe\u202Egnp.exe', 'safegnp.exe'],
  ['Zoë', 'Zoë'],
  ['日本語サーバー', '日本語サーバー'],
])('%j reads %j', (text, said) => {
  expect(escape(text)).toBe(said);
});

test('commands in an answer stay copyable, and beside them nothing is formatted', () => {
  expect(answer('*No.* Type `ls *_x` :x:')).toBe('∗No.∗ Type `ls *_x` ∶x:');
  expect(answer('Run `aws ec2 describe-tags --filters Name=key,Values=*_x`.')).toBe(
    'Run `aws ec2 describe-tags --filters Name=key,Values=*_x`.',
  );
});

test('what AWS calls a role can be searched for as it stands', () => {
  const role = 'User: arn:aws:sts::111122223333:assumed-role/ferry/i-0 may not: ec2:StopInstances';
  expect(prose(role)).toBe(role);
  expect(prose('arn:aws:skull::111122223333:')).toBe('arn∶aws∶skull::111122223333:');
});

test.each([
  ['ab𝒜𝒜', 4, 'ab…'],
  ['ab👩‍👩‍👧cd', 7, 'ab…'],
  ['ab👩‍👩‍👧', 10, 'ab👩‍👩‍👧'],
  ['👍🏽👍🏽', 6, '👍🏽…'],
  ['🇪🇺🇪🇺', 6, '🇪🇺…'],
])('a cap never halves what a reader sees as one character: %s in %i', (text, cap, said) => {
  expect(plain(text, cap)).toBe(said);
});

test('what begins like a quotation is none', () => {
  expect(escape('> Approved')).toBe('› Approved');
});
