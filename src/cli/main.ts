import { existsSync } from 'node:fs';
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
});
