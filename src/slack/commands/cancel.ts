import { isRefusal } from '../../errors.ts';
import { prose } from '../escape.ts';
import { instance, name } from '../name.ts';
import { which } from '../which.ts';
import { type Command, no } from './command.ts';
import { readOptions } from './options.ts';
import { replicationFate, replicationFlags, replicationWish, wish } from './wish.ts';
import { said } from './words.ts';

const usage = '/migrate cancel <id> [reason] [--keep-replication|--remove-replication]';

export const cancel: Command = {
  name: 'cancel',
  usage,
  about: 'stops a migration before its failover and undoes what Ferry did',
  example: '/migrate cancel m-7f3k2 moved to next quarter --remove-replication',
  claims: ([first]) => first === 'cancel',
  run: async ([, ...words], context) => {
    const given = readOptions(words, { flags: replicationFlags, usage });
    if (isRefusal(given)) return no(given);
    const replication = replicationWish(given.flags);
    if (isRefusal(replication)) return no(replication);
    const [word, ...why] = given.others;
    if (word === undefined) return { lines: [`Which one? Type \`${prose(usage)}\`; \`/migrate list open\` shows the ids.`] };
    const migration = await which(context.migrations, word);
    if (isRefusal(migration)) return no(migration);
    const reason = said(why).slice(0, 500);
    return wish(
      migration,
      { act: { kind: 'cancel', replication, ...(reason && { reason }) } },
      `Ferry heard that you want to cancel ${name(migration)} (\`${instance(migration)}\`, ${migration.id}).${replicationFate(migration, replication)} The thread says what happens.`,
      context,
    );
  },
};
