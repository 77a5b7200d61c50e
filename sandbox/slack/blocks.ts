import { randomBytes } from 'node:crypto';
import { isJson, type Json, objects, string } from './json.ts';
import { interactive } from './limits.ts';

/** Gives every block and every interactive element the id that Slack would give it when the app did not. */
export function withIds(blocks: readonly Json[]): Json[] {
  const copy: Json[] = structuredClone([...blocks]);
  for (const block of copy) {
    if (!string(block['block_id'])) block['block_id'] = shortId();
    for (const element of interactive(block)) if (!string(element['action_id'])) element['action_id'] = shortId();
  }
  return copy;
}

export interface Found {
  readonly block: Json;
  readonly element: Json;
}

/** Every interactive element with the block it stands in. */
export function elements(blocks: readonly Json[]): Found[] {
  return blocks.flatMap((block) => interactive(block).map((element) => ({ block, element })));
}

/** What a person would read on the element: "Approve failover (approve)". */
export function caption({ element }: Found): string {
  const label = isJson(element['text']) ? `${string(element['text']['text'])} ` : '';
  return `${label}(${string(element['action_id'])})`;
}

/** What the filled-in elements hold, as Slack sends it with a click or a submission. */
export function stateValues(blocks: readonly Json[], given: ReadonlyMap<Json, Json> = new Map()): Record<string, Record<string, Json>> {
  const values: Record<string, Record<string, Json>> = {};
  for (const { block, element } of elements(blocks)) {
    const held = given.get(element) ?? initial(element);
    if (held) (values[string(block['block_id'])] ??= {})[string(element['action_id'])] = held;
  }
  return values;
}

/** The value an element holds after a person chose or typed `value`; undefined when the element has no such option. */
export function filled(element: Json, value: string): Json | undefined {
  const type = string(element['type']);
  const option = (wanted: string) => options(element).find((one) => one['value'] === wanted);
  const single = (selected: Json | undefined) => selected && { type, selected_option: selected };
  const several = value.split(',').map((part) => part.trim());
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return single(option(value));
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes': {
      if (value === '') return { type, selected_options: [] };
      const chosen = several.map(option).filter((one) => one !== undefined);
      return chosen.length === several.length ? { type, selected_options: chosen } : undefined;
    }
    case 'users_select':
      return { type, selected_user: value };
    case 'multi_users_select':
      return { type, selected_users: several };
    case 'channels_select':
      return { type, selected_channel: value };
    case 'multi_channels_select':
      return { type, selected_channels: several };
    case 'conversations_select':
      return { type, selected_conversation: value };
    case 'multi_conversations_select':
      return { type, selected_conversations: several };
    case 'datepicker':
      return { type, selected_date: value };
    case 'timepicker':
      return { type, selected_time: value };
    case 'datetimepicker':
      return { type, selected_date_time: Number(value) };
    default:
      return undefined;
  }
}

/** The options of a select, in groups or not. */
function options(element: Json): Json[] {
  return [...objects(element['options']), ...objects(element['option_groups']).flatMap((group) => objects(group['options']))];
}

/** Whether an element holds nothing, so that a required field is still to be filled. */
export function isEmpty(held: Json | undefined): boolean {
  if (!held) return true;
  const { type: _, ...rest } = held;
  return Object.values(rest).every(
    (value) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

function initial(element: Json): Json | undefined {
  const type = string(element['type']);
  const held = (name: string, from: string, empty: unknown = null) => ({ type, [name]: element[from] ?? empty });
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return held('value', 'initial_value');
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return held('selected_option', 'initial_option');
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return held('selected_options', 'initial_options', []);
    case 'users_select':
      return held('selected_user', 'initial_user');
    case 'multi_users_select':
      return held('selected_users', 'initial_users', []);
    case 'channels_select':
      return held('selected_channel', 'initial_channel');
    case 'multi_channels_select':
      return held('selected_channels', 'initial_channels', []);
    case 'conversations_select':
      return held('selected_conversation', 'initial_conversation');
    case 'multi_conversations_select':
      return held('selected_conversations', 'initial_conversations', []);
    case 'datepicker':
      return held('selected_date', 'initial_date');
    case 'timepicker':
      return held('selected_time', 'initial_time');
    case 'datetimepicker':
      return held('selected_date_time', 'initial_date_time');
    default:
      return undefined;
  }
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
