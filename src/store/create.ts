import { randomBytes } from 'node:crypto';
import { evolve } from '../migration/evolve.ts';
import { activity } from '../migration/next.ts';
import type { Migration, MigrationEvent, Millis, SourceRef } from '../migration/types.ts';
import type { Clock } from './clock.ts';
import { keys } from './keys.ts';
import { chain, GENESIS } from './log.ts';
import type { RedisClient } from './redis.ts';

/** What a migration is created from. */
export interface NewMigration {
  readonly source: SourceRef;
  readonly target: string;
  readonly by: string;
  readonly channel: string;
  readonly note?: string;
}

export interface Created {
  readonly id: string;
  /** The machine had an open migration already; nothing was created. */
  readonly existing: boolean;
}

/** A migration that is written by one of the creating scripts. */
export interface Draft {
  readonly id: string;
  readonly keys: { readonly record: string; readonly lock: string; readonly log: string };
  /** id json reader next head line */
  readonly args: readonly (string | number)[];
}

/** The first event of a migration and everything that follows from it. */
export function draft({ source, target, by, channel, note }: NewMigration, at: Millis, group?: string): Draft {
  const id = newId('m');
  const event: MigrationEvent = {
    type: 'requested',
    at,
    id,
    source,
    target,
    by,
    channel,
    ...(note && { note }),
    ...(group && { group }),
  };
  const record: Migration = evolve(undefined, event);
  const { lines, head } = chain(GENESIS, 1, [event]);
  return {
    id,
    keys: { record: keys.record(id), lock: keys.lock(source.account, source.region, source.instanceId), log: keys.log(id) },
    args: [id, JSON.stringify(record), record.reader, activity(record), head, lines[0] ?? ''],
  };
}

/** Creates one migration, or names the open one of the same machine. */
export async function create(client: RedisClient, clock: Clock, request: NewMigration): Promise<Created> {
  const { id, keys: own, args } = draft(request, clock.now());
  const names = [own.record, own.lock, own.log, keys.due, keys.out, keys.open, keys.all];
  const reply = (await client.run('create', names, args)) as ['created'] | ['taken', string];
  return reply[0] === 'taken' ? { id: reply[1], existing: true } : { id, existing: false };
}

/** Six letters and digits that cannot be misread for one another. */
export function newId(kind: 'm' | 'g'): string {
  const letters = '23456789abcdefghjkmnpqrstuvwxyz';
  return `${kind}-${Array.from(randomBytes(6), (byte) => letters.charAt(byte % letters.length)).join('')}`;
}
