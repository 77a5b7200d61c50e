import type { Migration } from '../migration/types.ts';
import { sections, type View } from './blocks.ts';
import { escape } from './escape.ts';
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
  const [because, remedy] = reasons[code] ?? [`Slack answers ${escape(code, 60)}`, 'Mend that'];
  const known = migration.machine?.name ? `${name(migration)} (${instance(migration)})` : instance(migration);
  const lines = [
    `:mute: Nobody can see the card of *${known}*: <#${migration.channel}> takes no posts, because ${because}.`,
    `*${sides(migration)}* · next: *${nextActor(migration)}*. What needs nobody goes on; nothing is failed over that approvers cannot see.`,
    `${remedy}, and Ferry goes on posting there by itself. Until then \`/migrate status ${migration.id}\` tells how it stands, and \`/migrate cancel ${migration.id}\` stops it.`,
  ];
  return { text: [...lines, `[${migration.id}]`].join(' '), blocks: sections(lines) };
}
