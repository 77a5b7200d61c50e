import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../jobs/checks/index.ts';
import { checksPage, examplesOf } from '../../scripts/checks-page.ts';

const root = join(import.meta.dirname, '../..');

test('docs/checks.md says what the checks say; `npm run docs` writes it anew', () => {
  expect(readFileSync(join(root, 'docs/checks.md'), 'utf8')).toBe(checksPage());
});

test.each(checks.map(({ id }) => id))('the page shows %s passing, and stopping a migration', (id) => {
  const verdicts = examplesOf(id).map(({ verdict }) => verdict);
  expect(verdicts).toContain('pass');
  expect(verdicts.some((verdict) => verdict === 'block' || verdict === 'unknown')).toBe(true);
});
