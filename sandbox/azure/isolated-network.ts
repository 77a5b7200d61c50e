import type { Network, NetworkSecurityGroup, Subnet } from './world.ts';

/** A network for tests that leads nowhere, beside the one in which migrated machines land. */
export function isolatedNetwork(location: string): { readonly network: Network; readonly guard: NetworkSecurityGroup } {
  const group = 'rg-migrated';
  const subnets = [{ name: 'machines', prefix: '10.99.1.0/24', securityGroup: 'nsg-test', defaultOutbound: false }];
  const network: Network = { name: 'vnet-test', group, location, prefix: '10.99.0.0/16', subnets };
  const guard: NetworkSecurityGroup = {
    name: 'nsg-test',
    group,
    location,
    rules: [
      {
        name: 'no-internet',
        priority: 4000,
        direction: 'Outbound',
        access: 'Deny',
        protocol: '*',
        sources: ['*'],
        destinations: ['Internet'],
        ports: ['*'],
      },
    ],
  };
  return { network, guard };
}

/** Site Recovery takes the subnet of the wished name, else the first by its name. */
export function landingSubnet(network: Network | undefined, wished: string): Subnet | undefined {
  const byName = network?.subnets.find((one) => one.name.toLowerCase() === wished.toLowerCase());
  return byName ?? network?.subnets.toSorted((a, b) => a.name.localeCompare(b.name))[0];
}
