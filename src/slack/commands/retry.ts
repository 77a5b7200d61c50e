import { isRefusal, refuse } from '../../errors.ts';
import { mayFailOverAgain } from '../../migration/evolve.ts';
import { prose } from '../escape.ts';
import { state } from '../fallback.ts';
import { instance, name, stepTitle } from '../name.ts';
import { which } from '../which.ts';
import { type Command, no } from './command.ts';
import { readOptions } from './options.ts';
import { wish } from './wish.ts';

const usage = '/migrate retry <id>';

export const retry: Command = {
  name: 'retry',
  usage,
  about: 'lets a migration that is stuck try its step again, once you have mended what its card names',
  example: '/migrate retry m-7f3k2',
  claims: ([first]) => first === 'retry',
  run: async ([, ...words], context) => {
    const given = readOptions(words, { usage });
    if (isRefusal(given)) return no(given);
    const [word, second] = given.others;
    if (word === undefined) return { lines: [`Which one? Type \`${prose(usage)}\`; \`/migrate list stuck\` shows the ids.`] };
    if (second !== undefined) return { lines: [`One at a time: \`${prose(usage)}\`.`] };
    const migration = await which(context.migrations, word);
    if (isRefusal(migration)) return no(migration);
    const { status } = migration;
    if (status.is === 'unknown')
      return no(
        refuse(
          `Nobody knows yet whether the call of ${migration.id} happened, so Ferry does not simply send it again.`,
          'Check the Azure portal, then answer on its card.',
        ),
      );
    if (status.is !== 'stuck') return no(refuse(`${migration.id} is not stuck: ${state(migration)}.`, 'There is nothing to retry.'));
    // A command is bound to no card, so whoever types it may not have seen that Retry means this by now.
    if (mayFailOverAgain(migration))
      return no(
        refuse(`Retrying ${migration.id} sends its failover again, and no command does that.`, 'Read its card, then press Retry there.'),
      );
    return wish(
      migration,
      { ask: status.ask, act: { kind: 'retry' } },
      `Ferry heard that you want ${name(migration)} (\`${instance(migration)}\`, ${migration.id}) to retry ${stepTitle(migration, status.step)}. The thread says what happens.`,
      context,
    );
  },
};
