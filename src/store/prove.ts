import { StartError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { refusal } from './trouble.ts';

/** What BullMQ asks for. Older ones were never tried. */
const oldest = [6, 2] as const;

/** Tries everything that Ferry does to Redis once; throws a StartError that says what Redis does not let it do. */
export async function proveRedis(client: RedisClient): Promise<void> {
  const { host = '', port = 6379, username } = client.redis.options;
  const where = `Redis at ${host}:${port}`;
  const version = await client.redis.info('server').then(
    (info) => /redis_version:(\d+)\.(\d+)\S*/.exec(info),
    () => undefined,
  );
  if (version && older(Number(version[1]), Number(version[2]))) {
    const found = version[0].replace('redis_version:', '');
    throw new StartError('redis-unfit', [
      `${where} is version ${found}; Ferry needs ${oldest.join('.')} or newer. Upgrade it, or use another.`,
    ]);
  }
  try {
    await client.run('probe', [keys.probe('hash'), keys.probe('list'), keys.probe('set'), keys.probe('text'), keys.probe('stream')], []);
  } catch (error) {
    throw new StartError('redis-unfit', [`${where} ${unfit(error, username ?? 'default')}`], error);
  }
}

function unfit(error: unknown, user: string): string {
  const message = refusal(error);
  if (message === undefined) throw error;
  if (message.startsWith('READONLY')) return 'is a read-only replica (READONLY). Point REDIS_URL at the primary.';
  if (message.startsWith('OOM'))
    return 'is full (OOM): it holds as much as its maxmemory lets it. Raise maxmemory (redis-cli config set maxmemory …), then start Ferry again.';
  if (message.startsWith('MISCONF'))
    return 'takes no writes because it cannot save to its disk (MISCONF). Mend its disk, then start Ferry again.';
  if (message.startsWith('NOPERM') || message.includes("can't run this command"))
    return `does not let its user ${user} do all that Ferry does (NOPERM). Run: redis-cli acl setuser ${user} '~{ferry}*' +@all -@dangerous +info '+config|get'`;
  return `refuses what Ferry does (${message}).`;
}

function older(major: number, minor: number): boolean {
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
