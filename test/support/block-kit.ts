import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { blockProblems, viewProblems } from '../../sandbox/slack/limits.ts';

const file = new URL('../../../shared/slack-schema/block-kit.strict.schema.json', import.meta.url);

/** Whether the Block Kit schema lies beside the repository; without it nothing can be validated. */
export const hasBlockKit = existsSync(file);

const judges = hasBlockKit ? compile() : undefined;

/**
 * What is wrong with the arguments of `chat.postMessage`, `chat.update` or `chat.postEphemeral`: nothing is an empty list.
 * Undefined when the schema is absent, so that a test can skip visibly.
 */
export function validateMessage(payload: object): string[] | undefined {
  // The schema describes a post; these belong to the other calls and to delivery, and carry no content. Bolt adds the team by itself.
  const { ts: _, user: _user, team_id: _team, unfurl_links: _links, unfurl_media: _media, ...content } = payload as Record<string, unknown>;
  const blocks = content['blocks'] === undefined ? [] : blockProblems(content['blocks'], 'message');
  return judges && [...problems(judges.message, { channel: 'C0MIGRATION1', ...content }), ...blocks];
}

/** What is wrong with a modal or an App Home. Undefined when the schema is absent. */
export function validateView(view: object): string[] | undefined {
  const content: Record<string, unknown> = { ...view };
  return judges && [...problems(content['type'] === 'home' ? judges.home : judges.modal, content), ...viewProblems(content)];
}

type Schema = { readonly [keyword: string]: unknown };

function compile(): { message: ValidateFunction; modal: ValidateFunction; home: ValidateFunction } {
  const schema: Schema & { $id: string; definitions: Record<string, Schema> } = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addSchema({ ...schema, definitions: byType(schema.definitions, schema.definitions) });
  const judge = (name: string) => ajv.compile({ $ref: `${schema.$id}#/definitions/${name}` });
  return { message: judge('Message'), modal: judge('ModalView'), home: judge('HomeView') };
}

function problems(judge: ValidateFunction, payload: unknown): string[] {
  // What goes over the wire counts: an undefined field is not there.
  if (judge(JSON.parse(JSON.stringify(payload)))) return [];
  // "if" only says that what follows from it failed, which speaks for itself.
  const errors = (judge.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  return [...new Set(errors.map((error) => `${error.instancePath || '/'} ${error.message ?? 'is wrong'}${detail(error)}`))];
}

/**
 * The same schema with every union told apart by `type`: a button is then held against the button alone, and what is wrong with it
 * is not buried under what every other element would have wanted.
 */
function byType(node: unknown, definitions: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(node)) return node.map((item) => byType(item, definitions));
  if (!isSchema(node)) return node;
  const alternatives = Array.isArray(node['anyOf']) ? leaves(node, definitions) : undefined;
  if (!alternatives) return Object.fromEntries(Object.entries(node).map(([keyword, value]) => [keyword, byType(value, definitions)]));
  const types = [...new Set(alternatives.map(({ type }) => type))];
  return {
    type: 'object',
    required: ['type'],
    properties: { type: { enum: types } },
    allOf: types.map((type) => {
      const fitting = alternatives.filter((one) => one.type === type).map(({ schema }) => byType(schema, definitions));
      // Said as "unless it is another type": an object with a `then` is taken for a promise by linters and by `await`.
      const other = { not: { properties: { type: { const: type } }, required: ['type'] } };
      return { if: other, else: fitting.length > 1 ? { anyOf: fitting } : fitting[0] };
    }),
  };
}

interface Leaf {
  readonly type: string;
  readonly schema: Schema;
}

/** The alternatives of a union, each with the `type` it stands for; undefined when one of them names no type. */
function leaves(schema: Schema, definitions: Readonly<Record<string, Schema>>): Leaf[] | undefined {
  const { $ref, anyOf, properties } = schema;
  if (typeof $ref === 'string') {
    const found = leaves(definitions[$ref.replace('#/definitions/', '')] ?? {}, definitions);
    // One type behind a reference keeps the reference, so that recursive blocks stay finite.
    return found?.length === 1 ? found.map(({ type }) => ({ type, schema })) : found;
  }
  if (Array.isArray(anyOf)) {
    const all = anyOf.map((one) => (isSchema(one) ? leaves(one, definitions) : undefined));
    return all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
  }
  const { type } = isSchema(properties) ? properties : {};
  return isSchema(type) && typeof type['const'] === 'string' ? [{ type: type['const'], schema }] : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function detail({ params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: readonly unknown[] };
  if (additionalProperty !== undefined) return `: ${additionalProperty}`;
  return allowedValues ? `: ${allowedValues.join(', ')}` : '';
}
