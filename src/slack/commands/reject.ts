import { isRefusal, refuse } from '../../errors.ts';
import { prose } from '../escape.ts';
import { state } from '../fallback.ts';
import { instance, name } from '../name.ts';
import { which } from '../which.ts';
import { type Command, no } from './command.ts';
import { readOptions } from './options.ts';
import { replicationFate, replicationFlags, replicationWish, wish } from './wish.ts';
import { said } from './words.ts';

const usage = '/migrate reject <id> <reason> [--keep-replication|--remove-replication]';

export const reject: Command = {
  name: 'reject',
  usage,
  about: 'says no to the failover that waits for authorisation; approvers only',
  example: '/migrate reject m-7f3k2 no downtime before the audit --keep-replication',
  claims: ([first]) => first === 'reject',
  run: async ([, ...words], context) => {
    const given = readOptions(words, { flags: replicationFlags, usage });
    if (isRefusal(given)) return no(given);
    const replication = replicationWish(given.flags);
    if (isRefusal(replication)) return no(replication);
    const [word, ...why] = given.others;
    if (word === undefined) return { lines: [`Which one? Type \`${prose(usage)}\`; \`/migrate list waiting\` shows the ids.`] };
    const migration = await which(context.migrations, word);
    if (isRefusal(migration)) return no(migration);
    const { status } = migration;
    if (status.is !== 'asking' || status.gate !== 'authorise-failover') {
      const instead =
        status.is === 'asking' && status.gate === 'accept-target' ? 'Use Roll back on its card.' : '/migrate cancel stops it.';
      return no(
        refuse(
          `${migration.id} does not wait for authorisation of a failover: ${state(migration)}.`,
          status.is === 'ended' ? 'Nothing is left to do.' : instead,
        ),
      );
    }
    const reason = said(why);
    if (reason === '') return { lines: [`Why not? The thread will show it. Type \`${prose(usage)}\`.`] };
    if (reason.length > 500) return no(refuse(`The reason has ${reason.length} characters, and 500 fit.`, 'Shorten it.'));
    return wish(
      migration,
      {
        ask: status.ask,
        digest: status.question.digest,
        act: { kind: 'answer', gate: 'authorise-failover', yes: false, reason, replication },
      },
      `Ferry heard that you reject the failover of ${name(migration)} (\`${instance(migration)}\`, ${migration.id}).${replicationFate(migration, replication)} The thread says what happens.`,
      context,
    );
  },
};
