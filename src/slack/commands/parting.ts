import { isRefusal, refuse } from '../../errors.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';
import { prose } from '../escape.ts';
import { which } from '../which.ts';
import { type CommandContext, no, type Reply } from './command.ts';
import { readOptions } from './options.ts';
import { replicationFlags, replicationWish } from './wish.ts';
import { said } from './words.ts';

const longestReason = 500;

/** What somebody typed who stops a migration: which one, why, and what becomes of its replication. */
interface Parting {
  readonly migration: Migration;
  readonly replication: ReplicationWish;
  /** Empty where nothing was said. */
  readonly reason: string;
}

/** Reads `<id> <reason> [--keep-replication|--remove-replication]`; `ids` is the command that lists what may be named. */
export async function readParting(
  words: readonly string[],
  { usage, ids }: { readonly usage: string; readonly ids: string },
  { migrations }: CommandContext,
): Promise<Parting | Reply> {
  const given = readOptions(words, { flags: replicationFlags, usage });
  if (isRefusal(given)) return no(given);
  const replication = replicationWish(given.flags);
  if (isRefusal(replication)) return no(replication);
  const [word, ...why] = given.others;
  if (word === undefined) return { lines: [`Which one? Type \`${prose(usage)}\`; \`${ids}\` shows the ids.`] };
  const migration = await which(migrations, word);
  if (isRefusal(migration)) return no(migration);
  const reason = said(why);
  if (reason.length > longestReason)
    return no(refuse(`The reason has ${reason.length} characters, and ${longestReason} fit.`, 'Shorten it.'));
  return { migration, replication, reason };
}
