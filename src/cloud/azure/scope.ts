const kinds: Readonly<Record<string, string>> = {
  vaults: 'vault',
  virtualnetworks: 'network',
  storageaccounts: 'storage account',
  serversites: 'appliance site',
  virtualmachines: 'VM',
  availabilitysets: 'availability set',
  networksecuritygroups: 'network security group',
  routetables: 'route table',
  networkinterfaces: 'network interface',
};

/** What an ARM id lies in, as people name it: roles and locks there reach everything below. */
export function placeOf(scope: string): string {
  const [, subscription, group, type, name] =
    /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+)(?:\/providers\/[^/]+\/([^/]+)\/([^/]+))?)?/i.exec(scope) ?? [];
  if (type && name) return `the ${kinds[type.toLowerCase()] ?? type} ${name}`;
  if (group) return `the resource group ${group}`;
  return subscription ? `the subscription ${subscription}` : scope;
}
