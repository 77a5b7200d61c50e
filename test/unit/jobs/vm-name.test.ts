import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vmName } from '../../../jobs/steps/vm-name.ts';

const id = 'i-0123456789abcdef0';

test.each([
  ['web-07', 'web-07-def0'],
  ['Buchhaltung Süd', 'Buchhaltun-def0'],
  ['a.very.long.host.example.com', 'a-very-lon-def0'],
  ['123-db', 'db-def0'],
  ['', 'vm-789abcdef0'],
  ['日本', 'vm-789abcdef0'],
  ['--', 'vm-789abcdef0'],
])('“%s” becomes %s', (name, expected) => {
  expect(vmName(name, id)).toBe(expected);
});

test('any name becomes one that Azure takes for Windows and Linux alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      expect(vmName(name, id)).toMatch(/^[A-Za-z]([A-Za-z0-9-]{0,13}[A-Za-z0-9])$/);
    }),
  );
});

test('machines of one name get names of their own', () => {
  expect(vmName('web', id)).not.toBe(vmName('web', 'i-0123456789abcde99'));
});
