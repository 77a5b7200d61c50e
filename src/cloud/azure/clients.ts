import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { StorageManagementClient } from '@azure/arm-storage';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { ClientSecretCredential, DefaultAzureCredential } from '@azure/identity';
import type { Environment, TargetConfig } from '../../config-schema.ts';
import { channelIntegrityKey, signing } from './channel-integrity.ts';
import { gated, impatient, loopback } from './transport.ts';

export type AzureEnvironment = Pick<Environment, 'AZURE_TENANT_ID' | 'AZURE_CLIENT_ID' | 'AZURE_CLIENT_SECRET' | 'FERRY_AZURE_ENDPOINT'>;

export interface AzureClients {
  readonly recovery: SiteRecoveryManagementClient;
  readonly vaults: RecoveryServicesClient;
  readonly compute: ComputeManagementClient;
  readonly network: NetworkManagementClient;
  readonly storage: StorageManagementClient;
}

type Place = Pick<TargetConfig, 'subscription' | 'resourceGroup' | 'vault' | 'channelIntegrity'>;

/** The SDK clients of one target: retries off, every mutation through the gate, signed where ferry.yml says so. */
export function createClients({ subscription, resourceGroup, vault, channelIntegrity }: Place, env: AzureEnvironment): AzureClients {
  const wire = env.FERRY_AZURE_ENDPOINT ? loopback(env.FERRY_AZURE_ENDPOINT) : createDefaultHttpClient();
  const credential = createCredential(env, wire);
  const options = { httpClient: gated(wire), retryOptions: { maxRetries: 0 } };
  const vaults = new RecoveryServicesClient(credential, subscription, options);
  const sign = signing(() => channelIntegrityKey(vaults, resourceGroup, vault));
  const signed = channelIntegrity ? { additionalPolicies: [{ policy: sign, position: 'perCall' as const }] } : {};
  return {
    recovery: new SiteRecoveryManagementClient(credential, subscription, { ...options, ...signed }),
    vaults,
    compute: new ComputeManagementClient(credential, subscription, options),
    network: new NetworkManagementClient(credential, subscription, options),
    storage: new StorageManagementClient(credential, subscription, options),
  };
}

function createCredential(env: AzureEnvironment, wire: HttpClient): ClientSecretCredential | DefaultAzureCredential {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret, FERRY_AZURE_ENDPOINT: endpoint } = env;
  // A loopback authority is not in Microsoft's list of instances, so it must not be looked up there.
  const local = endpoint ? { disableInstanceDiscovery: true } : {};
  const options = { ...local, httpClient: impatient(wire), retryOptions: { maxRetries: 1 } };
  return tenant && client && secret ? new ClientSecretCredential(tenant, client, secret, options) : new DefaultAzureCredential(options);
}
