import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const npmInstall = 'install --engine-strict=false --ignore-scripts=false --no-save --no-audit --no-fund --loglevel=error';
const working =
  'mkdir -p node_modules/one node_modules/node/bin; echo \'{"version":"1.0.0"}\' > node_modules/one/package.json; touch node_modules/node/bin/node node_modules/.package-lock.json';

test('a fresh clone is installed once, and the second time costs nothing', () => {
  const project = fresh();
  expect(project.setUp()).toEqual({
    code: 0,
    said: ['set-up: node_modules is missing; running npm install (about a minute the first time)'],
  });
  expect(project.setUp()).toEqual({ code: 0, said: [] });
  expect(project.installs()).toEqual([npmInstall]);
});

test.each<[what: string, damage: (project: Project) => void, sentence: string]>([
  ['an install that was interrupted', ({ remove }) => remove('node_modules/.package-lock.json'), 'node_modules is half installed'],
  ['a package that is missing', ({ remove }) => remove('node_modules/one'), 'one is not at 1.0.0'],
  ['a package of another version', ({ write }) => write('node_modules/one/package.json', '{"version":"0.9.0"}'), 'one is not at 1.0.0'],
  ['a Node without its binary', ({ remove }) => remove('node_modules/node/bin/node'), 'the pinned Node is missing'],
  ['a lock file from later on', ({ touch }) => touch('package-lock.json', 60), 'node_modules is older than package-lock.json'],
])('%s is noticed, named and repaired', (_, damage, sentence) => {
  const project = fresh();
  project.setUp();
  damage(project);
  expect(project.setUp()).toMatchObject({ code: 0, said: [expect.stringContaining(sentence)] });
  expect(project.setUp()).toEqual({ code: 0, said: [] });
  expect(project.installs()).toHaveLength(2);
});

test('what an interrupted install left in the way is cleared away', () => {
  const project = fresh('[ ! -e node_modules/rest ] || { echo "npm error code ENOTEMPTY" >&2; exit 190; }');
  project.write('node_modules/rest', '');
  expect(project.setUp()).toMatchObject({
    code: 0,
    said: [expect.stringContaining('half installed'), expect.stringContaining('once more from an empty')],
  });
  expect(project.installs()).toHaveLength(2);
});

test('without a network it says what npm said and what to do, and leaves node_modules as it was', () => {
  const project = fresh('echo "npm error code ECONNREFUSED" >&2; exit 1');
  project.write('node_modules/kept', '');
  const { code, said } = project.setUp();
  expect(code).toBe(1);
  expect(said.slice(1)).toEqual([
    'set-up: installing the packages: npm install ended with 1',
    'npm error code ECONNREFUSED',
    'now: check the network and the npm registry, then run the command again',
  ]);
  expect(existsSync(join(project.folder, 'node_modules/kept'))).toBe(true);
});

test('an installer of Node that was not allowed to run is named', () => {
  const project = fresh('mkdir -p node_modules; touch node_modules/.package-lock.json; exit 0');
  const { code, said } = project.setUp();
  expect(code).toBe(1);
  expect(said.at(-1)).toBe('now: allow install scripts (npm config get ignore-scripts) and run the command again');
});

test('a machine with neither Redis nor apt gets the one thing to do', () => {
  const project = fresh();
  expect(project.setUp('any')).toMatchObject({
    code: 1,
    said: [
      expect.any(String),
      'set-up: no redis-server or valkey-server on the PATH',
      expect.stringMatching(/^now: .*install.*, or set REDIS_URL$/),
    ],
  });
});

test('a Redis on the PATH, or the address of one, is enough', () => {
  const project = fresh();
  expect(project.setUp('any', { REDIS_URL: 'redis://127.0.0.1:6379' }).code).toBe(0);
  expect(project.setUp('own', { REDIS_URL: 'redis://127.0.0.1:6379' }).code).toBe(1);
  project.program('valkey-server', '');
  expect(project.setUp('own')).toEqual({ code: 0, said: [] });
});

interface Project {
  readonly folder: string;
  setUp(redis?: string, env?: Record<string, string>): { code: number | null; said: string[] };
  /** The arguments of each run of npm. */
  installs(): string[];
  program(name: string, script: string): void;
  write(file: string, text: string): void;
  remove(file: string): void;
  touch(file: string, secondsFromNow: number): void;
}

/** The set-up scripts in a project with one dependency, on a machine with nothing but this Node and the given npm. */
function fresh(npm = ''): Project {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-set-up-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const program = (name: string, script: string) => {
    write(`bin/${name}`, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const log = join(folder, 'npm.log');
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  write('package.json', '{"dependencies":{"one":"1.0.0"}}');
  write('package-lock.json', '{}');
  write('npm.log', '');
  program('npm', `echo "$*" >> ${log}\n${npm}\n${working}`);
  return {
    folder,
    setUp(redis = 'none', env = {}) {
      const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts/set-up.mjs'), '--redis', redis], {
        cwd: tmpdir(),
        encoding: 'utf8',
        env: { PATH: join(folder, 'bin'), ...env },
      });
      return { code: status, said: stderr.split('\n').filter((line) => line !== '') };
    },
    installs: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    program,
    write,
    remove: (file) => rmSync(join(folder, file), { recursive: true, force: true }),
    touch(file, secondsFromNow) {
      const time = Date.now() / 1000 + secondsFromNow;
      utimesSync(join(folder, file), time, time);
    },
  };
}
