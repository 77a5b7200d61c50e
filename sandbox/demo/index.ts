import { type DemoOptions, help, readOptions } from './options.ts';
import { perform } from './perform.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options} See npm run demo -- --help.\n`);
  process.exit(2);
}
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
process.exit(await untilInterrupted(options));

/** Runs the demo; whatever ends it, all that it started has ended when this resolves. */
async function untilInterrupted(wanted: DemoOptions): Promise<number> {
  const interruption = new AbortController();
  let status: number | undefined;
  const interrupt = (because: number, problem?: unknown) => {
    // Somebody who presses Ctrl-C again does not want to wait; guards end what is left.
    if (status !== undefined) process.exit(status);
    status = because;
    interruption.abort(problem);
  };
  process.on('SIGINT', () => interrupt(130));
  process.on('SIGTERM', () => interrupt(143));
  process.on('SIGHUP', () => interrupt(129));
  // Whoever read our output has gone, as head does.
  process.stdout.on('error', () => interrupt(141));
  process.on('uncaughtException', (error) => interrupt(1, error));
  try {
    return await perform(wanted, interruption.signal);
  } catch (error) {
    const problem = interruption.signal.aborted ? interruption.signal.reason : error;
    const quiet = status !== undefined && status > 128;
    if (!quiet) process.stderr.write(`demo: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    return status ?? 1;
  }
}
