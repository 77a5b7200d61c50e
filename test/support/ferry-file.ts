/** A ferry.yml with one source and one target; `timing` in seconds. */
export function ferryFile(timing: Readonly<Record<string, number>> = {}): string {
  const arm = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/moved/providers';
  return JSON.stringify({
    sources: { prod: { account: '111122223333', region: 'eu-west-1' } },
    targets: {
      west: {
        subscription: '00000000-0000-4000-8000-000000000001',
        resourceGroup: 'site-recovery',
        vault: 'vault-west',
        replicationHost: { addresses: ['10.0.9.10'] },
        testFailover: { network: `${arm}/Microsoft.Network/virtualNetworks/net-test` },
        placement: {
          resourceGroup: 'moved',
          network: `${arm}/Microsoft.Network/virtualNetworks/net`,
          subnet: 'servers',
          cacheStorageAccount: `${arm}/Microsoft.Storage/storageAccounts/cache`,
        },
      },
    },
    approvers: { users: ['U0APPROVER01', 'U0APPROVER02'] },
    timing,
  });
}
