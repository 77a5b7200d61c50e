import { startSandbox } from '../index.ts';
import { byHand } from './by-hand.ts';
import { approverGroup, machine } from './cast.ts';
import { type Control, createControl } from './control.ts';
import { startFerry } from './ferry.ts';
import { Interruption } from './interruption.ts';
import { paintFor } from './mrkdwn.ts';
import { operators } from './operator.ts';
import type { DemoOptions } from './options.ts';
import { play, type Stage } from './play.ts';
import { createPresenter } from './present.ts';
import { createScreen, widthOf } from './screen.ts';
import { closing } from './summary.ts';
import { createTranscript } from './transcript.ts';
import { judge, passes } from './verdict.ts';

/** Plays one migration; on a terminal it then leaves the stage to whoever sits there. Resolves to the exit code. */
export async function perform({ once, speed, engine, trace, fault: faults }: DemoOptions, interrupted: AbortSignal): Promise<number> {
  const { stdin, stdout } = process;
  const paint = paintFor(stdout);
  const width = widthOf(stdout);
  const screen = createScreen(stdout, stdout.isTTY, width);
  const death = new AbortController();
  const signal = AbortSignal.any([interrupted, death.signal]);
  const endings: (() => Promise<unknown>)[] = [];
  try {
    screen.print([
      paint('bold', 'Ferry moves an EC2 instance to Azure.'),
      paint('dim', `Slack, EC2 and Site Recovery are local and ${speed} times as fast as the real ones; nothing leaves this machine.`),
    ]);
    const sandbox = await startSandbox({ speed, engines: [engine], ...(trace !== undefined && { trace }) });
    endings.push(() => sandbox.close());
    const control = createControl(sandbox.control);
    const wrong = await arm(control, faults);
    if (wrong !== undefined) {
      process.stderr.write(`--fault: ${wrong}\n`);
      return 2;
    }
    const { env, slack, aws } = sandbox.details;
    const ferry = (['worker', 'bot'] as const).map((name) => startFerry(name, env));
    endings.push(() => Promise.all(ferry.map((one) => one.stop())));
    for (const { died } of ferry) died.catch((error: unknown) => death.abort(error));
    await unlessAborted(Promise.all(ferry.map((one) => one.ready)), signal);
    screen.print([paint('dim', 'The bot and the worker run as processes of their own.'), '']);

    const names = new Map([...slack.users.map(({ id, name }) => [id, name] as const), approverGroup]);
    const presenter = createPresenter(names, paint, width);
    const stage: Stage = { control, transcript: createTranscript(), presenter, screen, names, operator: operators[engine], signal };
    const { scene, startedAt } = await play(stage, patience(speed));
    const effects = await control.effects();
    screen.print(['', ...closing({ scene, startedAt, effects, engine, names, paint }), '', ...whereNext(paint)]);
    if (!once && stdin.isTTY && stdout.isTTY) {
      await byHand(stage, aws.instances, paint);
      // Ctrl-C and Ctrl-D are how people leave; anything else is a failure.
      if (signal.aborted && !(signal.reason instanceof Interruption)) throw signal.reason;
    }
    return passes(scene.card, judge(effects, machine.instanceId, engine)) ? 0 : 1;
  } catch (error) {
    // What waited was told only that it must stop; the reason is what people want to know.
    throw signal.aborted ? signal.reason : error;
  } finally {
    screen.settle();
    for (const end of endings.reverse()) await end();
  }
}

/** How long the thread may be silent: longer than the longest silence of the real clouds, and than a slow machine. */
function patience(speed: number): number {
  return 60_000 + 3_600_000 / speed;
}

/** Arms the faults that were asked for; the sandbox's own sentence when it does not understand one. */
async function arm(control: Control, faults: readonly object[]): Promise<string | undefined> {
  try {
    for (const fault of faults) await control.fault(fault);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', abort));
}

function whereNext(paint: (style: 'bold', text: string) => string): string[] {
  return [
    paint('bold', 'Where to look next'),
    '  README.md        your own Slack, AWS and Azure',
    '  ARCHITECTURE.md  why each of these happened only once, whatever breaks',
    '  jobs/steps/      the steps, a file for each',
    '  npm run demo -- --help  to make a cloud misbehave in the middle',
  ];
}
