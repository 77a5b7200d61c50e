import { join } from 'node:path';
import { startRedis } from '../sandbox/redis.ts';

// Bot and worker in one process. Without REDIS_URL they get a Redis of their own, whose data outlives them.
if (!process.env['REDIS_URL']) process.env['REDIS_URL'] = await ownRedis();
await import('../jobs/start.ts');

async function ownRedis(): Promise<string> {
  const dir = join(process.cwd(), '.data/redis');
  try {
    const { url, gone } = await startRedis({ dir });
    process.stderr.write(`start: REDIS_URL is not set; running a Redis of our own, with its data in ${dir}\n`);
    void gone.then(() => process.stderr.write('start: our Redis has ended\n'));
    return url;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
