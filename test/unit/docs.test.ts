import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../jobs/checks/index.ts';
import { readiness } from '../../jobs/checks/readiness/index.ts';
import { forward } from '../../jobs/steps/index.ts';
import { ackFaults, duplication, redelivery, refusal, silence, socketFaults } from '../../sandbox/slack/socket-faults.ts';
import { checksPage, examplesOf } from '../../scripts/checks-page.ts';
import { wrongInputPage } from '../../scripts/wrong-input-page.ts';
import { runCli } from '../../src/cli/index.ts';
import { isRefusal } from '../../src/errors.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { split } from '../../src/slack/commands/words.ts';

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

test('README.md shows every subcommand of /migrate as people type it, in the order of its help', () => {
  const typed = [...readme.matchAll(/^\| `\/migrate ?([^`]*)` \|/gm)].map(([, text = '']) => text);
  const understood = typed.map((text) => {
    const words = split(text);
    const command = isRefusal(words) ? undefined : commands.find(({ claims }) => claims(words));
    const unknown = (text.match(/--[a-z-]+/g) ?? []).filter((option) => !command?.usage.includes(option));
    return unknown.length === 0 ? command?.name : `${text} has no ${unknown.join(', ')}`;
  });
  expect([...new Set(understood)]).toEqual(commands.map(({ name }) => name));
});

test('docs/cli.md lists every subcommand of npx ferry, and every example of it in the documents is understood', async () => {
  const listed = [...read('docs/cli.md').matchAll(/^\| `ferry ([a-z -]+[a-z])/gm)].map(([, name = '']) => name.trim());
  const own = (await terminalHelp([])).matchAll(/^ {2}([a-z-]+)(?: \[options\]| <\w+>| {2,})/gm);
  expect([...new Set(listed.map((name) => name.split(' ')[0]))]).toEqual([...own].map(([, name]) => name));
  const proper = pages.filter((page) => page !== 'docs/wrong-input.md');
  const examples = proper.flatMap((page) =>
    [...read(page).matchAll(/(?:npx |^\| `)ferry ([a-z][^`#\n|]*)/gm)].map(([, text = '']) => text.trim()),
  );
  expect(examples.length).toBeGreaterThan(8);
  for (const text of examples) {
    const name = text.split(' ').slice(0, /^(config check|target prepare)/.test(text) ? 2 : 1);
    const help = await terminalHelp(name);
    expect(help).toContain(`Usage: ferry ${name.join(' ')}`);
    for (const option of text.match(/--[a-z-]+/g) ?? []) expect(help).toContain(option);
  }
});

async function terminalHelp(words: readonly string[]): Promise<string> {
  let out = '';
  const exit = await runCli([...words, '--help'], { env: {}, out: (text) => (out += text), err: () => {}, colours: false });
  return exit === 0 ? out : '';
}

test.each(pages)('every npm script that %s names is there', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = [...read(page).matchAll(/\bnpm (?:(?:run )(?:--silent )?([a-z][a-z:-]*)|(start|test)\b)/g)].map(
    ([, script, short = '']) => script ?? short,
  );
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('README.md names every variable that Ferry reads', () => {
  const variables = [...read('src/config-schema.ts').matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map(([, name]) => name);
  expect(variables).toContain('REDIS_URL');
  expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test('docs/timing.md names every period with its default', () => {
  const periods = [...read('src/config-schema.ts').matchAll(/^ +(\w+): seconds\(([\d_.]+)\)/gm)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll('_', ''),
  ]);
  const rows = [...read('docs/timing.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([\d., ]+) \|/gm)].flatMap(([, names = '', values = '']) => {
    const given = values.split(', ');
    return names.split(', ').map((name, index) => [name.replaceAll('`', ''), given[index]?.trim()]);
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(periods));
});

test('docs/sandbox.md lists exactly the calls of the control API', () => {
  const routes = [...read('sandbox/control.ts').matchAll(/^ {4}'((?:GET|POST) \/[a-z/]+)':/gm)].map(([, route]) => route);
  const listed = [...read('docs/sandbox.md').matchAll(/^\| `((?:GET|POST) \/[a-z/]+)` \|/gm)].map(([, route]) => route);
  expect(routes).toContain('POST /faults');
  expect(listed).toHaveLength(routes.length);
  expect(new Set(listed)).toEqual(new Set(routes));
});

test('docs/sandbox.md lists every fault of the way to Slack', () => {
  const [, faults = ''] = read('docs/sandbox.md').split('The socket to Slack has faults of its own');
  const listed = [...faults.matchAll(/^\| [^|]+ \| `([a-z-]+)` \|/gm)].map(([, kind = '']) => kind);
  expect(new Set(listed)).toEqual(new Set([...socketFaults, ...refusal, ...silence, ...ackFaults, ...redelivery, ...duplication]));
});

test('README.md names exactly the permissions that the AWS adapter asks for', () => {
  const sources = globSync('src/cloud/aws/**/*.ts', { cwd: root }).map(read).join('\n');
  const asked = new Set([...sources.matchAll(/'((?:ec2|sts|ssm|autoscaling|cloudwatch):[A-Z]\w+)'/g)].map(([, permission]) => permission));
  const listed = new Set([...readme.matchAll(/`((?:ec2|sts|ssm|autoscaling|cloudwatch):[A-Z]\w+)`/g)].map(([, permission]) => permission));
  expect(listed).toEqual(asked);
});

test('README.md names exactly the scopes that manifest.yml asks for', () => {
  const asked = [...read('manifest.yml').matchAll(/^ {6}- ([a-z:]+)/gm)].map(([, scope]) => scope);
  const sentence = /Its scopes: (.*?);/.exec(readme)?.[1] ?? '';
  expect([...sentence.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope)).toEqual(asked);
});

test.each(pages)('every link of %s leads to a file and a heading that are there', (page) => {
  const links = [...read(page).matchAll(/\]\(((?!https?:)[^)\s]+)\)/g)].map(([, link = '']) => link);
  const lost = links.filter((link) => {
    const [file = '', heading] = link.split('#');
    const target = file === '' ? page : join(dirname(page), file);
    return !existsSync(join(root, target)) || (heading !== undefined && !headings(target).includes(heading));
  });
  expect(lost).toEqual([]);
});

function headings(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('every file of the sources that %s names is there', (page) => {
  const named = [...read(page).matchAll(/`((?:src|jobs|sandbox|test|scripts|docs|bench|bin)\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the tree in ARCHITECTURE.md has every folder of src, jobs and the root, and no file that is not there', () => {
  const tree = /```text\n([\s\S]*?)```/.exec(read('ARCHITECTURE.md'))?.[1] ?? '';
  const files = [...tree.matchAll(/[\w/-]+\.ts\b/g)].map(([name]) => name);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((name) => globSync(`{src,jobs}/{,*/,*/*/}${name}`, { cwd: root }).length === 0)).toEqual([]);
  const folders = globSync(['src/*/', 'jobs/*/', 'src/slack/*/', 'src/cloud/*/', '*/'], {
    cwd: root,
    exclude: ['node_modules', 'coverage'],
  });
  expect(folders.length).toBeGreaterThan(20);
  expect(folders.filter((folder) => !tree.includes(`${folder.replace(/\/$/, '').split('/').at(-1)}/`))).toEqual([]);
});

test('every symbol and script that ARCHITECTURE.md names by a promise is in the sources', () => {
  const table = read('ARCHITECTURE.md').split('## Where each promise lives')[1]?.split('\n## ')[0] ?? '';
  const named = [...table.matchAll(/`([\w.]+)`/g)].map(([, symbol = '']) => symbol);
  const sources = globSync(['src/**/*.{ts,lua}', 'jobs/**/*.ts'], { cwd: root });
  const text = sources.map((file) => `${file}\n${read(file)}`).join('\n');
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((symbol) => !text.includes(symbol))).toEqual([]);
});

test('docs/inside-machines.md lists everything that is read inside machines, in its order within each system', () => {
  const rows = [...read('docs/inside-machines.md').matchAll(/^\| (Linux|Windows) \| ([^|]+) \|/gm)].map(([, os = '', title]) => [
    os.toLowerCase(),
    title,
  ]);
  expect(rows).toEqual(readiness.map(({ os, title }) => [os, title]));
});
