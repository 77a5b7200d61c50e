import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { runCli } from './index.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
// A reader that has seen enough, such as `head`, ends the command without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colours: process.stdout.isTTY && !process.env['NO_COLOR'],
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
});

/** Anything but a yes is a no. */
async function ask(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}
