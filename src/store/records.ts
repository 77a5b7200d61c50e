import { evolve, READER } from '../migration/evolve.ts';
import { activity } from '../migration/next.ts';
import type { Migration, MigrationEvent } from '../migration/types.ts';
import { keys } from './keys.ts';
import { chain } from './log.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** A migration with the numbers that fence its writers. */
export interface Stored {
  readonly record: Migration;
  readonly version: number;
  readonly wakes: number;
  readonly head: string;
  readonly inbox: readonly string[];
}

/** Reads a record and its inbox in one look; `undefined` when there is none. */
export async function readStored(client: RedisClient, id: string): Promise<Stored | undefined> {
  const [fields, inbox] = await fromRedis(`reading ${id}`, async () => {
    const replies = (await client.redis.multi().hmget(keys.record(id), 'v', 'w', 'j', 'head').lrange(keys.inbox(id), 0, -1).exec()) ?? [];
    for (const [error] of replies) if (error) throw error;
    return replies.map(([, reply]) => reply) as [(string | null)[], string[]];
  });
  const [v, w, j, head] = fields;
  if (!v || !j || !head) return undefined;
  return { record: JSON.parse(j) as Migration, version: Number(v), wakes: Number(w ?? 0), head, inbox };
}

/** What a write after `stored` consists of: the arguments every writing script shares. */
export function prepare(
  stored: Pick<Stored, 'record' | 'version' | 'head'>,
  events: readonly MigrationEvent[],
  change?: (m: Migration) => Migration,
) {
  // An older build would drop what it does not know, also where it needs no lease to write.
  if (stored.record.reader > READER) throw new Error(`the migration ${stored.record.id} was written by a newer build of Ferry`);
  const evolved = events.reduce<Migration>((m, event) => evolve(m, event), stored.record);
  const record = change ? change(evolved) : evolved;
  const { lines, head } = chain(stored.head, stored.version + 1, events);
  const ended = record.status.is === 'ended' && !record.operations.some((op) => op.state === 'open');
  return {
    record,
    json: JSON.stringify(record),
    next: activity(record),
    reader: String(READER),
    head,
    lines,
    ended: ended ? '1' : '0',
  };
}
