import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { type Direction, openEnum, type Swagger, type SwaggerOperation, schemasOf, swagger } from './swagger-schemas.ts';

export const azureSpecFolder = fileURLToPath(new URL('../../../shared/azure-spec/', import.meta.url));

/** False where Microsoft's descriptions are not beside the repository; tests then skip visibly. */
export const hasAzureSpec = existsSync(azureSpecFolder);

const documents = [
  'specification/recoveryservicessiterecovery/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/service.json',
  'specification/recoveryservices/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/vaults.json',
  'specification/recoveryservices/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/registeredidentities.json',
  'specification/migrate/resource-manager/Microsoft.OffAzure/stable/2020-01-01/migrate.json',
] as const;

export interface AzureExchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  /** Absent, like the body, where the connection broke before an answer. */
  readonly status?: number | undefined;
  readonly responseBody?: unknown;
}

export interface Checked {
  readonly operationId?: string;
  /** False when no description covers the request at all. */
  readonly described: boolean;
  /** What there was to check an answer against: nothing describes Site Recovery's errors. */
  readonly answer?: 'checked' | 'an undescribed error';
  readonly violations: readonly string[];
  /** Names in the answer that its description does not have, and values of an open enumeration; Azure is free to add them. */
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
  const ajv = new Ajv2019({ allErrors: true, strict: false, verbose: true });
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

/** Microsoft's name of what a request does; nothing where no description covers it. */
export function describedAs(method: string, path: string): string | undefined {
  return find(method, path)?.operation.operationId;
}

function find(method: string, path: string): Described | undefined {
  return load().operations.find((one) => one.method === method.toUpperCase() && one.pattern.test(path));
}

/** Holds one exchange against Microsoft's description of it. Null counts as absent. */
export function checkExchange(exchange: AzureExchange): Checked {
  const { validator } = load();
  const url = new URL(exchange.url);
  const found = find(exchange.method, url.pathname);
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

  const { status } = exchange;
  if (status === undefined) return { operationId: operation.operationId, described: true, violations, undescribedNames };
  const answer = operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined);
  if (!answer && status < 400) violations.push(`response: status ${status} is not described`);
  const received = present(exchange.responseBody);
  if (answer?.schema && received === undefined) violations.push('response: the body is missing');
  if (answer?.schema && received !== undefined) {
    const { known, unknownNames } = problems(validator(document, answer.schema, 'response'), received);
    violations.push(...known.map((problem) => `response${problem}`));
    undescribedNames.push(...unknownNames);
  }
  return {
    operationId: operation.operationId,
    described: true,
    answer: answer || status < 400 ? 'checked' : 'an undescribed error',
    violations,
    undescribedNames,
  };
}

function problems(validate: ValidateFunction, value: unknown): { all: string[]; known: string[]; unknownNames: string[] } {
  validate(value);
  // `if` only repeats what its branch says.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if');
  const isExtra = (error: ErrorObject) => error.keyword === 'additionalProperties' || error.parentSchema?.[openEnum] === true;
  return {
    all: errors.map(sentence),
    known: errors.filter((error) => !isExtra(error)).map(sentence),
    unknownNames: errors
      .filter(isExtra)
      .map((error) =>
        error.keyword === 'enum'
          ? `${error.instancePath} is ${JSON.stringify(error.data)}`
          : `${error.instancePath}/${String(error.params['additionalProperty'])}`,
      ),
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
