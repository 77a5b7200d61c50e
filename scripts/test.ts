import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readAccounts } from '../test/support/azure-account.ts';
import { hasAzureSpec } from '../test/support/azure-spec.ts';
import type { TestSummary } from '../test/support/reporter.ts';
import { accountLine, accountTables, accountViolations } from './azure-account.ts';

const summary = z.object({ passed: z.int(), failed: z.int(), skipped: z.array(z.string()) });

const folder = mkdtempSync(join(tmpdir(), 'ferry-test-'));
const file = join(folder, 'summary.json');
const accounts = join(folder, 'azure');
const tables = process.argv.includes('--account');
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const args = ['run', '--config', 'test/vitest.config.ts', '--root', '.', ...process.argv.slice(2).filter((word) => word !== '--account')];
const env = { ...process.env, FERRY_TEST_SUMMARY: file, FERRY_TEST_ACCOUNT: accounts };
const child = spawn(process.execPath, [vitest, ...args], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));

child.once('close', (code, signal) => {
  const counted = read();
  const account = readAccounts(accounts);
  const violations = accountViolations(account);
  rmSync(folder, { recursive: true, force: true });
  const ended = signal ?? `code ${code}`;
  const clean = code === 0 && counted.failed === 0 && counted.passed > 0 && violations.length === 0;
  // Vitest may fail without failing a test: a configuration that does not load, a process that dies, no test at all.
  const failed = clean ? 0 : Math.max(1, counted.failed);
  if (failed > counted.failed && violations.length === 0) console.log(`vitest ended with ${ended} after ${counted.passed} passed tests`);
  if (counted.skipped.length > 0)
    console.log([`${counted.skipped.length} skipped`, ...counted.skipped.map((name) => `  ${name}`)].join('\n'));
  if (tables && account.size > 0) console.log(accountTables(account));
  if (violations.length > 0) console.log(violations.join('\n'));
  if (tables || account.size > 0) console.log(accountLine(account, hasAzureSpec));
  console.log(`${counted.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});

function read(): TestSummary {
  try {
    return summary.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}
