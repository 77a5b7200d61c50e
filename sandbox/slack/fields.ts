import { caption, elements, type Found, filled, isEmpty } from './blocks.ts';
import { type Json, objects, string } from './json.ts';
import { actionPayload } from './payloads.ts';
import { fillable, type OpenView, viewState } from './views.ts';

/** The element with this action id; a forged one when it is not there but a value was given. */
export function pick(blocks: readonly Json[], actionId: string, value: string | undefined, doing: string): Found {
  const all = elements(blocks);
  const found = all.find(({ element }) => element['action_id'] === actionId);
  if (found) return found;
  if (value === undefined) throw new Error(`${doing}: no such button; there are ${all.map(caption).join(', ') || 'none'}`);
  const element = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: actionId, emoji: true } };
  return { block: { type: 'actions', block_id: 'forged', elements: [element] }, element };
}

/** What `actions` says of an element that was pressed, or in which `value` was chosen. */
export function pressed({ block, element }: Found, value: string | undefined, at: string, doing: string): Json {
  if (element['type'] === 'button') {
    const { text, style, url } = element;
    const own = value ?? element['value'];
    const given = {
      type: 'button',
      text,
      ...(own !== undefined && { value: own }),
      ...(style !== undefined && { style }),
      ...(url !== undefined && { url }),
    };
    return actionPayload(at, block, element, given);
  }
  const held = filled(element, value ?? '');
  if (!held) throw new Error(`${doing}: it has no option "${value ?? ''}"`);
  return actionPayload(at, block, element, held);
}

/** The confirm dialog that stands before the element. */
export function confirmOf({ element }: Found): { confirm?: Json } {
  const [confirm] = objects([element['confirm']]);
  return confirm ? { confirm } : {};
}

/** The person fills in fields, named by block id or action id; they stay filled in until the view goes. */
export function fill(view: OpenView, values: Readonly<Record<string, string>>, doing: string): void {
  const fields = fillable(view);
  const names = fields.map(({ block, element }) => `${string(block['block_id'])} (${string(element['action_id'])})`).join(', ');
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find(({ block, element }) => block['block_id'] === name || element['action_id'] === name);
    if (!field) throw new Error(`${doing}: there is no field ${name}; there are ${names || 'none'}`);
    const filling = filled(field.element, value);
    if (!filling) throw new Error(`${doing}: ${name} has no option "${value}"`);
    view.held.set(field.place, filling);
  }
}

/** The required fields that are still empty, with what Slack writes under them. */
export function missing(view: OpenView): Record<string, string> {
  const values = viewState(view);
  const inputs = objects(view.content['blocks']).filter((block) => block['type'] === 'input' && block['optional'] !== true);
  const empty = inputs.filter((block) => isEmpty(Object.values(values[string(block['block_id'])] ?? {})[0]));
  return Object.fromEntries(empty.map((block) => [string(block['block_id']), 'Please complete this required field.']));
}
