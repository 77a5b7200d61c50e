import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import { type Presence, type Process, type ProcessKind, processKinds } from '../migration/presence.ts';
import type { Clock } from './clock.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** How long a process that ended without a word is still listed. */
const forgetMs = 600_000;

const about = z.object({
  kind: z.enum(processKinds),
  name: z.string(),
  version: z.string(),
  since: z.number(),
  every: z.number(),
  trouble: z.string().optional(),
});

interface Presented {
  readonly client: RedisClient;
  readonly clock: Clock;
  readonly kind: ProcessKind;
  readonly version: string;
  readonly everyMs: number;
  /** Why this process cannot do its work just now, as half a sentence. */
  readonly trouble?: () => string | undefined;
}

/** Says at once and then again and again that this process is there, until it leaves. While Redis is away it keeps trying. */
export async function keepPresence({ client, clock, kind, version, everyMs, trouble }: Presented): Promise<{ leave(): Promise<void> }> {
  const id = randomUUID();
  const known = { kind, name: `${hostname()}/${process.pid}`, version, since: clock.now(), every: everyMs };
  const say = async (): Promise<void> => {
    const now = trouble?.();
    const redisNow = await client.run(
      'present',
      [keys.present, keys.about, keys.heard],
      [id, kind, JSON.stringify({ ...known, ...(now !== undefined && { trouble: now }) }), forgetMs],
    );
    // So that nobody who clicks has to wait until the Redis clock was asked.
    clock.heard(Number(redisNow));
  };
  let saying = say();
  await saying;
  const beating = setInterval(() => {
    saying = say().catch(() => undefined); // readers see the silence
  }, everyMs);
  beating.unref();
  return {
    async leave() {
      clearInterval(beating);
      await saying.catch(() => undefined);
      await client.redis
        .multi()
        .zrem(keys.present, id)
        .hdel(keys.about, id)
        .exec()
        .catch(() => undefined);
    },
  };
}

/** Who has been heard lately, the longest-running first. */
export function readPresence({ redis }: RedisClient): Promise<Presence> {
  return fromRedis('reading who works', async () => {
    const replies =
      (await redis.multi().time().zrange(keys.present, '0', '-1', 'WITHSCORES').hgetall(keys.about).hgetall(keys.heard).exec()) ?? [];
    for (const [error] of replies) if (error) throw error;
    const [time, seen, abouts, heard] = replies.map(([, reply]) => reply) as [
      [string, string],
      string[],
      Record<string, string>,
      Record<string, string>,
    ];
    const processes: Process[] = [];
    for (let i = 0; i + 1 < seen.length; i += 2) {
      const said = parsed(abouts[seen[i] ?? '']);
      if (said) processes.push({ ...said, seen: Number(seen[i + 1]) });
    }
    return {
      now: Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000),
      processes: processes.sort((a, b) => a.since - b.since),
      heard: Object.fromEntries(processKinds.flatMap((kind) => (heard[kind] === undefined ? [] : [[kind, Number(heard[kind])]]))),
    };
  });
}

/** What another build wrote may be unreadable here; it is left out. */
function parsed(json: string | undefined): Omit<Process, 'seen'> | undefined {
  if (json === undefined) return undefined;
  const { data } = about.safeParse(JSON.parse(json));
  if (!data) return undefined;
  const { trouble, ...rest } = data;
  return { ...rest, ...(trouble !== undefined && { trouble }) };
}
