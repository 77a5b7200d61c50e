import type { Call } from '../../kit/http.ts';
import { AwsRefusal } from '../refusals.ts';
import { document, failure } from '../xml.ts';
import type { AwsService, Circumstances, RefusalCodes } from './service.ts';

/** One signed request, with what it may see and change. */
export interface RestAsked extends Circumstances {
  /** What the path is about; empty where it names nothing. */
  readonly id: string;
  readonly query: URLSearchParams;
}

export interface Route {
  readonly method: 'GET';
  /** Its first group is what the path is about. */
  readonly path: RegExp;
  /** Does its work synchronously and gives its answer; throws an AwsRefusal. */
  readonly answer: (asked: RestAsked) => object;
}

type Routes = Readonly<Record<string, Route>>;

/** A service that takes paths and answers with XML, as Route 53 does. */
export function restXmlService(iam: 'route53', routes: Routes, codes: RefusalCodes): AwsService {
  return {
    iam,
    operations: Object.keys(routes),
    codes,
    named: (call) => ({ operation: routed(routes, call)?.operation ?? 'unknown', subject: routed(routes, call)?.id ?? '' }),
    answer(call, circumstances) {
      const found = routed(routes, call);
      if (!found) throw new AwsRefusal('InvalidAction', `${call.method} ${call.url.pathname} is not known.`, 404);
      return document(iam, found.operation, found.route.answer({ ...circumstances, id: found.id, query: call.url.searchParams }));
    },
    refuse: (status, code, message) => failure(iam, status, code, message),
  };
}

function routed(routes: Routes, { method, url }: Pick<Call, 'method' | 'url'>) {
  for (const [operation, route] of Object.entries(routes)) {
    const match = method === route.method && route.path.exec(url.pathname);
    if (match) return { operation, route, id: match[1] ?? '' };
  }
  return undefined;
}
