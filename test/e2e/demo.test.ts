import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const machine = 'i-0123456789abcdef0';
/** Only the `script` of util-linux runs a command and says how it ended. */
const pty = 'script';
const hasPty = process.platform === 'linux' && spawnSync(pty, ['-qec', 'exit 7', '/dev/null']).status === 7;

test('the demo moves one machine, shows each change exactly once and leaves nothing running', async () => {
  const demo = start('--once', '--speed', '3000');
  expect(await demo.ended).toEqual([0, null]);
  const said = demo.output();
  expect(said).toMatch(/web-07 \[m-\w+\]: completed after [\d.]+ s\. EC2 DOWN · Azure live\./);
  for (const step of ['Check eligibility', '· @requester pressed Start', 'Stop the EC2 instance', 'Fail over', 'Close the source']) {
    expect(table(said)).toContain(step);
  }
  expect(said).toContain('Each of these exactly once');
  expect(said).toMatch(new RegExp(`✓ {2}stop of the EC2 instance +once on ${machine}\n`));
  expect(said).toMatch(new RegExp(`✓ {2}failover +once on ferry-${machine}-\\w+\n`));
  expect(said).not.toMatch(/[<>]|:[a-z_]+:|undefined|\bNaN\b/);
  expect(demo.left()).toEqual([]);
});

test('the demo plays the classic engine, too, and the machine is added in Azure exactly once', async () => {
  const demo = start('--once', '--speed', '3000', '--engine', 'InMageAzureV2');
  expect(await demo.ended, demo.output()).toEqual([0, null]);
  const said = demo.output();
  expect(said).toMatch(/web-07 \[m-\w+\]: completed after [\d.]+ s\. EC2 DOWN · Azure live\./);
  expect(said).toMatch(/✓ {2}adding of the machine in Azure +once on cloud_/);
  expect(said).toMatch(new RegExp(`✓ {2}failover +once on ferry-${machine}-\\w+\n`));
  expect(said).not.toMatch(/appliance|[<>]|undefined|\bNaN\b/);
  expect(demo.left()).toEqual([]);
});

test('the demo holds when the answer to the failover is lost: Ferry finds it and sends no second one', async () => {
  const demo = start('--once', '--speed', '3000', '--fault', fault('reset-after'));
  expect(await demo.ended).toEqual([0, null]);
  expect(demo.output()).toContain('Azure did not answer at first');
  expect(demo.left()).toEqual([]);
});

test('the demo says what differed and ends with 1 when the failover fails', async () => {
  const demo = start('--once', '--speed', '3000', '--fault', fault('fail-job'));
  expect(await demo.ended).toEqual([1, null]);
  const said = demo.output();
  expect(said).toMatch(/web-07 \[m-\w+\]: stuck at Fail over after/);
  expect(said).toMatch(/✓ {2}failover +once on/);
  expect(said).toMatch(/✗ {2}commit +never\n/);
  expect(said).toMatch(/✗ {2}removal from replication +never\n/);
  expect(said).toContain('✗  the migration has not completed: stuck at Fail over');
  expect(demo.left()).toEqual([]);
});

test('Ctrl-C in the middle ends the bot, the worker, the sandbox and Redis', async () => {
  const demo = start('--once');
  await demo.says('@operator installs');
  expect(demo.seen()).toEqual(expect.arrayContaining([expect.stringContaining('worker.ts'), expect.stringMatching(/redis|valkey/)]));
  demo.child.kill('SIGINT');
  expect(await demo.ended).toEqual([130, null]);
  expect(demo.left()).toEqual([]);
});

test('a worker that dies takes the demo with it, and its end is told', async () => {
  const demo = start('--once');
  await demo.says('@operator installs');
  process.kill(demo.pidOf('worker.ts'), 'SIGKILL');
  expect(await demo.ended).toEqual([1, null]);
  expect(demo.output()).toMatch(/demo: the worker ended by itself \(SIGKILL\)\. Its last lines:\n.*the worker is ready/);
  expect(demo.left()).toEqual([]);
});

test('a wrong option, or a fault that the sandbox does not know, is answered with a sentence and 2', async () => {
  const twice = start('--twice');
  expect(await twice.ended).toEqual([2, null]);
  expect(twice.output()).toBe("Unknown option '--twice'. See npm run demo -- --help.\n");
  const strange = start('--fault', '{"service":"gcp","match":"x","kind":"deny"}');
  expect(await strange.ended).toEqual([2, null]);
  expect(strange.output()).toMatch(/--fault: asking the sandbox for \/faults: .*service: /);
  expect(strange.left()).toEqual([]);
});

test('--help says every option and starts nothing', async () => {
  const demo = start('--help');
  expect(await demo.ended).toEqual([0, null]);
  for (const option of ['--once', '--speed N', '--engine NAME', '--fault JSON', '--trace FILE']) expect(demo.output()).toContain(option);
  expect(demo.seen()).toEqual([]);
});

test.skipIf(!hasPty)('on a terminal the stage stays up, and what is typed is done until Ctrl-C', async () => {
  const demo = onTerminal('--speed', '3000');
  await demo.says('Your turn.');
  // Rewritten in place.
  expect(demo.raw()).toContain('\r\u001b[K          web-07 ▰');
  demo.type('/migrate i-0123456789abcdef5\n');
  await demo.says('arm-01 is stuck at Check eligibility');
  await demo.says(/\d+ \[Retry\] as @requester/);
  const [, control = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/effects/.exec(demo.output()) ?? [];
  expect(await (await fetch(`${control}/effects`)).json()).toMatchObject({ aws: { StopInstances: { [machine]: 1 } } });
  demo.type('\u0003');
  expect(await demo.ended, demo.output()).toEqual([0, null]);
  expect(demo.left()).toEqual([]);
});

interface Demo {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output(): string;
  says(text: string | RegExp): Promise<void>;
  /** Command lines of all it has started so far. */
  seen(): string[];
  pidOf(part: string): number;
  /** Those of them that still run. */
  left(): string[];
}

function start(...args: string[]): Demo {
  return follow(
    spawn(process.execPath, ['sandbox/demo/index.ts', ...args], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** Under `script`, which gives it a terminal and hands on its exit code. A shell that stayed would die of Ctrl-C itself, so it is replaced. */
function onTerminal(...args: string[]): Demo & { type(text: string): void; raw(): string } {
  const command = [process.execPath, 'sandbox/demo/index.ts', ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn(pty, ['-qfec', `exec ${command}`, '/dev/null'], { cwd: root, env: environment(), stdio: 'pipe' });
  const demo = follow(child);
  return { ...demo, type: (text) => void child.stdin.write(text) };
}

function environment(): NodeJS.ProcessEnv {
  const { REDIS_URL: _, ...env } = process.env;
  return env;
}

function follow(child: ChildProcess): Demo & { raw(): string } {
  const written: string[] = [];
  const started = new Map<number, string>();
  const watch = () => {
    for (const [pid, command] of descendants(child.pid)) started.set(pid, command);
  };
  const watching = setInterval(watch, 100);
  const ended = once(child, 'close').finally(() => clearInterval(watching));
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => written.push(chunk));
  onTestFinished(() => {
    child.kill('SIGKILL');
    clearInterval(watching);
  });
  const raw = () => written.join('');
  const output = () => stripVTControlCharacters(raw());
  return {
    raw,
    child,
    ended,
    output,
    async says(text) {
      const said = () => (typeof text === 'string' ? output().includes(text) : text.test(output()));
      const hangs = Date.now() + 120_000;
      while (!said()) {
        if (child.exitCode !== null || Date.now() > hangs) throw new Error(`the demo did not say “${text}”:\n${output()}`);
        await sleep(50);
      }
      watch();
    },
    seen: () => [...started.values()],
    pidOf: (part) => [...started].find(([, command]) => command.includes(part))?.[0] ?? Number.NaN,
    left: () => running().flatMap(({ pid, command }) => (started.get(pid) === command ? [command] : [])),
  };
}

/** Everything that this process and its children have started, by process id. */
function descendants(of: number | undefined): Map<number, string> {
  const found = new Map<number, string>();
  const all = running();
  const below = (parent: number | undefined) => {
    for (const { pid, command } of all.filter(({ ppid }) => ppid === parent)) {
      found.set(pid, command);
      below(pid);
    }
  };
  below(of);
  return found;
}

/** What runs on this machine; what has ended and was not collected yet does not. */
function running(): { readonly pid: number; readonly ppid: number; readonly command: string }[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, ppid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined || state?.startsWith('Z') ? [] : [{ pid: Number(pid), ppid: Number(ppid), command }];
  });
}

function table(output: string): string {
  return output.slice(output.indexOf('  done '), output.indexOf('What changed in the clouds'));
}

function fault(kind: string): string {
  return JSON.stringify({ service: 'azure', match: 'ReplicationProtectedItems_UnplannedFailover', kind });
}
