import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/print.ts';
import { byFerry } from './calls/by-ferry.ts';
import { byScript } from './calls/by-script.ts';
import { type Calls, countCalls, type Scene, setTheScene } from './calls/scene.ts';

/*
 * What one migration asks of Azure, and how long it takes: by Ferry, and by a plain script that waits with the SDK's own
 * pollers. Each on a sandbox of its own, at the same speed, with the same pause between two looks.
 */

const { values } = parseArgs({ options: { speed: { type: 'string', default: '60' } } });
const speed = Number(values.speed);
const folder = mkdtempSync(join(tmpdir(), 'ferry-bench-calls-'));

interface Measured extends Calls {
  readonly seconds: number;
}

async function measure(name: string, move: (scene: Scene) => Promise<number>): Promise<Measured> {
  process.stderr.write(`one migration by ${name}, ${speed} times as fast as the clouds\n`);
  const trace = join(folder, `${name}.jsonl`);
  const scene = await setTheScene(speed, trace);
  try {
    const seconds = await move(scene);
    return { seconds, ...countCalls(trace) };
  } finally {
    await scene.sandbox.close();
  }
}

try {
  const script = await measure('the script', byScript);
  const ferry = await measure('Ferry', byFerry);
  const row = (name: string, of: (one: Measured) => number, digits = 0) => {
    const [a, b] = [of(script), of(ferry)];
    return [name, a.toFixed(digits), b.toFixed(digits), a === 0 ? '' : (b / a).toFixed(2)];
  };
  const calls = ({ token, changes, reads, polls }: Calls) => token + changes + reads + polls;
  process.stdout.write(
    `\n${table(
      ['', 'script', 'Ferry', 'ratio'],
      [
        row('reads', ({ reads }) => reads),
        row('changes', ({ changes }) => changes),
        row('polls', ({ polls }) => polls),
        row('token', ({ token }) => token),
        row('calls to Azure', calls),
        row('seconds', ({ seconds }) => seconds, 1),
      ],
    )}\n`,
  );
  const operations = [...new Set([script, ferry].flatMap(({ byOperation }) => Object.keys(byOperation)))].toSorted();
  process.stdout.write(
    table(
      ['by operation', 'script', 'Ferry'],
      operations.map((name) => [name, ...[script, ferry].map(({ byOperation }) => String(byOperation[name] ?? '.'))]),
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
