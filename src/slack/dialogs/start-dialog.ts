import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Config } from '../../config-schema.ts';
import { mostTogether } from '../../migration/group.ts';
import { plainText, section } from '../blocks.ts';
import { described, listed } from '../commands/places.ts';

export const startCallback = 'ferry_start_dialog';
/** The `action_id` of each field; the blocks are named alike, but for the machines. */
export const fields = {
  source: 'ferry_source',
  machines: 'ferry_machines',
  target: 'ferry_target',
  note: 'ferry_note',
  channel: 'ferry_channel',
};
/** Stands for all sources together, which is no alias. */
export const everySource = '*';

interface Opened {
  readonly config: Pick<Config, 'sources' | 'targets' | 'channels'>;
  /** Where the person was when it was opened. */
  readonly channel: string;
  readonly source?: string;
}

/**
 * Asks for machines, from where, to where, and in which channel to show them; where ferry.yml has only one place, it is
 * not asked for. The block of the machines is named after their source: with another one, Slack forgets what was chosen.
 */
export function startDialog({ config, channel, source }: Opened): ModalView {
  const sources = Object.keys(config.sources);
  const targets = Object.keys(config.targets);
  const [only, second] = sources;
  const from = source ?? (second === undefined ? (only ?? everySource) : everySource);
  return {
    type: 'modal',
    callback_id: startCallback,
    private_metadata: channel,
    title: plainText('Move to Azure', 24),
    submit: plainText('Check', 24),
    close: plainText('Close', 24),
    blocks: [
      section('Ferry checks the machines and shows a plan for each. *Nothing is changed before you press Start on it.*'),
      ...(second === undefined ? [] : [sourceField(config, sources, from)]),
      machinesField(from),
      ...(targets.length > 1 ? [targetField(targets)] : []),
      noteField,
      ...(config.channels.allowed.length > 1
        ? [section(`Ferry shows migrations in ${listed(config.channels.allowed.map((id) => `<#${id}>`))}.`)]
        : []),
      channelField(config.channels.allowed, channel),
    ],
  };
}

/** The id of the block that holds the machines of a source; the source of such a block. */
export function machinesBlock(source: string): string {
  return `${fields.machines}:${source}`;
}

export function sourceOfBlock(blockId: string): string {
  return blockId.slice(machinesBlock('').length);
}

function sourceField(config: Pick<Config, 'sources'>, aliases: readonly string[], chosen: string): InputBlock {
  const options = [option('All sources', everySource), ...aliases.slice(0, 99).map((alias) => option(described(config, alias), alias))];
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: fields.source,
    label: plainText('Source', 200),
    dispatch_action: true,
    element: { type: 'static_select', action_id: fields.source, options, ...(initial && { initial_option: initial }) },
  };
}

function machinesField(source: string): InputBlock {
  return {
    type: 'input',
    block_id: machinesBlock(source),
    label: plainText('Machines', 200),
    element: {
      type: 'multi_external_select',
      action_id: fields.machines,
      placeholder: plainText('A name, an instance id or a private address', 150),
      min_query_length: 0,
      max_selected_items: mostTogether,
    },
  };
}

function targetField(aliases: readonly string[]): InputBlock {
  return {
    type: 'input',
    block_id: fields.target,
    label: plainText('Target', 200),
    element: { type: 'static_select', action_id: fields.target, options: aliases.slice(0, 100).map((alias) => option(alias, alias)) },
  };
}

const noteField: InputBlock = {
  type: 'input',
  block_id: fields.note,
  optional: true,
  label: plainText('Note', 200),
  hint: plainText('Shown on the plan and on the approval, for example a change number.', 200),
  element: { type: 'plain_text_input', action_id: fields.note, max_length: 200 },
};

function channelField(allowed: readonly string[], current: string): InputBlock {
  const [only, second] = allowed;
  const here = /^[CG]/.test(current) && (only === undefined || allowed.includes(current)) ? current : undefined;
  const initial = here ?? (second === undefined ? only : undefined);
  return {
    type: 'input',
    block_id: fields.channel,
    label: plainText('Channel', 200),
    hint: plainText('Its members see the cards. Ferry has to be in it.', 200),
    element: {
      type: 'conversations_select',
      action_id: fields.channel,
      filter: { include: ['public', 'private'], exclude_bot_users: true },
      ...(initial && { initial_conversation: initial }),
    },
  };
}

function option(text: string, value: string): PlainTextOption {
  return { text: plainText(text, 75), value };
}
