import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startRedis } from '../sandbox/redis.ts';

// Bot and worker in one process. Without REDIS_URL they get a Redis of their own, whose data outlives them.
if (!process.env['REDIS_URL']) {
  const dir = join(process.cwd(), '.data/redis');
  mkdirSync(dir, { recursive: true });
  const { url, gone } = await startRedis({ dir });
  process.env['REDIS_URL'] = url;
  process.stderr.write(`start: REDIS_URL is not set; running a Redis of our own, with its data in ${dir}\n`);
  void gone.then(() => process.stderr.write('start: our Redis has ended\n'));
}
await import('../jobs/start.ts');
