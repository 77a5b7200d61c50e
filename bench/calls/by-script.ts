import { setTimeout as sleep } from 'node:timers/promises';
import { EC2Client, StopInstancesCommand, waitUntilInstanceStopped } from '@aws-sdk/client-ec2';
import { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import { z } from 'zod';
import { loopback } from '../../src/cloud/azure/transport.ts';
import { machine, type Scene } from './scene.ts';

const site = z.object({ physicalSiteId: z.string() });
const machines = z.object({
  value: z.array(z.object({ id: z.string(), properties: z.looseObject({ ipAddresses: z.array(z.string()).optional() }) })),
  nextLink: z.string().nullish(),
});

/**
 * Moves the machine as an engineer's script would that runs once, with somebody beside it: the SDK's own pollers wait,
 * nothing is looked at twice, and what was there before is not asked for. Resolves to the seconds that it took.
 */
export async function byScript({ sandbox, pollSeconds }: Scene): Promise<number> {
  const { endpoint, tenantId, clientId, clientSecret, subscription, resourceGroup, vault, placement } = sandbox.azure.details;
  const httpClient = loopback(endpoint);
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, { httpClient, disableInstanceDiscovery: true });
  const client = new SiteRecoveryManagementClient(credential, subscription, { httpClient });
  const every = { updateIntervalInMs: pollSeconds * 1000 };
  const inVault = [vault, resourceGroup] as const;
  const begun = performance.now();

  const [fabric] = await all(client.replicationFabrics.list(...inVault));
  const inFabric = [...inVault, fabric?.name ?? ''] as const;
  const [container] = await all(client.replicationProtectionContainers.listByReplicationFabrics(...inFabric));
  const [provider] = await all(client.replicationRecoveryServicesProviders.listByReplicationFabrics(...inFabric));
  const inContainer = [...inFabric, container?.name ?? ''] as const;

  const instanceType = 'InMageRcm';
  const policy = await client.replicationPolicies.beginCreateAndWait(
    ...inVault,
    'script-24h',
    {
      properties: {
        providerSpecificInput: {
          instanceType,
          recoveryPointHistoryInMinutes: 1440,
          crashConsistentFrequencyInMinutes: 5,
          appConsistentFrequencyInMinutes: 0,
          enableMultiVmSync: 'true',
        },
      },
    },
    every,
  );
  const policyId = policy.id ?? '';
  await client.replicationProtectionContainerMappings.beginCreateAndWait(
    ...inContainer,
    'script-24h-association',
    { properties: { policyId, targetProtectionContainerId: 'Microsoft Azure' } },
    every,
  );

  const { physicalSiteId } = site.parse(fabric?.properties?.customDetails);
  const found = await discovered(client, physicalSiteId);
  const items = client.replicationProtectedItems;
  const item = [...inContainer, machine.name] as const;
  await items.beginCreateAndWait(
    ...item,
    {
      properties: {
        policyId,
        providerSpecificDetails: {
          instanceType,
          fabricDiscoveryMachineId: found,
          processServerId: provider?.properties?.machineId ?? '',
          targetResourceGroupId: `/subscriptions/${subscription}/resourceGroups/${placement.resourceGroup}`,
          targetNetworkId: placement.network,
          targetSubnetName: placement.subnet,
          targetVmName: `vm-${machine.name}`,
          disksDefault: { diskType: 'StandardSSD_LRS', logStorageAccountId: placement.cacheStorageAccount },
        },
      },
    },
    every,
  );
  while ((await items.get(...item)).properties?.protectionState !== 'Protected') await sleep(pollSeconds * 1000);

  await stopSource(sandbox.aws.details, pollSeconds);
  const points = await all(client.recoveryPoints.listByReplicationProtectedItems(...item));
  const newest = points.toSorted((a, b) => at(b) - at(a))[0];
  await items.beginUnplannedFailoverAndWait(
    ...item,
    {
      properties: {
        failoverDirection: 'PrimaryToRecovery',
        sourceSiteOperations: 'NotRequired',
        providerSpecificDetails: { instanceType, performShutdown: 'false', ...(newest?.id && { recoveryPointId: newest.id }) },
      },
    },
    every,
  );
  await items.beginFailoverCommitAndWait(...item, every);
  await items.beginDeleteAndWait(...item, { properties: { disableProtectionReason: 'MigrationComplete' } }, every);
  return (performance.now() - begun) / 1000;
}

function at(point: { readonly properties?: { readonly recoveryPointTime?: Date } }): number {
  return point.properties?.recoveryPointTime?.getTime() ?? 0;
}

/** The SDK has no call for the machines of an appliance. */
async function discovered(client: SiteRecoveryManagementClient, siteId: string): Promise<string> {
  let url: string | undefined = `https://management.azure.com${siteId}/machines?api-version=2023-06-06`;
  while (url) {
    const reply = await client.sendRequest(createPipelineRequest({ url }));
    const page = machines.parse(JSON.parse(reply.bodyAsText ?? ''));
    const one = page.value.find((candidate) => JSON.stringify(candidate.properties).includes(`"${machine.ip}"`));
    if (one) return one.id;
    url = page.nextLink ?? undefined;
  }
  throw new Error(`the appliance does not know ${machine.ip}`);
}

async function stopSource({ env }: Scene['sandbox']['aws']['details'], pollSeconds: number): Promise<void> {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = z
    .looseObject({ AWS_ENDPOINT_URL: z.string(), AWS_ACCESS_KEY_ID: z.string(), AWS_SECRET_ACCESS_KEY: z.string() })
    .parse(env);
  const client = new EC2Client({
    endpoint: AWS_ENDPOINT_URL,
    region: 'eu-west-1',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  const ids = { InstanceIds: [machine.instanceId] };
  await client.send(new StopInstancesCommand(ids));
  await waitUntilInstanceStopped({ client, maxWaitTime: 600, minDelay: pollSeconds, maxDelay: pollSeconds }, ids);
  client.destroy();
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}
