import type { Group } from '../migration/group.ts';
import type { Migration } from '../migration/types.ts';
import { sections, type View } from './blocks.ts';
import { escape } from './escape.ts';
import { summary } from './group-summary.ts';
import { instance, name } from './name.ts';
import { nextActor, sides } from './standing.ts';

/** Why a channel takes no posts, and what makes it take them again, by Slack's own code. */
const reasons: Readonly<Record<string, readonly [because: string, remedy: string]>> = {
  is_archived: ['it is archived', 'Unarchive it and type `/invite @Ferry` there'],
  not_in_channel: ['Ferry is not in it', 'Type `/invite @Ferry` there'],
  channel_not_found: ['it is gone, or private and without Ferry', 'If it is private, invite Ferry to it'],
  restricted_action: ['its settings do not let Ferry post', 'Let Ferry post in it'],
};

/** What is told elsewhere of a migration whose channel takes no posts. */
export function unheard(migration: Migration, code: string): View {
  const [because, remedy] = said(code);
  const known = migration.machine?.name ? `${name(migration)} (${instance(migration)})` : instance(migration);
  const lines = [
    `:mute: Nobody can see the card of *${known}*: <#${migration.channel}> takes no posts, because ${because}.`,
    `*${sides(migration)}* · next: *${nextActor(migration)}*. What needs nobody goes on; nothing is failed over that approvers cannot see.`,
    `${remedy}, and Ferry goes on posting there by itself. Until then \`/migrate status ${migration.id}\` tells how it stands, and \`/migrate cancel ${migration.id}\` stops it.`,
  ];
  return { text: [...lines, `[${migration.id}]`].join(' '), blocks: sections(lines) };
}

/** The same of several machines under one message, told once for all of them. */
export function unheardGroup({ id, channel }: Group, migrations: readonly Migration[], code: string): View {
  const [because, remedy] = said(code);
  const lines = [
    `:mute: Nobody can see the message of *${migrations.length} machines* and their cards: <#${channel}> takes no posts, because ${because}.`,
    `*${summary(migrations)}*. What needs nobody goes on; nothing is failed over that approvers cannot see.`,
    ...migrations.map(
      (migration) =>
        `• ${name(migration)} (\`${instance(migration)}\`, ${migration.id}): ${sides(migration)} · next: ${nextActor(migration)}`,
    ),
    `${remedy}, and Ferry goes on posting there by itself. Until then \`/migrate status <id>\` tells how each stands, and \`/migrate cancel <id>\` stops it.`.replaceAll(
      '<id>',
      '&lt;id&gt;',
    ),
  ];
  return { text: [...lines, `[${id}]`].join('\n'), blocks: sections(lines) };
}

/** Whether no post of this channel would be taken, whosever it is. */
export function closesChannel(code: string): boolean {
  return code in reasons;
}

function said(code: string): readonly [because: string, remedy: string] {
  return reasons[code] ?? [`Slack answers ${escape(code, 60)}`, 'Mend that'];
}
