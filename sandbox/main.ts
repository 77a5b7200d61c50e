import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type SandboxOptions, startSandbox } from './index.ts';

const arguments_ = z.object({
  speed: z.coerce.number().positive().default(60),
  trace: z.string().optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
});

const sandbox = await startSandbox(readArguments());
const stop = () => void sandbox.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
console.log(JSON.stringify(sandbox.details));

function readArguments(): SandboxOptions {
  try {
    const { values } = parseArgs({ options: { speed: { type: 'string' }, trace: { type: 'string' }, port: { type: 'string' } } });
    const { trace, ...rest } = arguments_.parse(values);
    return { ...rest, ...(trace !== undefined && { trace }) };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`${problem}\nnpm run sandbox [-- --speed 60] [--trace FILE] [--port N]\n`);
    process.exit(2);
  }
}
