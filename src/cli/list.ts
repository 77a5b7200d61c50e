import { InvalidArgumentError, Option } from 'commander';
import { type Filter, type ListState, listStates, type Page } from '../migration/listing.ts';
import { state } from '../slack/fallback.ts';
import { plain, table, utc } from './print.ts';
import { asJson, document, type Subcommand } from './subcommand.ts';
import { machineName, summary } from './summary.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly state?: ListState;
  readonly source?: string;
  readonly target?: string;
  readonly by?: string;
  readonly channel?: string;
  readonly machine?: string;
  readonly page: number;
  readonly perPage: number;
  readonly json?: true;
}

/** All migrations there ever were, newest first, a page at a time. */
export const list: Subcommand = (program, terminal) => {
  program
    .command('list')
    .summary('all migrations, newest first, also those that have ended')
    .description('Lists migrations, newest first, also those that have ended.')
    .addOption(new Option('--state <state>', 'only those in this state').choices(listStates))
    .option('--source <alias>', 'only from this source of ferry.yml')
    .option('--target <alias>', 'only to this target of ferry.yml')
    .option('--by <user>', 'only those this person asked for; a Slack user id')
    .option('--channel <channel>', 'only those of this channel; a Slack channel id')
    .option('--machine <word>', 'only machines with this in their name, or whose instance id begins so')
    .option('--page <n>', 'which page, from 1', whole(1_000_000), 1)
    .option('--per-page <n>', 'how many to a page, at most 200', whole(200), 20)
    .option(...asJson)
    .addHelpText(
      'after',
      '\nNeeds REDIS_URL only.\n\nExamples:\n  ferry list --state stuck\n  ferry list --machine web- --page 2\n  ferry list --state completed --per-page 200 --json',
    )
    .action(async ({ page, perPage, json, ...filter }: Options) => {
      const found = await withStore(terminal, ({ store }) => store.list(filter, page, perPage));
      terminal.out(json ? document({ migrations: found.migrations.map(summary), page, perPage, more: found.more }) : text(found, filter));
    });
};

function whole(most: number): (typed: string) => number {
  return (typed) => {
    const number = /^\d{1,7}$/.test(typed) ? Number(typed) : 0;
    if (number < 1 || number > most) throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return number;
  };
}

function text({ migrations, page, more }: Page, filter: Filter): string {
  if (migrations.length === 0) {
    if (page > 1) return `Page ${page} is empty: there are fewer migrations.\n`;
    return Object.keys(filter).length === 0 ? 'There is no migration yet.\n' : 'No migration fits.\n';
  }
  const rows = migrations.map((m) => [
    m.id,
    machineName(m),
    m.source.instanceId,
    plain(`${m.source.alias} → ${m.target}`, 40),
    plain(state(m), 60),
    plain(m.requestedBy, 20),
    utc(m.requestedAt),
  ]);
  const next = more ? `\nThere are more: --page ${page + 1}\n` : '';
  return `${table(['ID', 'MACHINE', 'INSTANCE', 'ROUTE', 'STATE', 'ASKED BY', 'ASKED AT'], rows)}${next}`;
}
