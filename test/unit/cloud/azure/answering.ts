import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { StorageManagementClient } from '@azure/arm-storage';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import type { AzureClients } from '../../../../src/cloud/azure/clients.ts';

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

const subscription = '00000000-0000-0000-0000-000000000000';
const credential = { getToken: async () => ({ token: 'test', expiresOnTimestamp: Date.now() + 3_600_000 }) };

/** The real SDK client over such a transport. */
export function siteRecovery(httpClient: HttpClient): SiteRecoveryManagementClient {
  return new SiteRecoveryManagementClient(credential, subscription, { httpClient, retryOptions: { maxRetries: 0 } });
}

/** All of them. */
export function clientsOver(httpClient: HttpClient): AzureClients {
  const options = { httpClient, retryOptions: { maxRetries: 0 } };
  return {
    recovery: siteRecovery(httpClient),
    vaults: new RecoveryServicesClient(credential, subscription, options),
    compute: new ComputeManagementClient(credential, subscription, options),
    network: new NetworkManagementClient(credential, subscription, options),
    storage: new StorageManagementClient(credential, subscription, options),
  };
}
