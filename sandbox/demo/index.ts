import { enableCompileCache } from 'node:module';
import { compiled } from './ferry.ts';
import { Interruption, interruptions } from './interruption.ts';
import { help, readOptions } from './options.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options} See npm run demo -- --help.\n`);
  process.exitCode = 2;
} else if (options.help) {
  process.stdout.write(help);
} else {
  // Only now: everything that the demo needs takes a while to load, the second time less.
  enableCompileCache(compiled);
  const { perform } = await import('./perform.ts');
  try {
    process.exitCode = await perform(options, interruptions());
  } catch (error) {
    if (!(error instanceof Interruption)) process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof Interruption ? error.status : 1;
  }
  // Nothing of ours runs any more; what a library may still wait for does not matter.
  process.exit();
}
