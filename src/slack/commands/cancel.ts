import { parseArgs } from 'node:util';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { ClickEntry } from '../../migration/entries.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';
import { clickKey, complaint } from '../click.ts';
import { prose } from '../escape.ts';
import { instance, name } from '../name.ts';
import { refusalText } from '../refusal.ts';
import { which } from '../which.ts';
import type { Command, CommandContext, Reply } from './command.ts';

const usage = '/migrate cancel <id> [--remove-replication]';

export const cancel: Command = {
  name: 'cancel',
  usage,
  about: 'stops a migration before its failover and undoes what Ferry did',
  claims: ([first]) => first === 'cancel',
  run: async ([, ...words], context) => {
    const asked = parse(words);
    if (isRefusal(asked)) return { lines: [prose(refusalText(asked))] };
    const found = await which(context.migrations, asked.word);
    if (isRefusal(found)) return { lines: [prose(refusalText(found))] };
    return wish(found, asked.replication, context);
  },
};

async function wish(
  migration: Migration,
  replication: ReplicationWish,
  { migrations, user, channel, triggerId }: CommandContext,
): Promise<Reply> {
  const entry: ClickEntry = {
    is: 'click',
    key: clickKey({ triggerId, user, actionTs: '', value: '' }),
    by: user,
    clickedAt: Date.now(),
    act: { kind: 'cancel', replication },
    channel,
  };
  const wrong = complaint(await migrations.keep(migration.id, entry), migration.id);
  if (wrong !== undefined) return { lines: [wrong] };
  const fate = replication === 'remove' ? 'Replication is removed too.' : 'Replication stays as it is.';
  return {
    lines: [
      `Ferry heard that you want to cancel ${name(migration)} (\`${instance(migration)}\`, ${migration.id}). ${fate} The thread says what happens.`,
    ],
    afterwards: () => migrations.settle(migration.id),
  };
}

function parse(words: readonly string[]): { readonly word: string; readonly replication: ReplicationWish } | Refusal {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { 'remove-replication': { type: 'boolean', default: false } },
    });
    const [word, second] = positionals;
    if (word === undefined) return refuse('Which one?', `Type ${usage}; /migrate status lists the ids.`);
    if (second !== undefined) return refuse('One at a time.', `Type ${usage}.`);
    return { word, replication: values['remove-replication'] ? 'remove' : 'keep' };
  } catch (error) {
    return refuse(error instanceof Error ? `${error.message.split('. ')[0]}.` : 'Ferry does not understand that.', `Type ${usage}.`);
  }
}
