import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../../src/errors.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** Code, sentence, advice: in the order of the page. */
const entries = [...page.matchAll(/^### `([a-z-]+)`\n\n(.+)\.\n\n([^#\n].+)$/gm)].map(([, code = '', sentence = '', advice = '']) => ({
  code,
  sentence,
  advice,
}));

test('docs/errors.md has every code of src/errors.ts and no other, in the same order', () => {
  expect(page.match(/^### .*/gm)).toEqual(Object.keys(errorCodes).map((code) => `### \`${code}\``));
});

test.each(Object.entries(errorCodes))('docs/errors.md says of %s what the code says: %s', (code, sentence) => {
  const entry = entries.find((one) => one.code === code);
  expect(entry?.sentence).toBe(sentence);
  expect(entry?.advice).toMatch(/\.$/);
});
