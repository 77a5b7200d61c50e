import type { NetworkManagementClient } from '@azure/arm-network';
import type { SubnetFacts } from '../../migration/network-port.ts';
import type { Replicator } from '../../migration/replicator-port.ts';
import type { TargetContext } from './context.ts';
import { reading, readingIfFound } from './errors.ts';
import { readNetwork, readRouteTable, readSecurityGroup } from './network-facts.ts';
import { parseResourceId } from './resource-id.ts';
import { known } from './values.ts';

/** A network with everything that decides what a machine in it reaches; all of it is read, or it throws. */
export function networkReads({ config, clients }: TargetContext): Pick<Replicator, 'network'> {
  const { network: client } = clients;
  return {
    async network(id) {
      const parts = parseResourceId(id);
      const here = parts?.subscription.toLowerCase() === config.subscription.toLowerCase();
      if (!parts || !here) return undefined;
      const found = await readingIfFound(`reading the network ${parts.name}`, () =>
        client.virtualNetworks.get(parts.resourceGroup, parts.name),
      );
      if (!found) return undefined;
      const facts = readNetwork(found, id);
      const subnets = [];
      for (const subnet of facts.subnets) subnets.push(await withParts(client, subnet));
      return { ...facts, subnets };
    },
  };
}

/** What a subnet refers to lies in the subscription of its network. */
async function withParts(client: NetworkManagementClient, subnet: SubnetFacts): Promise<SubnetFacts> {
  const { securityGroup: group, routeTable: table, ...rest } = subnet;
  const groupAt = group && parseResourceId(group.id);
  const tableAt = table && parseResourceId(table.id);
  const guard =
    groupAt &&
    (await reading(`reading the network security group ${group.name}`, async () =>
      readSecurityGroup(await client.networkSecurityGroups.get(groupAt.resourceGroup, groupAt.name), group.id),
    ));
  const routes =
    tableAt &&
    (await reading(`reading the route table ${table.name}`, async () =>
      readRouteTable(await client.routeTables.get(tableAt.resourceGroup, tableAt.name), table.id),
    ));
  return { ...rest, ...known({ securityGroup: guard ?? group, routeTable: routes ?? table }) };
}
