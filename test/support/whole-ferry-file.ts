import { parseDocument } from 'yaml';

/** A ferry.yml that says everything there is to say, a key to a line. */
export const wholeFerryFile = `sources:
  prod:
    account: "111122223333"
    region: eu-west-1
    role: arn:aws:iam::111122223333:role/ferry
    externalId: ferry
    optIn:
      tag: ferry:allow
      value: "true"
    quiesce:
      webhook: https://ops.example.com/ferry
      idempotent: false
      timeout: 30
      onFailure: abort
    runCommand:
      readiness: true
      reachability: true
      mobilityService:
        installers:
          Windows:
            url: https://files.example.com/asr/Windows.exe
            sha256: "0000000000000000000000000000000000000000000000000000000000000000"
        configuration: /ferry/mobility-service
  lab:
    account: "444455556666"
    regions:
      - eu-central-1
      - eu-west-1
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

/** Where a key stands in such a file, counted from 1; that of the nearest key above it where it stands nowhere. */
export function lineOf(file: string, path: string): number {
  const all = file.split('\n');
  let found = -1;
  for (const [depth, key] of path.split('.').entries()) {
    const indent = '  '.repeat(depth);
    const below = all.slice(found + 1);
    const end = below.findIndex((line) => line !== '' && !line.startsWith(indent));
    const own = below.slice(0, end === -1 ? below.length : end);
    const items = own.flatMap((line, index) => (line.startsWith(`${indent}- `) ? [index] : []));
    const at = /^\d+$/.test(key)
      ? (items[Number(key)] ?? -1)
      : own.findIndex((line) => line.startsWith(`${indent}${key}:`) || line === `${indent}? ${key}`);
    if (at === -1) break;
    found += 1 + at;
  }
  return found + 1;
}

/** How many lines a file has, counting the empty one that its last end of line begins. */
export function lines(file: string): number {
  return file.split('\n').length;
}
