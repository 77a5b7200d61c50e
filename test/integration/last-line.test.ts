import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const head = "import { beforeAll, expect, test } from 'vitest';\n";
const passes = `${head}test('adds', () => expect(1 + 1).toBe(2));\n`;
const account = {
  by: 'Ferry',
  account: {
    described: { Ops_Get: { requests: 1, answers: 1, errors: 0, undescribedNames: [], violations: ['response: no'] } },
    undescribed: {},
  },
};
const differs = `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync(process.env.FERRY_TEST_ACCOUNT, { recursive: true });
writeFileSync(process.env.FERRY_TEST_ACCOUNT + '/one.json', ${JSON.stringify(JSON.stringify(account))});\n`;

test.each<[what: string, files: Record<string, string>, lines: string[], code: number]>([
  ['tests that pass', { 'a.test.ts': passes, 'b.test.ts': passes }, ['2 passed, 0 failed'], 0],
  ['a test that fails', { 'a.test.ts': passes, 'b.test.ts': `${head}test('adds', () => expect(1).toBe(2));\n` }, ['1 passed, 1 failed'], 1],
  [
    'a test that is skipped',
    { 'a.test.ts': `${passes}test.skip('subtracts', () => {});\n` },
    ['1 skipped', '  test/unit/a.test.ts: subtracts', '1 passed, 0 failed'],
    0,
  ],
  ['a file that does not load', { 'a.test.ts': passes, 'b.test.ts': "import './nowhere.ts';\n" }, ['1 passed, 1 failed'], 1],
  [
    'a hook that throws',
    { 'a.test.ts': passes, 'b.test.ts': `${head}beforeAll(() => { throw new Error('no'); });\ntest('never runs', () => {});\n` },
    ['1 skipped', '  test/unit/b.test.ts: never runs', '1 passed, 1 failed'],
    1,
  ],
  [
    'a rejection that nobody handles',
    { 'a.test.ts': `${head}test('adds', () => { void Promise.reject(new Error('late')); });\n` },
    ['1 passed, 1 failed'],
    1,
  ],
  [
    'a process that dies',
    { 'a.test.ts': `${head}test('ends', () => { process.kill(process.pid, 'SIGKILL'); });\n` },
    ['0 passed, 1 failed'],
    1,
  ],
  [
    "an exchange that differs from Microsoft's description",
    { 'a.test.ts': `${passes}${differs}` },
    [
      'Ops_Get: response: no',
      "Azure: 1 request and 1 answer of 1 operation held to Microsoft's description: 1 violation; 0 errors and 0 exchanges that nothing describes.",
      '1 passed, 1 failed',
    ],
    1,
  ],
  ['no test at all', {}, ['0 passed, 1 failed'], 1],
  ['only skipped tests', { 'a.test.ts': `${head}test.skip('adds', () => {});\n` }, ['0 passed, 1 failed'], 1],
  ['a configuration that does not load', { '../vitest.config.ts': 'throw new Error("broken");\n' }, ['0 passed, 1 failed'], 1],
])('after %s the last line still counts, and the exit code agrees', (_, files, lines, code) => {
  const { stdout, status } = runTests(files);
  expect(stdout.trimEnd().split('\n').slice(-lines.length)).toEqual(lines);
  expect(status).toBe(code);
});

/** Runs the project's own test script over other test files. Inside the project, so that they find vitest. */
function runTests(files: Record<string, string>): { stdout: string; status: number | null } {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/last-line-'));
  try {
    mkdirSync(join(folder, 'test/unit'), { recursive: true });
    for (const file of ['test/vitest.config.ts', 'test/support/reporter.ts']) cpSync(join(root, file), join(folder, file));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'test/unit', name), text);
    const { FERRY_TEST_SUMMARY: _, ...env } = process.env;
    return spawnSync(process.execPath, [join(root, 'scripts/test.ts')], { cwd: folder, encoding: 'utf8', env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
