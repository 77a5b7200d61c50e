import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../src/errors.ts';
import { meansInstance, readInstance } from '../../../src/slack/commands/instance-word.ts';
import { readOptions } from '../../../src/slack/commands/options.ts';
import { said, split } from '../../../src/slack/commands/words.ts';
import { nearest } from '../../../src/slack/nearest.ts';

describe('typed text as words', () => {
  test.each([
    ['  i-0abc   —source prod –target  west ', ['i-0abc', '--source', 'prod', '--target', 'west']],
    ['', []],
    ['i-0abc --note "CHG-123, agreed"', ['i-0abc', '--note', 'CHG-123, agreed']],
    ['i-0abc —note “CHG-123 — agreed”', ['i-0abc', '--note', 'CHG-123 — agreed']],
    ['i-0abc --note=„two words“', ['i-0abc', '--note=two words']],
    ["--note 'two words'", ['--note', 'two words']],
    ['--note ‘two words’', ['--note', 'two words']],
    ['reject m-1 don’t do it', ['reject', 'm-1', 'don’t', 'do', 'it']],
    ["reject m-1 don't, the owners' day", ['reject', 'm-1', 'don’t,', 'the', 'owners’', 'day']],
    ['freeze a &lt; b &amp;&amp; c', ['freeze', 'a', '<', 'b', '&&', 'c']],
    ['reject m-1 — not now', ['reject', 'm-1', '—', 'not', 'now']],
    ['freeze C:\\temp', ['freeze', 'C:\\temp']],
    ['<http://web-07.example.com|web-07.example.com>', ['web-07.example.com']],
    ['freeze see <https://status.example.com/1?a=b&amp;c=d>', ['freeze', 'see', 'https://status.example.com/1?a=b&c=d']],
    ['freeze ask <mailto:ops@example.com|ops@example.com>', ['freeze', 'ask', 'ops@example.com']],
    ['list --by <@U012AB3CD|Jane Doe> --channel <#C012AB3CD|>', ['list', '--by', '<@U012AB3CD|Jane Doe>', '--channel', '<#C012AB3CD|>']],
    ['freeze &lt;@U012AB3CD&gt;', ['freeze', '<@U012AB3CD>']],
  ])('%j', (text, words) => {
    expect(split(text)).toEqual(words);
  });

  test('a quote that never ends is told, not guessed', () => {
    expect(split('i-0abc --note "CHG-123')).toMatchObject({ refused: true, because: 'A quote is opened and never closed.' });
  });
});

test.each([
  [['until', '<@U012AB3CD|Jane Doe>', 'is', 'back'], 'until @Jane Doe is back'],
  [['see', '<#C012AB3CD|>'], 'see #C012AB3CD'],
  [['a', '<', 'b'], 'a < b'],
])('%j is read as %j', (words, text) => {
  expect(said(words)).toBe(text);
});

describe('an instance as people name it', () => {
  test.each([
    ['i-0123456789abcdef0', { id: 'i-0123456789abcdef0', whole: true }],
    ['i-01234567', { id: 'i-01234567', whole: false }],
    ['i-0abc', { id: 'i-0abc', whole: false }],
    ['i-0123456789abcdef', { id: 'i-0123456789abcdef', whole: false }],
    ['`I-0ABC`,', { id: 'i-0abc', whole: false }],
    ['(“i-0abc”).', { id: 'i-0abc', whole: false }],
    ['*i-0abc*;', { id: 'i-0abc', whole: false }],
    ['i–0abc', { id: 'i-0abc', whole: false }],
    [
      'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
      { id: 'i-0123456789abcdef0', whole: true, place: { account: '111122223333', region: 'eu-west-1' } },
    ],
  ])('%s', (word, read) => {
    const bare = word.replace(/[“”]/g, '"');
    expect(meansInstance(bare)).toBe(true);
    expect(readInstance(bare)).toEqual(read);
  });

  test.each([
    ['i-012', 'is too short'],
    ['i-', 'is too short'],
    ['i-0123456789abcdef01', 'it has 18 digits behind i-'],
    ['i-0xyz', '“x” is neither'],
    ['i-0abc-1', '“-” is neither'],
    ['web-07', 'that begins with i-'],
    ['arn:aws:s3:::bucket', 'that begins with i-'],
  ])('%s is refused because of what is wrong with it', (word, because) => {
    const read = readInstance(word);
    expect(isRefusal(read) && read.because).toContain(because);
  });

  test.each(['status', 'm-7f3k2', 'instance', '--target', ''])('%j means no instance', (word) => {
    expect(meansInstance(word)).toBe(false);
  });
});

describe('options', () => {
  const known = { valued: ['source', 'note'], flags: ['remove-replication'], usage: '/migrate x' } as const;

  test('values and flags stand anywhere between the other words', () => {
    expect(readOptions(['a', '--source', 'prod', 'b', '--remove-replication', 'c', '--note=x y'], known)).toEqual({
      values: { source: 'prod', note: 'x y' },
      flags: new Set(['remove-replication']),
      others: ['a', 'b', 'c'],
    });
  });

  test.each([
    [['--sorce', 'prod'], 'There is no option --sorce here.', 'Did you mean --source? Type `/migrate x`.'],
    [['-s', 'prod'], 'There is no option -s here.', 'Type `/migrate x`.'],
    [['--force'], 'There is no option --force here.', 'Type `/migrate x`.'],
    [['--source'], '--source needs a value behind it.', 'Type `/migrate x`.'],
    [['--source', '--note', 'x'], '--source needs a value behind it.', 'Type `/migrate x`.'],
    [['--note', ''], '--note needs a value behind it.', 'Type `/migrate x`.'],
    [['--source', 'a', '--source', 'b'], '--source is there twice.', 'Say it once.'],
    [['--remove-replication=yes'], '--remove-replication takes no value.', 'Type `/migrate x`.'],
  ])('%j is refused', (words, because, remedy) => {
    expect(readOptions(words, known)).toEqual({ refused: true, because, remedy });
  });
});

test.each([
  ['statsu', 'status'],
  ['canel', 'cancel'],
  ['lsit', 'list'],
  ['unfreez', 'unfreeze'],
  ['STATUS', 'status'],
  ['stat', 'status'],
  ['destroy', undefined],
  ['', undefined],
])('the word nearest to %j is %s', (word, meant) => {
  expect(nearest(word, ['status', 'cancel', 'freeze', 'unfreeze', 'list'])).toBe(meant);
});
