import { z } from 'zod';

const node: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.string().optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), node).optional(),
    items: node.optional(),
    allOf: z.array(node).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    discriminator: z.string().optional(),
    readOnly: z.boolean().optional(),
    'x-ms-discriminator-value': z.string().optional(),
    'x-ms-enum': z.looseObject({ modelAsString: z.boolean().optional() }).optional(),
  }),
);

interface Node {
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly items?: Node | undefined;
  readonly allOf?: readonly Node[] | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | Node | undefined;
  readonly discriminator?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly 'x-ms-discriminator-value'?: string | undefined;
  readonly 'x-ms-enum'?: { readonly modelAsString?: boolean | undefined } | undefined;
}

const parameter = z.looseObject({
  name: z.string().optional(),
  in: z.string().optional(),
  required: z.boolean().optional(),
  schema: node.optional(),
});
const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(parameter).default([]),
  responses: z.record(z.string(), z.looseObject({ schema: node.optional() })),
});

/** A swagger document, as far as checking an exchange needs it. */
export const swagger = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  definitions: z.record(z.string(), node),
});

export type Swagger = z.infer<typeof swagger>;
export type SwaggerOperation = z.infer<typeof operation>;
export type Direction = 'request' | 'response';
type Schema = Record<string, unknown>;

/** Marks an enumeration to which Azure may add values. */
export const openEnum = 'x-open-enum';

/**
 * Turns the definitions of a swagger document into JSON Schema for one direction. Inheritance is flattened, a discriminator
 * chooses the subtype, names that no definition knows are reported, and what is read-only may not be sent.
 */
export function schemasOf(document: Swagger, direction: Direction): Record<string, Schema> {
  const { definitions } = document;
  const children = new Map<string, string[]>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const parent of parents(definition)) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const schemas: Record<string, Schema> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const subtypes = definition.discriminator === undefined ? [] : descendants(name);
    schemas[name] = subtypes.length > 0 ? choose(name, definition.discriminator ?? '', subtypes) : own(name);
    schemas[`${name}!`] = own(name);
  }
  return schemas;

  function descendants(name: string): string[] {
    return (children.get(name) ?? []).flatMap((child) => [child, ...descendants(child)]);
  }

  function choose(name: string, property: string, subtypes: readonly string[]): Schema {
    const known = subtypes.map((subtype) => ({ subtype, value: definitions[subtype]?.['x-ms-discriminator-value'] ?? subtype }));
    // An answer may be of a kind the description does not list; a request may not.
    const otherwise =
      direction === 'response'
        ? { $ref: `#/definitions/${name}!` }
        : { properties: { [property]: { enum: known.map((one) => one.value) } } };
    return known.reduceRight<Schema>(
      (rest, { subtype, value }) => ({
        if: { properties: { [property]: { const: value } }, required: [property] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { $ref: `#/definitions/${subtype}!` },
        else: rest,
      }),
      otherwise,
    );
  }

  function own(name: string): Schema {
    const definition = definitions[name];
    if (!definition) throw new Error(`the description refers to ${name}, which it does not define`);
    return convert(definition);
  }

  function convert(value: Node): Schema {
    if (value.$ref) return { $ref: value.$ref };
    if (value.enum) return { enum: value.enum, ...(value['x-ms-enum']?.modelAsString && { [openEnum]: true }) };
    if (value.type === 'array') return { type: 'array', items: value.items ? convert(value.items) : {} };
    if (!value.properties && !value.allOf) {
      const extra = value.additionalProperties;
      return {
        ...(value.type && { type: value.type }),
        ...(value.format && { format: value.format }),
        ...(typeof extra === 'object' && { additionalProperties: convert(extra) }),
      };
    }
    const { properties, required, open } = flatten(value);
    return {
      type: 'object',
      required: required.filter((name) => direction === 'request' || !properties[name]?.readOnly),
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          direction === 'request' && property.readOnly ? { not: {} } : convert(property),
        ]),
      ),
      ...(!open && { additionalProperties: false }),
    };
  }

  function flatten(value: Node): { properties: Record<string, Node>; required: string[]; open: boolean } {
    const inherited = (value.allOf ?? []).map((part) => flatten(part.$ref ? (definitions[target(part.$ref)] ?? {}) : part));
    return {
      properties: Object.assign({}, ...inherited.map((part) => part.properties), value.properties),
      required: [...new Set([...inherited.flatMap((part) => part.required), ...(value.required ?? [])])],
      open: value.additionalProperties !== undefined || inherited.some((part) => part.open),
    };
  }
}

function parents(definition: Node): string[] {
  return (definition.allOf ?? []).flatMap((part) => (part.$ref ? [target(part.$ref)] : []));
}

function target(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
