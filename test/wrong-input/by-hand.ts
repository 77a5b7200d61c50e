import { z } from 'zod';
import { eventually } from '../support/eventually.ts';
import { raw } from '../support/raw-azure.ts';
import type { Machine, Stage } from '../support/scene.ts';

const version = 'api-version=2023-06-01';
const named = z.object({ id: z.string(), name: z.string() });
const fabric = named.extend({
  properties: z.object({
    customDetails: z.object({ physicalSiteId: z.string(), processServers: z.array(z.object({ id: z.string() })).min(1) }),
  }),
});
const discovered = named.extend({
  properties: z.looseObject({ networkAdapters: z.array(z.looseObject({ ipAddressList: z.array(z.string()) })).default([]) }),
});

const protectedItem = z.object({ properties: z.object({ protectionState: z.literal('Protected') }) });

/** Replicates a machine as an operator would in the portal; the vault must have a policy by then. Returns the item's id. */
export async function replicateByHand(stage: Stage, machine: Machine, item: string): Promise<string> {
  const { details } = stage.sandbox.azure;
  const azure = raw(stage.sandbox);
  const vault = `/subscriptions/${details.subscription}/resourceGroups/${details.resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${details.vault}`;
  const first = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => schema.parse((await azure.list(path))[0]);
  const { id, properties } = await first(`${vault}/replicationFabrics?${version}`, fabric);
  const container = await first(`${id}/replicationProtectionContainers?${version}`, named);
  const policy = await first(`${vault}/replicationPolicies?${version}`, named);
  const { physicalSiteId, processServers } = properties.customDetails;
  const site = z.array(discovered).parse(await azure.list(`${physicalSiteId}/machines?api-version=2023-06-06`));
  const path = `${container.id}/replicationProtectedItems/${item}`;
  const answer = await azure.send('PUT', `${path}?${version}`, {
    body: {
      properties: {
        policyId: policy.id,
        providerSpecificDetails: {
          instanceType: 'InMageRcm',
          fabricDiscoveryMachineId: site.find((one) =>
            one.properties.networkAdapters.some((adapter) => adapter.ipAddressList.includes(machine.ip)),
          )?.id,
          processServerId: processServers[0]?.id,
          targetResourceGroupId: `/subscriptions/${details.subscription}/resourceGroups/${details.placement.resourceGroup}`,
          targetNetworkId: details.placement.network,
          targetSubnetName: details.placement.subnet,
          targetVmName: item,
          disksDefault: { diskType: 'StandardSSD_LRS', logStorageAccountId: details.placement.cacheStorageAccount },
        },
      },
    },
  });
  if (answer.status !== 202) throw new Error(`replicating ${machine.name} by hand: ${answer.status} ${answer.text}`);
  await eventually(`${item} to replicate`, async () => {
    const seen = await azure.send('GET', `${path}?${version}`);
    return protectedItem.safeParse(seen.json).success || undefined;
  });
  return path;
}

/** Ends a replication as an operator would, as soon as Azure lets it be ended. */
export async function endByHand(stage: Stage, item: string): Promise<void> {
  const azure = raw(stage.sandbox);
  await eventually(`${item} to be gone`, async () => {
    const body = { properties: { disableProtectionReason: 'NotSpecified' } };
    await azure.send('POST', `${item}/remove?${version}`, { body });
    return (await azure.send('GET', `${item}?${version}`)).status === 404 || undefined;
  });
}
