import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { type Direction, type Swagger, type SwaggerOperation, schemasOf, swagger } from './swagger-schemas.ts';

export const azureSpecFolder = fileURLToPath(new URL('../../../shared/azure-spec/', import.meta.url));

/** False where Microsoft's descriptions are not beside the repository; tests then skip visibly. */
export const hasAzureSpec = existsSync(azureSpecFolder);

const documents = [
  'specification/recoveryservicessiterecovery/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/service.json',
  'specification/recoveryservices/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/vaults.json',
  'specification/migrate/resource-manager/Microsoft.OffAzure/stable/2020-01-01/migrate.json',
] as const;

export interface AzureExchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

export interface Checked {
  readonly operationId?: string;
  /** False when no description covers the request at all. */
  readonly described: boolean;
  readonly violations: readonly string[];
  /** Names in the answer that its description does not have; Azure is free to add them. */
  readonly undescribedNames: readonly string[];
}

interface Described {
  readonly document: string;
  readonly pattern: RegExp;
  readonly method: string;
  readonly operation: SwaggerOperation;
}

interface Loaded {
  readonly operations: readonly Described[];
  validator(document: string, schema: object, direction: Direction): ValidateFunction;
}

let loaded: Loaded | undefined;

function load(): Loaded {
  if (loaded) return loaded;
  const specs = documents.map((document) => ({
    document,
    spec: swagger.parse(JSON.parse(readFileSync(`${azureSpecFolder}${document}`, 'utf8'))),
  }));
  const ajv = { request: newAjv(), response: newAjv() };
  for (const { document, spec } of specs)
    for (const direction of ['request', 'response'] as const) add(ajv[direction], document, spec, direction);
  const known = new Map<string, ValidateFunction>();
  loaded = {
    operations: specs.flatMap(({ document, spec }) => operationsOf(document, spec)),
    validator: (document, schema, direction) => {
      const key = `${document} ${direction} ${JSON.stringify(schema)}`;
      const validate = known.get(key) ?? ajv[direction].compile(rooted(schema, document));
      known.set(key, validate);
      return validate;
    },
  };
  return loaded;
}

function newAjv(): Ajv2019 {
  const ajv = new Ajv2019({ allErrors: true, strict: false });
  // The package is CommonJS: its function is the default of the default.
  addFormats.default(ajv);
  return ajv;
}

function add(ajv: Ajv2019, document: string, spec: Swagger, direction: Direction): void {
  ajv.addSchema({ $id: `spec:${document}`, definitions: schemasOf(spec, direction) });
}

/** References inside a document become absolute. */
function rooted(schema: object, document: string): object {
  return z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"spec:${document}#/definitions/`)));
}

function operationsOf(document: string, spec: Swagger): Described[] {
  return Object.entries(spec.paths).flatMap(([path, methods]) => {
    const source = path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+');
    const pattern = new RegExp(`^${source}/?$`, 'i');
    return Object.entries(methods).map(([method, operation]) => ({ document, pattern, method: method.toUpperCase(), operation }));
  });
}

/** Holds one exchange against Microsoft's description of it. Null counts as absent. */
export function checkExchange(exchange: AzureExchange): Checked {
  const { operations, validator } = load();
  const url = new URL(exchange.url);
  const found = operations.find((one) => one.method === exchange.method.toUpperCase() && one.pattern.test(url.pathname));
  if (!found) return { described: false, violations: [], undescribedNames: [] };
  const { operation, document } = found;
  const violations: string[] = [];
  const undescribedNames: string[] = [];
  if (![...url.searchParams.keys()].some((name) => name.toLowerCase() === 'api-version')) violations.push('request: no api-version');

  const input = operation.parameters.find((parameter) => parameter.in === 'body');
  const sent = present(exchange.requestBody);
  if (input?.schema && sent !== undefined)
    violations.push(...problems(validator(document, input.schema, 'request'), sent).all.map((problem) => `request${problem}`));
  if (input?.required && sent === undefined) violations.push('request: the body is missing');
  if (!input && sent !== undefined) violations.push('request: a body where none is described');

  const answer = operation.responses[String(exchange.status)] ?? (exchange.status >= 400 ? operation.responses['default'] : undefined);
  if (!answer && exchange.status < 400) violations.push(`response: status ${exchange.status} is not described`);
  const received = present(exchange.responseBody);
  if (answer?.schema && received === undefined) violations.push('response: the body is missing');
  if (answer?.schema && received !== undefined) {
    const { known, unknownNames } = problems(validator(document, answer.schema, 'response'), received);
    violations.push(...known.map((problem) => `response${problem}`));
    undescribedNames.push(...unknownNames);
  }
  return { operationId: operation.operationId, described: true, violations, undescribedNames };
}

function problems(validate: ValidateFunction, value: unknown): { all: string[]; known: string[]; unknownNames: string[] } {
  validate(value);
  // `if` only repeats what its branch says.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if');
  const isExtra = (error: ErrorObject) => error.keyword === 'additionalProperties';
  return {
    all: errors.map(sentence),
    known: errors.filter((error) => !isExtra(error)).map(sentence),
    unknownNames: errors.filter(isExtra).map((error) => `${error.instancePath}/${String(error.params['additionalProperty'])}`),
  };
}

function sentence(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties')
    return `${error.instancePath}/${String(error.params['additionalProperty'])}: no such name is described`;
  if (error.keyword === 'not') return `${error.instancePath}: read-only, may not be sent`;
  if (error.keyword === 'enum') return `${error.instancePath}: ${error.message} (${JSON.stringify(error.params['allowedValues'])})`;
  return `${error.instancePath}: ${error.message ?? error.keyword}`;
}

function present(value: unknown): unknown {
  if (value === null || value === '' || value === undefined) return undefined;
  return withoutNulls(value);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([name, inner]) => [name, withoutNulls(inner)]),
  );
}

export interface OperationSummary {
  readonly count: number;
  readonly violations: readonly string[];
  readonly undescribedNames: readonly string[];
}

export interface TraceSummary {
  /** By operation id. */
  readonly described: Readonly<Record<string, OperationSummary>>;
  /** By the name the sandbox gave the operation. */
  readonly undescribed: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const line = z.looseObject({
  service: z.string(),
  operation: z.string(),
  method: z.string(),
  url: z.string(),
  request: z.looseObject({ body: z.unknown() }),
  response: z.looseObject({ status: z.number(), body: z.unknown() }).optional(),
});

/** Checks every Azure exchange of a trace file. Calls whose connection was cut have no answer to check and are left out. */
export function checkTrace(lines: readonly string[]): TraceSummary {
  const described: Record<string, { count: number; violations: string[]; undescribedNames: string[] }> = {};
  const undescribed: Record<string, number> = {};
  for (const text of lines.filter((one) => one.trim() !== '')) {
    const { service, operation, method, url, request, response } = line.parse(JSON.parse(text));
    if (service !== 'azure' || !response) continue;
    const checked = checkExchange({ method, url, requestBody: request.body, status: response.status, responseBody: response.body });
    if (!checked.operationId) {
      undescribed[operation] = (undescribed[operation] ?? 0) + 1;
      continue;
    }
    const sum = (described[checked.operationId] ??= { count: 0, violations: [], undescribedNames: [] });
    sum.count += 1;
    sum.violations.push(...checked.violations);
    sum.undescribedNames = [...new Set([...sum.undescribedNames, ...checked.undescribedNames])];
  }
  const violations = Object.entries(described).flatMap(([id, sum]) => sum.violations.map((violation) => `${id}: ${violation}`));
  return { described, undescribed, violations };
}
