import { describe, expect, test } from 'vitest';
import { createArmReader } from '../../../../src/cloud/azure/arm.ts';
import { placeProblems, readPlace } from '../../../../src/cloud/azure/target-problems.ts';
import { pickFailedOver, readVm } from '../../../../src/cloud/azure/virtual-machines.ts';
import type { TargetConfig } from '../../../../src/config-schema.ts';
import { type Answer, clientsOver, siteRecovery, wire } from './answering.ts';

const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-target';
const target: TargetConfig = {
  subscription: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'rg-migrate',
  vault: 'rsv-migrate',
  engine: 'auto',
  replicationHost: { addresses: ['10.0.0.9'] },
  mobilityService: 'preinstalled',
  channelIntegrity: false,
  recoveryPoint: 'covering',
  placement: {
    resourceGroup: 'rg-target',
    network: `${group}/providers/Microsoft.Network/virtualNetworks/vnet-1`,
    subnet: 'machines',
    cacheStorageAccount: `${group}/providers/Microsoft.Storage/storageAccounts/cache1`,
    diskType: 'StandardSSD_LRS',
  },
  policy: { name: 'ferry-24h', recoveryPointHistoryMinutes: 1440, crashConsistentMinutes: 5, appConsistentMinutes: 0 },
};

const good: Readonly<Record<string, Answer>> = {
  [group]: { body: { location: 'westeurope' } },
  [target.placement.network]: { body: { location: 'West Europe', properties: { subnets: [{ name: 'machines' }] } } },
  [target.placement.cacheStorageAccount]: { body: { location: 'westeurope', sku: { name: 'Standard_LRS' } } },
};

async function problems(answers: Readonly<Record<string, Answer>> = {}) {
  const all = { ...good, ...answers };
  const httpClient = wire((path) => all[path] ?? { status: 404 });
  const recovery = siteRecovery(httpClient);
  const context = { arm: createArmReader(recovery), clients: clientsOver(httpClient), config: target };
  return placeProblems(await readPlace(context), target, 'westeurope');
}

describe('the problems of a target', () => {
  test('a complete target has none, and regions are compared as Azure writes them', async () => {
    expect(await problems()).toEqual([]);
  });

  test('each missing resource is a sentence with what to do', async () => {
    const missing = { status: 404, body: { error: { code: 'ResourceNotFound', message: 'not found' } } };
    expect(
      await problems({ [group]: missing, [target.placement.network]: missing, [target.placement.cacheStorageAccount]: missing }),
    ).toEqual([
      'The resource group rg-target does not exist: create it, or correct placement in ferry.yml.',
      'The network vnet-1 does not exist: create it, or correct placement in ferry.yml.',
      'The cache storage account cache1 does not exist: create it, or correct placement in ferry.yml.',
    ]);
  });

  test('a subnet that is not there is named together with those that are', async () => {
    const network = { body: { location: 'westeurope', properties: { subnets: [{ name: 'default' }, { name: 'dmz' }] } } };
    expect(await problems({ [target.placement.network]: network })).toEqual([
      expect.stringContaining('no subnet machines (it has default, dmz)'),
    ]);
  });

  test('a network or a cache account in another region than the vault is named', async () => {
    const found = await problems({
      [target.placement.network]: { body: { location: 'northeurope', properties: { subnets: [{ name: 'machines' }] } } },
      [target.placement.cacheStorageAccount]: { body: { location: 'eastus', sku: { name: 'Premium_LRS' } } },
    });
    expect(found).toEqual([
      expect.stringContaining('vnet-1 is in northeurope but the vault is in westeurope'),
      expect.stringContaining('cache1 is in eastus but the vault is in westeurope'),
      expect.stringContaining('cache1 is Premium_LRS'),
    ]);
  });

  test('a right that is missing is a problem of its own', async () => {
    const message = "The client 'a' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/read' over scope '/x'";
    const denied = { status: 403, body: { error: { code: 'AuthorizationFailed', message } } };
    expect(await problems({ [target.placement.network]: denied })).toEqual([
      expect.stringMatching(/^Reading the network vnet-1: Ferry's identity lacks the right Microsoft\.Network\/virtualNetworks\/read/),
    ]);
  });

  test('an Azure that does not answer is an error and no verdict on the target', async () => {
    await expect(problems({ [group]: { status: 503 } })).rejects.toMatchObject({ code: 'azure-unavailable', retryable: true });
  });
});

describe('the VM a failover made', () => {
  const vm = (name: string, created: string) => ({ id: `/vms/${name}`, name, location: 'westeurope', timeCreated: new Date(created) });
  const renamed = 'vm-web-07-e9369372-f40f-41eb-b64f-38bb79445508';

  test('is the one Azure renamed when somebody else already had the name', () => {
    expect(pickFailedOver([vm('vm-web-07', '2020-01-01'), vm(renamed, '2026-11-23')], 'vm-web-07')).toBe(`/vms/${renamed}`);
  });

  test('is the wanted name when it is newer than a leftover of an earlier failover', () => {
    expect(pickFailedOver([vm(renamed, '2020-01-01'), vm('VM-WEB-07', '2026-11-23')], 'vm-web-07')).toBe('/vms/VM-WEB-07');
  });

  test('is none of the machines whose names merely begin alike', () => {
    expect(pickFailedOver([vm('vm-web-071', '2026-11-23'), vm('vm-web-07-test', '2026-11-23')], 'vm-web-07')).toBeUndefined();
  });
});

describe('a VM', () => {
  const view = (statuses: object[], vmAgent?: object) => ({ instanceView: { statuses, ...(vmAgent && { vmAgent }) } });
  const base = {
    id: '/vms/v',
    name: 'v',
    location: 'westeurope',
    storageProfile: { osDisk: { createOption: 'Attach' }, dataDisks: [{ lun: 0, createOption: 'Attach' }] },
  };

  test('tells its power, its agent and its disks', () => {
    const ready = view([{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/running' }], {
      statuses: [{ displayStatus: 'Ready', message: 'Guest Agent is running' }],
    });
    expect(readVm({ ...base, ...ready }, '/vms/v')).toMatchObject({
      power: 'running',
      agent: 'ready',
      agentMessage: 'Guest Agent is running',
      disks: 2,
    });
  });

  test('without an agent or an instance view claims nothing', () => {
    expect(readVm(base, '/vms/v')).toMatchObject({ power: 'unknown', agent: 'absent' });
    expect(
      readVm({ ...base, ...view([{ code: 'PowerState/deallocated' }], { statuses: [{ displayStatus: 'Not Ready' }] }) }, '/vms/v'),
    ).toMatchObject({
      power: 'deallocated',
      agent: 'not-ready',
    });
  });
});
