import type { Group } from '../migration/group.ts';
import type { Clock } from './clock.ts';
import { type Created, create, draft, type NewMigration, newId } from './create.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import { fromRedis } from './trouble.ts';

/** What came of asking for several at once; each answer stands where its request stood. */
export interface CreatedTogether {
  /** Absent when fewer than two were created: one migration alone needs no group. */
  readonly group?: string;
  readonly created: readonly Created[];
}

export interface StoredGroup {
  readonly group: Group;
  /** Grows whenever something that its message shows has changed. */
  readonly version: number;
}

/** Creates a group and its migrations in one step, so that no crash can come between them. */
export async function createTogether(
  client: RedisClient,
  clock: Clock,
  { by, channel }: Pick<Group, 'by' | 'channel'>,
  requests: readonly NewMigration[],
): Promise<CreatedTogether> {
  const id = newId('g');
  const at = clock.now();
  const drafts = requests.map((request) => draft(request, at, id));
  const [outcome, ...holders] = (await client.run(
    'create-together',
    [keys.due, keys.out, keys.open, keys.all, keys.group(id), ...drafts.flatMap((one) => [one.keys.record, one.keys.lock, one.keys.log])],
    [id, JSON.stringify({ id, by, channel, at }), ...drafts.flatMap((one) => one.args)],
  )) as string[];
  if (outcome === 'alone') return { created: await inTurn(requests, (request) => create(client, clock, request)) };
  return {
    group: id,
    created: drafts.map((one, index) => {
      const holder = holders[index];
      return holder ? { id: holder, existing: true } : { id: one.id, existing: false };
    }),
  };
}

export async function readGroup(client: RedisClient, id: string): Promise<StoredGroup | undefined> {
  const [v, j, members] = await fromRedis(`reading ${id}`, () => client.redis.hmget(keys.group(id), 'v', 'j', 'members'));
  if (!v || !j) return undefined;
  return { group: { ...(JSON.parse(j) as Omit<Group, 'members'>), members: (members ?? '').split(' ') }, version: Number(v) };
}

/** Makes the group's message due when `mark`, which stands for what it shows of this member, is another than before. */
export async function touchGroup(client: RedisClient, id: string, member: string, mark: string): Promise<void> {
  await client.run('group-touch', [keys.group(id), keys.out], [id, member, mark]);
}

/** One after the other: a machine that was named twice is created by the first. */
async function inTurn<T, R>(all: readonly T[], one: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of all) done.push(await one(item));
  return done;
}
