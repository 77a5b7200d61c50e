// Runs before every other script, on whatever Node the machine has (18 and later), so that the script itself finds the pinned one.
// A `pre` script of its own, because `set-up && node x.ts` in one script would keep the old Node.
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { provideRedis } from './provide-redis.mjs';

const { values } = parseArgs({
  options: {
    /** `none`: the script needs no Redis. `own`: it starts and kills its own, whatever REDIS_URL says. */
    redis: { type: 'string', default: 'any' },
  },
});

try {
  installPackages();
  if (values.redis === 'own' || (values.redis === 'any' && !process.env.REDIS_URL)) provideRedis();
} catch (error) {
  process.stderr.write(`set-up: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
