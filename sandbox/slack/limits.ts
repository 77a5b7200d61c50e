import { isJson, type Json, objects, string } from './json.ts';

export type Surface = 'message' | 'modal' | 'home';

type Problems = Generator<string, void, undefined>;

/**
 * Slack's published limits, in Slack's words where they are known ("must be less than 3001 characters"). Shapes are not
 * checked further here: the conformance tests hold every payload against a schema.
 */
export function blockProblems(blocks: unknown, surface: Surface, at = '/blocks'): string[] {
  return [...blocksIn(blocks, surface, at)];
}

/** The limits of a whole modal or home view. */
export function viewProblems(view: Json): string[] {
  return [...viewIn(view)];
}

/** The limits of the answer to a `block_suggestion`. */
export function optionProblems(answer: Json): string[] {
  return [...optionsIn(answer, '', 100, 0)];
}

/** The block types that @slack/types 3.2.0 knows. */
const blockTypes = new Set(
  'actions alert card carousel container context context_actions data_table divider file header image input markdown plan rich_text section table task_card video'.split(
    ' ',
  ),
);

function* viewIn(view: Json): Problems {
  const type = string(view['type']);
  if (type !== 'modal' && type !== 'home') {
    yield `must be a valid enum value [json-pointer:/view/type]`;
    return;
  }
  if (type === 'modal') {
    yield* text(view['title'], '/view/title', 24, ['plain_text']);
    if (view['submit'] !== undefined) yield* text(view['submit'], '/view/submit', 24, ['plain_text']);
    if (view['close'] !== undefined) yield* text(view['close'], '/view/close', 24, ['plain_text']);
    const asks = objects(view['blocks']).some((block) => block['type'] === 'input');
    if (asks && view['submit'] === undefined) yield 'missing required field: submit [json-pointer:/view]';
  }
  yield* atMost(view['private_metadata'], '/view/private_metadata', 3000);
  yield* atMost(view['callback_id'], '/view/callback_id', 255);
  yield* atMost(view['external_id'], '/view/external_id', 255);
  yield* blocksIn(view['blocks'], type, '/view/blocks');
}

function* blocksIn(blocks: unknown, surface: Surface, at: string): Problems {
  if (!Array.isArray(blocks)) {
    yield `must provide an array [json-pointer:${at}]`;
    return;
  }
  yield* items(blocks, at, surface === 'message' ? 50 : 100, 0);
  const ids = new Set<string>();
  let markdown = 0;
  for (const [index, block] of blocks.entries()) {
    const here = `${at}/${index}`;
    if (!isJson(block)) {
      yield `must provide an object [json-pointer:${here}]`;
      continue;
    }
    const id = string(block['block_id']);
    yield* atMost(block['block_id'], `${here}/block_id`, 255);
    if (id && ids.has(id)) yield `\`block_id\` "${id}" already exists [json-pointer:${here}/block_id]`;
    ids.add(id);
    yield* blockIn(block, surface, here);
    yield* uniqueActions(block, here);
    if (block['type'] === 'markdown') markdown += length(block['text']);
  }
  if (markdown > 12_000) yield `must be less than 12001 characters [json-pointer:${at}]`;
}

function* blockIn(block: Json, surface: Surface, at: string): Problems {
  const type = string(block['type']);
  if (!blockTypes.has(type) || (type === 'alert' && surface !== 'modal') || (type === 'container' && surface !== 'message')) {
    yield `unsupported type: ${type} [json-pointer:${at}/type]`;
    return;
  }
  if (type === 'section') {
    if (block['text'] === undefined && block['fields'] === undefined)
      yield `must define either \`text\` or \`fields\` [json-pointer:${at}]`;
    if (block['text'] !== undefined) yield* text(block['text'], `${at}/text`, 3000);
    if (block['fields'] !== undefined) {
      yield* items(block['fields'], `${at}/fields`, 10);
      for (const [index, field] of objects(block['fields']).entries()) yield* text(field, `${at}/fields/${index}`, 2000);
    }
    if (block['accessory'] !== undefined) yield* elementIn(block['accessory'], `${at}/accessory`);
  } else if (type === 'header') {
    yield* text(block['text'], `${at}/text`, 150, ['plain_text']);
  } else if (type === 'actions') {
    yield* items(block['elements'], `${at}/elements`, 25);
    for (const [index, element] of objects(block['elements']).entries()) yield* elementIn(element, `${at}/elements/${index}`);
  } else if (type === 'context') {
    yield* items(block['elements'], `${at}/elements`, 10);
    for (const [index, element] of objects(block['elements']).entries()) {
      if (element['type'] !== 'image') yield* text(element, `${at}/elements/${index}`, 3000);
    }
  } else if (type === 'input') {
    yield* text(block['label'], `${at}/label`, 2000, ['plain_text']);
    if (block['hint'] !== undefined) yield* text(block['hint'], `${at}/hint`, 2000, ['plain_text']);
    yield* elementIn(block['element'], `${at}/element`);
  } else if (type === 'table') {
    yield* items(block['rows'], `${at}/rows`, 100);
    for (const [index, row] of (Array.isArray(block['rows']) ? block['rows'] : []).entries()) yield* items(row, `${at}/rows/${index}`, 20);
  }
}

function* elementIn(element: unknown, at: string): Problems {
  if (!isJson(element)) {
    yield `missing required field: element [json-pointer:${at}]`;
    return;
  }
  yield* atMost(element['action_id'], `${at}/action_id`, 255);
  if (element['confirm'] !== undefined) yield* confirmIn(element['confirm'], `${at}/confirm`);
  if (element['placeholder'] !== undefined) yield* text(element['placeholder'], `${at}/placeholder`, 150, ['plain_text']);
  if (element['type'] === 'button') {
    yield* text(element['text'], `${at}/text`, 75, ['plain_text']);
    yield* atMost(element['value'], `${at}/value`, 2000);
    yield* atMost(element['url'], `${at}/url`, 3000);
    yield* atMost(element['accessibility_label'], `${at}/accessibility_label`, 75);
    const style = element['style'];
    if (style !== undefined && style !== 'primary' && style !== 'danger') yield `must be a valid enum value [json-pointer:${at}/style]`;
  }
  const most = element['type'] === 'overflow' ? 5 : element['type'] === 'radio_buttons' || element['type'] === 'checkboxes' ? 10 : 100;
  yield* optionsIn(element, at, most);
}

function* optionsIn(holder: Json, at: string, most: number, least = 1): Problems {
  if (holder['options'] !== undefined) {
    yield* items(holder['options'], `${at}/options`, most, least);
    for (const [index, option] of objects(holder['options']).entries()) {
      yield* text(option['text'], `${at}/options/${index}/text`, 75);
      yield* atMost(option['value'], `${at}/options/${index}/value`, 150);
      if (option['description'] !== undefined) yield* text(option['description'], `${at}/options/${index}/description`, 75);
    }
  }
  if (holder['option_groups'] !== undefined) {
    yield* items(holder['option_groups'], `${at}/option_groups`, 100, least);
    for (const [index, group] of objects(holder['option_groups']).entries()) {
      yield* text(group['label'], `${at}/option_groups/${index}/label`, 75, ['plain_text']);
      yield* optionsIn({ options: group['options'] ?? [] }, `${at}/option_groups/${index}`, 100);
    }
  }
}

function* confirmIn(confirm: unknown, at: string): Problems {
  if (!isJson(confirm)) {
    yield `must provide an object [json-pointer:${at}]`;
    return;
  }
  yield* text(confirm['text'], `${at}/text`, 300);
  if (confirm['title'] !== undefined) yield* text(confirm['title'], `${at}/title`, 100, ['plain_text']);
  if (confirm['confirm'] !== undefined) yield* text(confirm['confirm'], `${at}/confirm`, 30, ['plain_text']);
  if (confirm['deny'] !== undefined) yield* text(confirm['deny'], `${at}/deny`, 30, ['plain_text']);
}

function* uniqueActions(block: Json, at: string): Problems {
  const seen = new Set<string>();
  for (const element of interactive(block)) {
    const id = string(element['action_id']);
    if (id && seen.has(id)) yield `\`action_id\` "${id}" already exists [json-pointer:${at}]`;
    seen.add(id);
  }
}

/** Everything in a block that a person can press or fill in. */
export function interactive(block: Json): Json[] {
  const { accessory, element, elements } = block as { accessory?: unknown; element?: unknown; elements?: unknown };
  const parts = block['type'] === 'rich_text' || block['type'] === 'context' ? [] : [accessory, element, ...objects(elements)];
  return parts.filter(isJson).filter((part) => part['type'] !== 'image');
}

function* text(value: unknown, at: string, most: number, kinds: readonly string[] = ['plain_text', 'mrkdwn']): Problems {
  if (!isJson(value)) {
    yield `missing required field: ${at.split('/').at(-1)} [json-pointer:${at.slice(0, at.lastIndexOf('/'))}]`;
    return;
  }
  if (!kinds.includes(string(value['type']))) yield `must be a valid enum value [json-pointer:${at}/type]`;
  if (length(value['text']) === 0) yield `must be more than 0 characters [json-pointer:${at}/text]`;
  yield* atMost(value['text'], `${at}/text`, most);
}

function* atMost(value: unknown, at: string, most: number): Problems {
  if (length(value) > most) yield `must be less than ${most + 1} characters [json-pointer:${at}]`;
}

function* items(value: unknown, at: string, most: number, least = 1): Problems {
  const count = Array.isArray(value) ? value.length : 0;
  if (count > most) yield `no more than ${most} items allowed [json-pointer:${at}]`;
  if (count < least) yield `no less than ${least} items allowed [json-pointer:${at}]`;
}

function length(value: unknown): number {
  return [...string(value)].length;
}
