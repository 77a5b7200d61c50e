import type { KnownBlock } from '@slack/types';
import type { ApproversConfig } from '../config-schema.ts';
import type { Group } from '../migration/group.ts';
import type { Migration, Millis } from '../migration/types.ts';
import { context, header, section, type View } from './blocks.ts';
import { fallback, state } from './fallback.ts';
import { hasEnded, summary } from './group-summary.ts';
import { person } from './mention.ts';
import { instance, name } from './name.ts';
import { nextActor, sides } from './standing.ts';
import { when } from './times.ts';

/** A machine of the group and the address of its card, once there is one. */
export interface GroupRow {
  readonly migration: Migration;
  readonly link?: string;
}

export interface GroupCardOptions {
  /** Grows with every redraw, so that Slack never mistakes an old block for a new one. */
  readonly revision: number;
  readonly approvers?: Pick<ApproversConfig, 'needed'>;
}

/** The living message of machines that move together: one row each, most urgent count first. At most 50 blocks. */
export function groupCard(group: Group, rows: readonly GroupRow[], now: Millis, { revision, approvers }: GroupCardOptions): View {
  const migrations = rows.map(({ migration }) => migration);
  const title = `${rows.length} machines to Azure`;
  const counted = summary(migrations);
  const ended = migrations.every(hasEnded);
  const blocks: KnownBlock[] = [
    header(title),
    section(`asked for by ${person(group.by)} · ${ended ? `*All have ended:* ${counted}` : counted}`),
    ...rows.map((shown) => section(row(shown, approvers))),
    context(
      ended
        ? `${group.id} · asked for ${when(group.at)} · revision ${revision}, ${when(now)}`
        : `${group.id} · asked for ${when(group.at)} · the cards with their buttons are in the thread · revision ${revision}, ${when(now)}`,
    ),
  ];
  return {
    text: [`${title} [${group.id}]: ${counted}.`, ...migrations.map((migration) => `• ${fallback(migration, approvers?.needed)}`)].join(
      '\n',
    ),
    blocks: blocks.map((block, index) => ({ ...block, block_id: `${group.id}.${revision}.${index}` })),
  };
}

function row({ migration, link }: GroupRow, approvers: GroupCardOptions['approvers']): string {
  const known = migration.machine?.name ? `*${name(migration)}* (\`${instance(migration)}\`)` : `*\`${instance(migration)}\`*`;
  const card = link === undefined ? '' : ` · <${link}|Card>`;
  const actor = hasEnded(migration) ? '' : ` · next: *${nextActor(migration)}*`;
  return `${mark(migration)} ${known} · ${sides(migration)}${card}\n${state(migration, approvers?.needed)}${actor}`;
}

function mark({ status }: Migration): string {
  if (status.is === 'ended') return status.how === 'completed' ? ':white_check_mark:' : ':no_entry:';
  if (status.is === 'stuck') return ':x:';
  if (status.is === 'unknown') return ':grey_question:';
  return status.is === 'asking' ? ':raised_hand:' : ':hourglass_flowing_sand:';
}
