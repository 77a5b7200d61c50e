#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Runs on whatever Node the machine has, and hands over to the one the project pins: like the npm scripts do.
const pinned = fileURLToPath(new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url));
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
/** As docs/cli.md has it: Ferry cannot reach what it needs. */
const unreachable = 3;

if (!existsSync(pinned)) {
  process.stderr.write(`ferry: starting: ${pinned} is not there. Run npm install in Ferry's folder, then this again.\n`);
  process.exit(unreachable);
}

const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`ferry: starting ${pinned}: ${error.message}. Run npm install in Ferry's folder, then this again.\n`);
  process.exit(unreachable);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
