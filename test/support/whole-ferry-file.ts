import { parseDocument } from 'yaml';

/** A ferry.yml that says everything there is to say, a key to a line. */
export const wholeFerryFile = `sources:
  prod:
    account: "111122223333"
    region: eu-west-1
    role: arn:aws:iam::111122223333:role/ferry
    externalId: ferry
targets:
  azure:
    subscription: 00000000-0000-4000-8000-000000000000
    resourceGroup: rg-migrate
    vault: rsv-migrate
    createVault: true
    location: westeurope
    engine: auto
    replicationHost:
      addresses:
        - 10.0.0.10
    mobilityService: preinstalled
    runAsAccount: migration-account
    channelIntegrity: false
    placement:
      resourceGroup: rg-migrated
      network: /subscriptions/0/resourceGroups/rg-migrated/providers/Microsoft.Network/virtualNetworks/vnet
      subnet: machines
      cacheStorageAccount: /subscriptions/0/resourceGroups/rg-migrate/providers/Microsoft.Storage/storageAccounts/cache
      diskType: StandardSSD_LRS
      vmSize: Standard_D2s_v5
    policy:
      name: ferry-24h
      recoveryPointHistoryMinutes: 1440
      crashConsistentMinutes: 5
      appConsistentMinutes: 0
approvers:
  users:
    - U012AB3CD
  groups:
    - S012AB3CD
  needed: 1
channels:
  operators: C012AB3CD
  allowed:
    - C012AB3CD
osProfile: current
timing:
  lease: 10
`;

/** The whole file with one value changed; `undefined` takes the key away. */
export function withValue(path: string, value: unknown): string {
  const document = parseDocument(wholeFerryFile);
  const keys = path.split('.');
  if (value === undefined) document.deleteIn(keys);
  else document.setIn(keys, value);
  return document.toString({ lineWidth: 0 });
}
