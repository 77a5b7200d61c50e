import type { Refusal } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { ClickEntry } from '../../migration/entries.ts';
import { replicates } from '../../migration/leave.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';
import { clickKey, complaint } from '../click.ts';
import { ifKnown } from '../dialogs/before.ts';
import { replicationWords } from '../replication-words.ts';
import { type CommandContext, no, type Reply } from './command.ts';

export const replicationFlags = ['keep-replication', 'remove-replication'] as const;

/** What was said about the replication; it is kept where nobody says anything. */
export function replicationWish(flags: ReadonlySet<(typeof replicationFlags)[number]>): ReplicationWish | Refusal {
  if (flags.size > 1)
    return refuse('Replication cannot be both kept and removed.', 'Leave out one of --keep-replication and --remove-replication.');
  return flags.has('remove-replication') ? 'remove' : 'keep';
}

/** What becomes of the replication, with a space before it; nothing where there is none. */
export function replicationFate(migration: Migration, wish: ReplicationWish): string {
  return replicates(migration) ? ` ${replicationWords[wish].means}` : '';
}

/** Of Slack's three seconds keeping it needs some. */
const rehearsalMs = 1_000;

/** Puts what a person typed into the inbox as their click, and answers with `heard` once it is safe there. */
export async function wish(
  migration: Migration,
  what: Pick<ClickEntry, 'act' | 'ask' | 'digest'>,
  heard: string,
  { migrations, user, channel, triggerId }: CommandContext,
): Promise<Reply> {
  const entry: ClickEntry = {
    is: 'click',
    key: clickKey({ triggerId, user, actionTs: '', value: '' }),
    by: user,
    clickedAt: Date.now(),
    ...what,
    channel,
  };
  // Where Ferry cannot post, as in a conversation of others, nobody would hear a refusal that comes later.
  const refusal = await ifKnown(rehearsalMs, migrations.rehearse(migration.id, entry));
  if (refusal) return no(refusal);
  const wrong = complaint(await migrations.keep(migration.id, entry), migration.id);
  if (wrong !== undefined) return { lines: [wrong] };
  return { lines: [heard], afterwards: () => migrations.settle(migration.id) };
}
