import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../jobs/checks/index.ts';
import { forward } from '../../jobs/steps/index.ts';
import { checksPage, examplesOf } from '../../scripts/checks-page.ts';
import { wrongInputPage } from '../../scripts/wrong-input-page.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

test('docs/checks.md says what the checks say; `npm run docs` writes it anew', () => {
  expect(read('docs/checks.md')).toBe(checksPage());
});

test('docs/wrong-input.md says what the rows say; `npm run docs` writes it anew', () => {
  expect(read('docs/wrong-input.md')).toBe(wrongInputPage());
});

test.each(checks.map(({ id }) => id))('the page shows %s passing, and not passing', (id) => {
  const verdicts = examplesOf(id).map(({ verdict }) => verdict);
  expect(verdicts).toContain('pass');
  expect(verdicts.filter((verdict) => verdict !== 'pass')).not.toEqual([]);
});

test('README.md lists the steps as they are, in their order', () => {
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
  expect(listed).toEqual(forward.map(({ id }) => id));
});

test('README.md names every variable that Ferry reads', () => {
  const variables = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map(([, name]) => name);
  expect(variables).toContain('REDIS_URL');
  expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test('docs/timing.md names every period with its default', () => {
  const periods = [...read('src/config.ts').matchAll(/^ +(\w+): seconds\(([\d_.]+)\)/gm)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll('_', ''),
  ]);
  const rows = [...read('docs/timing.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([\d., ]+) \|/gm)].flatMap(([, names = '', values = '']) => {
    const given = values.split(', ');
    return names.split(', ').map((name, index) => [name.replaceAll('`', ''), given[index]?.trim()]);
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(periods));
});

test('README.md names exactly the permissions that the AWS adapter asks for', () => {
  const sources = globSync('src/cloud/aws/*.ts', { cwd: root }).map(read).join('\n');
  const asked = new Set([...sources.matchAll(/'((?:ec2|sts):[A-Z]\w+)'/g)].map(([, permission]) => permission));
  const listed = new Set([...readme.matchAll(/`((?:ec2|sts):[A-Z]\w+)`/g)].map(([, permission]) => permission));
  expect(listed).toEqual(asked);
});

test('README.md names exactly the scopes that manifest.yml asks for', () => {
  const asked = [...read('manifest.yml').matchAll(/^ {6}- ([a-z:]+)/gm)].map(([, scope]) => scope);
  const sentence = /Its scopes: (.*?);/.exec(readme)?.[1] ?? '';
  expect([...sentence.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope)).toEqual(asked);
});

test.each(pages)('every link of %s leads to a file that is there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

test('every symbol and script that ARCHITECTURE.md names by a promise is in the sources', () => {
  const table = read('ARCHITECTURE.md').split('## Where each promise lives')[1]?.split('\n## ')[0] ?? '';
  const named = [...table.matchAll(/`([\w.]+)`/g)].map(([, symbol = '']) => symbol);
  const sources = globSync(['src/**/*.{ts,lua}', 'jobs/**/*.ts'], { cwd: root });
  const text = sources.map((file) => `${file}\n${read(file)}`).join('\n');
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((symbol) => !text.includes(symbol))).toEqual([]);
});
