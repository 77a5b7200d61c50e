import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vmName } from '../../../jobs/steps/vm-name.ts';
import { vmNameProblem } from '../../../src/migration/placement.ts';

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

test.each([
  ['web-07', 'az-', 'az-web-07-def0'],
  ['a.very.long.host.example.com', 'az-', 'az-a-very-def0'],
  ['', 'az-', 'az-def0'],
  ['a.very.long.host.example.com', 'eight-ch', 'eight-cha-def0'],
])('“%s” under the prefix %s becomes %s', (name, prefix, expected) => {
  expect(vmName(name, id, prefix)).toBe(expected);
});

test('a name under any prefix that ferry.yml allows is one that Azure takes', () => {
  const prefix = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,7}$/);
  fc.assert(
    fc.property(fc.string(), prefix, (name, before) => {
      expect(vmNameProblem(vmName(name, id, before), 15)).toBeUndefined();
    }),
  );
});
