import type { KnownBlock } from '@slack/types';
import type { ApproversConfig } from '../config-schema.ts';
import type { Course, Ending, Migration, Millis } from '../migration/types.ts';
import { context, header, section, type View } from './blocks.ts';
import { alerts } from './card/alerts.ts';
import { buttons } from './card/buttons.ts';
import { checks } from './card/checks.ts';
import { question } from './card/question.ts';
import { splitBrain } from './card/split-brain.ts';
import { steps } from './card/steps.ts';
import { trouble } from './card/trouble.ts';
import { escape, prose } from './escape.ts';
import { fallback } from './fallback.ts';
import { person } from './mention.ts';
import { instance, name, plainName } from './name.ts';
import { nextActor, sides } from './standing.ts';
import { when } from './times.ts';

export interface CardOptions {
  /** Grows with every redraw, so that Slack never mistakes an old block for a new one. */
  readonly revision?: number;
  readonly approvers?: Pick<ApproversConfig, 'needed'>;
}

/** The living card of one migration: the same record at the same time gives the same card. At most 50 blocks. */
export function card(migration: Migration, now: Millis, options: CardOptions = {}): View {
  const { revision = now, approvers } = options;
  const blocks: KnownBlock[] = [
    header(title(migration)),
    section(`${route(migration)}\n*${sides(migration)}* · next: *${nextActor(migration)}*`),
    ...outcome(migration),
    ...trouble(migration),
    ...splitBrain(migration),
    ...question(migration, approvers),
    ...(showsChecks(migration) ? checks(migration) : []),
    ...steps(migration),
    ...alerts(migration),
    ...buttons(migration),
    context(
      `${migration.id} · asked for by ${person(migration.requestedBy)} ${when(migration.requestedAt)} · revision ${revision}, ${when(now)}`,
    ),
  ];
  return {
    text: fallback(migration, approvers?.needed),
    blocks: blocks.map((block, index) => ({ ...block, block_id: `${migration.id}.${revision}.${index}`.slice(0, 255) })),
  };
}

function title(migration: Migration): string {
  const machine = plainName(migration, 80);
  const { status } = migration;
  if (status.is !== 'ended') return courses[migration.course](machine);
  return endings[status.how].title(machine);
}

const courses: Record<Course, (machine: string) => string> = {
  forward: (machine) => `Move ${machine} to Azure`,
  undo: (machine) => `${machine} stays in EC2`,
  rollback: (machine) => `${machine} goes back to EC2`,
};

function route(migration: Migration): string {
  const { source, machine } = migration;
  const facts = machine
    ? ` · ${[machine.os, machine.instanceType, size(machine.disks)]
        .filter(Boolean)
        .map((fact) => escape(fact, 60))
        .join(', ')}`
    : '';
  const engine = migration.engine ? ` by ${escape(migration.engine, 30)}` : '';
  const known = machine?.name ? `${name(migration)} (\`${instance(migration)}\`, ` : `\`${instance(migration)}\` (`;
  return `${known}${escape(source.alias, 31)}, ${escape(source.region, 30)}) → *${escape(migration.target, 31)}*${engine}${facts}`;
}

function size(disks: readonly { readonly gib: number }[]): string {
  const gib = disks.reduce((sum, disk) => sum + disk.gib, 0);
  return disks.length === 0 ? '' : `${disks.length} ${disks.length === 1 ? 'disk' : 'disks'}, ${gib} GiB`;
}

/** Checks matter until the failover is authorised; afterwards they would bury what matters. */
function showsChecks(migration: Migration): boolean {
  const { status } = migration;
  if (status.is === 'ended') return status.how === 'ineligible';
  return migration.course === 'forward' && !(status.is === 'asking' && status.gate === 'accept-target') && migration.sees.source !== 'down';
}

function outcome(migration: Migration): KnownBlock[] {
  const { status } = migration;
  if (status.is !== 'ended') return [];
  const { said, after: usual } = endings[status.how];
  const after =
    status.how === 'completed' && migration.sees.source !== 'down' ? 'The EC2 instance is left as it is, as was decided.' : usual;
  const by = status.by ? ` by ${person(status.by)}` : '';
  const reason = status.reason ? (status.how === 'ineligible' ? ` ${prose(status.reason, 300)}` : ` “${escape(status.reason, 300)}”`) : '';
  return [section(`${said}${by} ${when(status.at)}.${reason}${after ? ` ${after}` : ''}`)];
}

const endings: Record<Ending, { readonly title: (machine: string) => string; readonly said: string; readonly after?: string }> = {
  completed: {
    title: (machine) => `${machine} runs in Azure`,
    said: ':white_check_mark: *Completed*',
    after: 'The EC2 instance stays stopped; Ferry never terminates it.',
  },
  rejected: { title: (machine) => `${machine} stays in EC2`, said: ':no_entry: *Rejected*' },
  cancelled: { title: (machine) => `${machine} stays in EC2`, said: ':octagonal_sign: *Cancelled*' },
  'rolled-back': {
    title: (machine) => `${machine} is back in EC2`,
    said: ':leftwards_arrow_with_hook: *Rolled back*',
    after: 'What was written in Azure is not in EC2. Another try replicates from the beginning.',
  },
  expired: {
    title: (machine) => `${machine} stays in EC2`,
    said: ':hourglass: *Expired*',
    after: 'Nobody answered in time. Start again with /migrate.',
  },
  ineligible: {
    title: (machine) => `${machine} cannot be moved`,
    said: ':no_entry: *Not eligible*',
    after: 'Mend what is named, then /migrate again.',
  },
};
