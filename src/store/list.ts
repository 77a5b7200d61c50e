import { type Filter, fits, type Page } from '../migration/listing.ts';
import type { Migration } from '../migration/types.ts';
import { keys } from './keys.ts';
import { readStored } from './records.ts';
import type { RedisClient } from './redis.ts';

const chunk = 50;

/** One page of all migrations that fit, newest first; reads no more records than it must. */
export async function list(client: RedisClient, filter: Filter, page: number, perPage: number): Promise<Page> {
  const wanted = page * perPage + 1;
  const fitting: Migration[] = [];
  for (let from = 0; fitting.length < wanted; from += chunk) {
    const ids = await client.redis.zrange(keys.all, String(from), String(from + chunk - 1), 'REV');
    if (ids.length === 0) break;
    const read = await Promise.all(ids.map((id) => readStored(client, id)));
    fitting.push(...read.flatMap((stored) => (stored && fits(stored.record, filter) ? [stored.record] : [])));
  }
  return { migrations: fitting.slice((page - 1) * perPage, page * perPage), page, more: fitting.length >= wanted };
}
