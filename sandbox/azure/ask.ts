import { randomUUID } from 'node:crypto';
import type { Call, Reply } from '../kit/http.ts';
import type { Kit } from '../kit/service.ts';
import type { World } from './world.ts';

/** One request on its way to the handler of its route. */
export interface Ask {
  readonly world: World;
  readonly kit: Kit;
  readonly method: string;
  readonly path: string;
  readonly apiVersion: string;
  /** Query names in lower case. */
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly operation: string;
  readonly subject: string;
  readonly clientRequestId: string;
  readonly headers: Call['headers'];
  readonly fault: Call['fault'];
  /** A name from the path, as the caller wrote it. */
  param(name: string): string;
}

export type Handler = (ask: Ask) => Reply;

/** One operation of one resource: where it lives, what it is called, the right it needs. */
export interface Route {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly operation: string;
  readonly action: string;
  /** Changes something when it is accepted. */
  readonly mutates: boolean;
  readonly handle: Handler;
}

/** Declares a route; `{name}` in the template is a path parameter, and letters match in any case. */
export function route(method: string, template: string, operation: string, action: string, handle: Handler): Route {
  const names: string[] = [];
  const source = template
    .split('/')
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!name) return part.replaceAll('.', '\\.');
      names.push(name);
      return name === 'scope' ? '(.+)' : '([^/]+)';
    })
    .join('/');
  const mutates = method !== 'GET';
  return { method, template, pattern: new RegExp(`^${source}/?$`, 'i'), names, operation, action, mutates, handle };
}

export interface Found {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/** The route of a request, if Azure knows such an operation here. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const match = candidate.pattern.exec(path);
    if (!match) continue;
    const params = new Map(candidate.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')] as const));
    return { route: candidate, params };
  }
  return undefined;
}

/** What the call is about: the last name in its path. */
export function subjectOf(found: Found): string {
  return found.params.get(found.route.names.at(-1) ?? '') ?? '';
}

/** The identifier the caller gave the request, or one of Azure's own. */
export function clientRequestId(headers: Readonly<Record<string, string>>): string {
  return headers['x-ms-client-request-id'] ?? randomUUID();
}

export function asAsk(world: World, kit: Kit, call: Call, found: Found, requestId: string): Ask {
  const query = new URLSearchParams();
  for (const [name, value] of call.url.searchParams) query.set(name.toLowerCase(), value);
  return {
    world,
    kit,
    method: call.method,
    path: call.url.pathname,
    apiVersion: query.get('api-version') ?? '',
    query,
    body: call.body === '' ? undefined : JSON.parse(call.body),
    operation: call.operation,
    subject: call.subject,
    clientRequestId: requestId,
    headers: call.headers,
    fault: call.fault,
    param: (name) => found.params.get(name) ?? '',
  };
}
