import { isRefusal } from '../../errors.ts';
import type { Migration } from '../../migration/types.ts';
import { checks } from '../card/checks.ts';
import { progressLines, stepLine } from '../card/steps.ts';
import { prose } from '../escape.ts';
import { fallback, state } from '../fallback.ts';
import { instance, name } from '../name.ts';
import { cardLink } from '../permalink.ts';
import { refusalText } from '../refusal.ts';
import { nextActor, sides, since } from '../standing.ts';
import { when } from '../times.ts';
import { which } from '../which.ts';
import type { Command, CommandContext, Reply } from './command.ts';

const mostListed = 15;

export const status: Command = {
  name: 'status',
  usage: '/migrate status [id]',
  about: 'lists what is open, or tells one migration in detail',
  claims: ([first]) => first === 'status',
  run: async ([, word, ...rest], context) => {
    if (rest.length > 0) return { lines: ['One at a time: `/migrate status [id]`.'] };
    if (word === undefined) return list(context);
    const found = await which(context.migrations, word);
    return isRefusal(found) ? { lines: [prose(refusalText(found))] } : detail(found, context);
  },
};

async function list(context: CommandContext): Promise<Reply> {
  const frozen = await context.migrations.frozen();
  const cold =
    frozen === undefined ? [] : [`:snowflake: ${prose(frozen)}. Nothing that changes a cloud leaves until \`/migrate unfreeze\`.`];
  const open = [...(await context.migrations.open())].sort((a, b) => a.requestedAt - b.requestedAt);
  if (open.length === 0) return { lines: [...cold, 'Nothing is open. `/migrate i-0123456789abcdef0` starts a migration.'] };
  const lines = await Promise.all(
    open
      .slice(0, mostListed)
      .map(async (migration) => `• ${fallback(migration, context.config.approvers.needed)}${await linked(migration, context)}`),
  );
  const more = open.length > mostListed ? [`… and ${open.length - mostListed} more; \`/migrate status <id>\` tells of each.`] : [];
  return { lines: [...cold, `*${open.length} open*`, ...lines, ...more] };
}

async function detail(migration: Migration, context: CommandContext): Promise<Reply> {
  const from = since(migration);
  const progress = migration.status.is === 'running' && migration.progress ? progressLines(migration.progress) : [];
  const trouble =
    migration.status.is === 'stuck'
      ? [`${prose(migration.status.problem, 900)}`, `*What to do:* ${prose(migration.status.remedy, 900)}`]
      : [];
  const blocked = checks({ ...migration, checks: migration.checks.filter(({ verdict }) => verdict !== 'pass') }).map(
    ({ text }) => text?.text ?? '',
  );
  return {
    lines: [
      `*${name(migration)}* (\`${instance(migration)}\`, ${migration.id})${await linked(migration, context)}`,
      `*${sides(migration)}* · next: *${nextActor(migration)}*${from === undefined ? '' : `, since ${when(from)}`}`,
      `State: ${state(migration, context.config.approvers.needed)}.`,
      ...trouble,
      ...(migration.course === 'forward' ? blocked : []),
      ...migration.steps.map(stepLine),
      ...progress,
    ],
  };
}

async function linked(migration: Migration, { migrations, web }: CommandContext): Promise<string> {
  const link = await cardLink(web, await migrations.card(migration.id));
  return link ? ` <${link}|Card>` : '';
}
