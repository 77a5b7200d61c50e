import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A transport that answers from a function of the path, and counts what reached it. */
export function wire(
  answer: (path: string, method: string) => Answer,
): HttpClient & { readonly sent: string[]; readonly queries: URLSearchParams[] } {
  const sent: string[] = [];
  const queries: URLSearchParams[] = [];
  return {
    sent,
    queries,
    async sendRequest(request) {
      const url = new URL(request.url);
      sent.push(`${request.method} ${url.pathname}`);
      queries.push(url.searchParams);
      const { status = 200, headers = {}, body } = answer(url.pathname, request.method);
      const bodyAsText = body === undefined ? '' : JSON.stringify(body);
      return { request, status, headers: createHttpHeaders({ 'content-type': 'application/json', ...headers }), bodyAsText };
    },
  };
}

/** The real SDK client over such a transport. */
export function siteRecovery(httpClient: HttpClient): SiteRecoveryManagementClient {
  const credential = { getToken: async () => ({ token: 'test', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return new SiteRecoveryManagementClient(credential, '00000000-0000-0000-0000-000000000000', {
    httpClient,
    retryOptions: { maxRetries: 0 },
  });
}
