/** Somebody outside ended the demo: a signal, or a reader who went away. Not a failure; the shell learns which. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly status: number;

  constructor(status: number) {
    super(`interrupted (${status})`);
    this.status = status;
  }
}

// As shells count them: 128 and the number of the signal.
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const readerGone = 141;

/** Aborts on whatever asks the demo to end. Asked again, it ends at once; the guards of Redis and Ferry do the rest. */
export function interruptions(): AbortSignal {
  const interrupted = new AbortController();
  const interrupt = (reason: unknown, status: number) => {
    if (interrupted.signal.aborted) {
      process.stderr.write('demo: asked again, so it ends at once.\n');
      process.exit(status);
    }
    interrupted.abort(reason);
  };
  for (const [name, status] of Object.entries(signals)) process.on(name, () => interrupt(new Interruption(status), status));
  process.stdout.on('error', () => interrupted.abort(new Interruption(readerGone)));
  process.on('uncaughtException', (error) => interrupt(error, 1));
  return interrupted.signal;
}
