import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import { type AzureSandbox, startAzure } from '../../sandbox/azure/index.ts';
import { Effects } from '../../sandbox/kit/effects.ts';
import { Faults } from '../../sandbox/kit/faults.ts';
import type { Guest, Kit } from '../../sandbox/kit/service.ts';
import { Trace } from '../../sandbox/kit/trace.ts';

/** A sandbox Azure with one guest that a test can switch off. */
export interface LocalAzure {
  readonly azure: AzureSandbox;
  readonly kit: Kit;
  readonly guests: Map<string, Guest>;
  readonly httpClient: HttpClient;
  close(): Promise<void>;
}

export const guestAddress = '10.0.1.11';

const guest: Guest = {
  instanceId: 'i-0abc1234def567890',
  name: 'web-07',
  running: true,
  os: 'linux',
  osName: 'Ubuntu 22.04',
  disks: [
    { id: 'vol-0a1', gib: 40, root: true },
    { id: 'vol-0b2', gib: 100, root: false },
  ],
};

export async function localAzure(options: { readonly speed?: number; readonly trace?: string } = {}): Promise<LocalAzure> {
  const guests = new Map([[guestAddress, guest]]);
  const trace = new Trace(options.trace);
  const kit: Kit = { faults: new Faults(), effects: new Effects(), trace, speed: options.speed ?? 4000, guest: (ip) => guests.get(ip) };
  const azure = await startAzure(kit);
  return {
    azure,
    kit,
    guests,
    httpClient: loopback(azure.url),
    close: async () => {
      await azure.close();
      await trace.close();
    },
  };
}

/** Carries Azure's two https hosts to the sandbox, the SDK's policies untouched. */
function loopback(base: string): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    sendRequest: async (request) => {
      const url = new URL(request.url);
      if (url.origin !== 'https://management.azure.com' && url.origin !== 'https://login.microsoftonline.com')
        return inner.sendRequest(request);
      const carried = { ...request, url: `${base}${url.pathname}${url.search}`, allowInsecureConnection: true };
      // A poller goes on from the address of the request, which must stay Azure's.
      return { ...(await inner.sendRequest(carried)), request };
    },
  };
}

/** The real Site Recovery client with a real credential, polling quickly. */
export function siteRecovery(local: LocalAzure, secret = local.azure.details.clientSecret): SiteRecoveryManagementClient {
  return new SiteRecoveryManagementClient(credential(local, secret), local.azure.details.subscription, {
    httpClient: local.httpClient,
    retryOptions: { maxRetries: 0 },
    credentialScopes: 'https://management.azure.com/.default',
  });
}

export function credential(
  local: LocalAzure,
  secret = local.azure.details.clientSecret,
  tenant = local.azure.details.tenantId,
): ClientSecretCredential {
  return new ClientSecretCredential(tenant, local.azure.details.clientId, secret, {
    httpClient: local.httpClient,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
  });
}

/** Every value of every page. */
export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}
