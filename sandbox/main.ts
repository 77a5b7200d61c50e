import { parseArgs } from 'node:util';
import { z } from 'zod';
import { engineNames } from './azure/world.ts';
import { type SandboxOptions, startSandbox } from './index.ts';

const arguments_ = z.object({
  speed: z.coerce.number().positive().default(60),
  trace: z.string().optional(),
  engine: z.array(z.enum(engineNames)).default(['InMageRcm']),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
});

const sandbox = await startSandbox(readArguments());
const stop = () => void sandbox.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
console.log(JSON.stringify(sandbox.details));

function readArguments(): SandboxOptions {
  try {
    const engine = { type: 'string', multiple: true } as const;
    const { values } = parseArgs({ options: { speed: { type: 'string' }, trace: { type: 'string' }, port: { type: 'string' }, engine } });
    const { trace, engine: engines, ...rest } = arguments_.parse(values);
    return { ...rest, engines, ...(trace !== undefined && { trace }) };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`${problem}\nnpm run sandbox [-- --speed 60] [--trace FILE] [--port N] [--engine NAME]\n`);
    process.exit(2);
  }
}
