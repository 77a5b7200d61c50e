import { expect, test } from 'vitest';
import { coloured, plain, span, table } from '../../../src/cli/print.ts';

test('columns stay aligned under wide characters, and no line ends in blanks', () => {
  const drawn = table(
    ['NAME', 'STATE'],
    [
      ['サーバー', 'stuck'],
      ['web-07', ''],
    ],
  );
  expect(drawn).toBe('NAME      STATE\nサーバー  stuck\nweb-07\n');
});

test('what others wrote cannot colour, move or deceive the terminal', () => {
  expect(plain('web\u001b[31m-07\u001b[0m\r\nforged line\u202egnp.exe\u0007')).toBe('web-07 forged line gnp.exe');
  expect(plain('\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007')).toBe('click');
  expect(plain('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
  expect(plain('<@U0APPROVER01> looked')).toBe('U0APPROVER01 looked');
});

test('colours are for terminals that want them', () => {
  expect(coloured('block', 'block', { colours: false })).toBe('block');
  expect(coloured('block', 'block', { colours: true })).toBe('\u001b[31mblock\u001b[39m');
});

test.each([
  [-5, '0 s'],
  [119_000, '119 s'],
  [600_000, '10 min'],
  [10_800_000, '3 h'],
  [259_200_000, '3 days'],
])('%i ms are %s', (ms, said) => {
  expect(span(ms)).toBe(said);
});
