import { isRefusal } from '../../errors.ts';
import type { Migration } from '../../migration/types.ts';
import { escape, prose } from '../escape.ts';
import { fallback } from '../fallback.ts';
import { person } from '../mention.ts';
import { cardLink } from '../permalink.ts';
import { which, whichTogether } from '../which.ts';
import { type Command, type CommandContext, no, type Reply } from './command.ts';
import { detail } from './detail.ts';
import { readOptions } from './options.ts';

const mostListed = 15;
const usage = '/migrate status [id]';

export const status: Command = {
  name: 'status',
  usage,
  about: 'lists what is open, or tells one migration step by step',
  example: '/migrate status m-7f3k2',
  claims: ([first]) => first === 'status',
  run: async ([, ...words], context) => {
    const given = readOptions(words, { usage });
    if (isRefusal(given)) return no(given);
    const [word, second] = given.others;
    if (second !== undefined) return { lines: [`One at a time: \`${prose(usage)}\`.`] };
    if (word === undefined) return open(context);
    const together = await whichTogether(context.migrations, word);
    if (together) return { lines: await lines(together, context) };
    const found = await which(context.migrations, word);
    if (isRefusal(found)) return no(found);
    return { lines: detail(found, await linked(found, context), context.config.approvers.needed, Date.now()) };
  },
};

/** Who froze Ferry and why, as the store says it, with the reason as nothing but text. */
function cold(frozen: string): string {
  const [, by, reason] = /^<@(\w+)> froze Ferry: (.*)$/s.exec(frozen) ?? [];
  return by === undefined || reason === undefined ? prose(frozen) : `${person(by)} froze Ferry: ${escape(reason, 500)}`;
}

async function open(context: CommandContext): Promise<Reply> {
  const frozen = await context.migrations.frozen();
  const freeze =
    frozen === undefined ? [] : [`:snowflake: ${cold(frozen)}. Nothing that changes a cloud leaves until \`/migrate unfreeze\`.`];
  const all = [...(await context.migrations.open())].sort((a, b) => a.requestedAt - b.requestedAt);
  if (all.length === 0) return { lines: [...freeze, 'Nothing is open. `/migrate i-0123456789abcdef0` starts a migration.'] };
  const first = await lines(all.slice(0, mostListed), context);
  const more = all.length > mostListed ? [`… and ${all.length - mostListed} more; \`/migrate list open\` pages through them.`] : [];
  return { lines: [...freeze, `*${all.length} open*`, ...first, ...more] };
}

/** One line for each, with the address of its card. */
function lines(migrations: readonly Migration[], context: CommandContext): Promise<string[]> {
  const { needed } = context.config.approvers;
  return Promise.all(migrations.map(async (migration) => `• ${fallback(migration, needed)}${await linked(migration, context)}`));
}

async function linked(migration: Migration, { migrations, web }: CommandContext): Promise<string> {
  const link = await cardLink(web, await migrations.card(migration.id));
  return link ? ` <${link}|Card>` : '';
}
