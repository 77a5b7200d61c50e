import type { ActionsBlock, Button } from '@slack/types';
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { type Filter, type ListState, listStates, type Page } from '../../migration/listing.ts';
import { quoted } from '../../migration/quoted.ts';
import type { Migration } from '../../migration/types.ts';
import { plainText, sections } from '../blocks.ts';
import { escape } from '../escape.ts';
import { fallback } from '../fallback.ts';
import { person } from '../mention.ts';
import { instance, name } from '../name.ts';
import { didYouMean } from '../nearest.ts';
import { cardLink } from '../permalink.ts';
import { utc } from '../times.ts';
import type { ReplyButton } from './button.ts';
import { type Command, type CommandContext, no, type Reply } from './command.ts';
import { readOptions } from './options.ts';
import { chosen } from './places.ts';

const perPage = 10;
const usage =
  '/migrate list [state] [--source alias] [--target alias] [--by @user|me] [--channel #channel|here] [--machine part] [--page N]';

export const list: Command = {
  name: 'list',
  usage,
  about: `lists migrations, newest first; a state is one of ${listStates.join(', ')}`,
  example: '/migrate list waiting --by me',
  claims: ([first]) => first === 'list',
  run: async ([, ...words], context) => {
    const asked = read(words, context);
    return isRefusal(asked) ? no(asked) : show(asked.filter, asked.page, context);
  },
};

type Asked = { readonly filter: Filter; readonly page: number };

function read(words: readonly string[], { config, user, channel }: CommandContext): Asked | Refusal {
  const given = readOptions(words, { valued: ['state', 'source', 'target', 'by', 'channel', 'machine', 'page'], usage });
  if (isRefusal(given)) return given;
  const { values, others } = given;
  const [word = values.state, second] = others;
  if (second !== undefined) return refuse('One state at a time.', `Type \`${usage}\`.`);
  const state = word === undefined ? undefined : listed(word);
  if (isRefusal(state)) return state;
  const source = values.source === undefined ? undefined : chosen('source', Object.keys(config.sources), values.source);
  if (isRefusal(source)) return source;
  const target = values.target === undefined ? undefined : chosen('target', Object.keys(config.targets), values.target);
  if (isRefusal(target)) return target;
  const by = mentioned('by', values.by, 'me', user);
  if (isRefusal(by)) return by;
  const where = mentioned('channel', values.channel, 'here', channel);
  if (isRefusal(where)) return where;
  const page = Number(values.page ?? 1);
  if (!Number.isInteger(page) || page < 1 || page > 10_000)
    return refuse(`There is no page ${quoted((values.page ?? '').slice(0, 40))}.`, 'Pages count from 1.');
  return {
    filter: {
      ...(state && { state }),
      ...(source && { source }),
      ...(target && { target }),
      ...(by && { by }),
      ...(where && { channel: where }),
      ...(values.machine && { machine: values.machine }),
    },
    page,
  };
}

function listed(word: string): ListState | Refusal {
  const state = listStates.find((one) => one === word.toLowerCase());
  return (
    state ??
    refuse(`There is no state “${quoted(word.slice(0, 40))}”.`, `${didYouMean(word, listStates)}States are: ${listStates.join(', ')}.`)
  );
}

/** A person or channel as Slack writes them into commands, or the word for one's own. */
function mentioned(option: 'by' | 'channel', value: string | undefined, own: string, ownId: string): string | undefined | Refusal {
  if (value === undefined) return undefined;
  if (value.toLowerCase() === own) return ownId;
  const shape = option === 'by' ? /^<?@?([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>?$/ : /^<?#?([CGD][A-Z0-9]{2,20})(?:\|[^>]*)?>?$/;
  const sign = option === 'by' ? '@' : '#';
  return (
    shape.exec(value)?.[1] ??
    refuse(
      `Ferry does not know whom or what --${option} ${quoted(value.slice(0, 60))} means.`,
      `Pick the name from the list that Slack shows after ${sign}, or type ${own}.`,
    )
  );
}

async function show(filter: Filter, page: number, context: CommandContext): Promise<Reply> {
  const found = await context.migrations.list(filter, page, perPage);
  const narrowed = told(filter);
  if (found.migrations.length === 0) return { lines: [empty(narrowed, page)] };
  const head = `*Migrations${narrowed === '' ? '' : `: ${narrowed}`}*, newest first${page > 1 || found.more ? `, page ${page}` : ''}`;
  const lines = [head, ...(await Promise.all(found.migrations.map((migration) => line(migration, context))))];
  return { lines, blocks: [...sections(lines, 10), ...turning(filter, found)] };
}

function empty(narrowed: string, page: number): string {
  if (page > 1) return `Page ${page} of this list is empty. Type it again with a lower --page.`;
  return narrowed === ''
    ? 'There is no migration yet. `/migrate i-0123456789abcdef0` starts one.'
    : `No migration fits: ${narrowed}. \`/migrate list\` shows them all.`;
}

/** What the list is narrowed to, in words. */
function told({ state, source, target, by, channel, machine }: Filter): string {
  return [
    ...(state ? [state] : []),
    ...(source ? [`source ${escape(source, 40)}`] : []),
    ...(target ? [`target ${escape(target, 40)}`] : []),
    ...(by ? [`asked for by ${person(by)}`] : []),
    ...(channel ? [`in <#${escape(channel, 30)}>`] : []),
    ...(machine ? [`machine “${escape(machine, 60)}”`] : []),
  ].join(', ');
}

async function line(migration: Migration, { migrations, web, config }: CommandContext): Promise<string> {
  const link = await cardLink(web, await migrations.card(migration.id));
  const { status } = migration;
  const known = migration.machine?.name ? `${name(migration)} (${instance(migration)})` : instance(migration);
  const said =
    status.is === 'ended'
      ? `${known} [${migration.id}]: ${status.how.replace('-', ' ')} ${utc(status.at)}, asked for by ${person(migration.requestedBy)}.`
      : fallback(migration, config.approvers.needed);
  return `• ${said}${link ? ` <${link}|Card>` : ''}`;
}

const turn = z.object({
  filter: z.object({
    state: z.enum(listStates).optional(),
    source: z.string().optional(),
    target: z.string().optional(),
    by: z.string().optional(),
    channel: z.string().optional(),
    machine: z.string().optional(),
  }),
  page: z.int().min(1),
});

function turning(filter: Filter, { page, more }: Page): ActionsBlock[] {
  const to = (action: ReplyButton, label: string, number: number): Button => ({
    type: 'button',
    action_id: action.id,
    text: plainText(label, 75),
    value: JSON.stringify({ filter, page: number }),
  });
  const elements = [...(page > 1 ? [to(previousPage, 'Newer', page - 1)] : []), ...(more ? [to(nextPage, 'Older', page + 1)] : [])];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

async function press(value: string, context: CommandContext): Promise<Reply> {
  const { filter, page } = turn.parse(JSON.parse(value));
  const given = Object.fromEntries(Object.entries(filter).filter(([, wanted]) => wanted !== undefined));
  return show(given, page, context);
}

export const previousPage: ReplyButton = { id: 'ferry_list_newer', press };
export const nextPage: ReplyButton = { id: 'ferry_list_older', press };
