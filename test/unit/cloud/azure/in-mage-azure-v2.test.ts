import { expect, test } from 'vitest';
import { createArmReader } from '../../../../src/cloud/azure/arm.ts';
import { inMageAzureV2 } from '../../../../src/cloud/azure/engines/in-mage-azure-v2.ts';
import { readItem } from '../../../../src/cloud/azure/items.ts';
import { parseFerryFile } from '../../../../src/config.ts';
import type { DiscoveredMachine, ReplicationHost } from '../../../../src/migration/replicator-port.ts';
import { ferryFile } from '../../../support/ferry-file.ts';
import { siteRecovery, wire } from './answering.ts';

const host: ReplicationHost = {
  engine: 'InMageAzureV2',
  fabric: 'f',
  container: 'c',
  name: 'cs-1',
  processServer: 'ps-1',
  masterTarget: 'mt-1',
  site: '',
  runAsAccounts: [],
  components: [],
  problems: [],
};
const operation = '0f3c1de2-9a1b-4f67-8f5e-1f2f3a4b5c6d';

const protectable = (friendlyName: string, details: object) => ({
  id: `/items/${friendlyName}`,
  name: friendlyName,
  properties: {
    friendlyName,
    customDetails: { instanceType: 'VMwareVirtualMachine', discoveryType: 'Physical', ipAddress: '10.0.1.11', ...details },
  },
});

function discover(...listed: readonly object[]) {
  const recovery = siteRecovery(wire(() => ({ body: { value: listed, nextLink: null } })));
  return inMageAzureV2.discover({ arm: createArmReader(recovery), recovery, inVault: ['v', 'g'] }, host, '10.0.1.11');
}

async function read(details: object, properties: object = {}) {
  const body = {
    id: '/items/i',
    name: 'i',
    properties: { protectionState: 'Protected', ...properties, providerSpecificDetails: { instanceType: 'InMageAzureV2', ...details } },
  };
  return readItem(await siteRecovery(wire(() => ({ body }))).replicationProtectedItems.get('v', 'g', 'f', 'c', 'i'));
}

function enable(more: object = {}) {
  const target = parseFerryFile(ferryFile()).targets['west'];
  if (!target) throw new Error('the file has no target west');
  const machine: DiscoveredMachine = { id: '/items/web-07', name: 'web-07', ips: [], agent: 'installed', errors: [] };
  return { target, input: inMageAzureV2.enableInput({ item: 'i', host, policyId: '/p', machine, vmName: 'vm-1', ...more }, target) };
}

test('only physical machines at the address count, and the name that Ferry gave one tells the operation', async () => {
  const found = await discover(
    protectable(`web-07-${operation.toUpperCase()}`, { agentInstalled: 'NotInstalled', poweredOn: 'Off', osType: 'LINUX' }),
    protectable('by-hand', {
      agentInstalled: 'Installed',
      agentVersion: '9.62',
      diskDetails: [{ diskId: '{1}', diskName: 'Disk0', diskSizeInMB: '10240' }],
    }),
    protectable('elsewhere', { ipAddress: '10.0.1.12' }),
    protectable('on-vmware', { discoveryType: 'VCenter' }),
  );
  expect(found).toEqual([
    {
      id: expect.any(String),
      name: 'web-07',
      addedBy: operation,
      ips: ['10.0.1.11'],
      agent: 'absent',
      os: 'LINUX',
      poweredOn: false,
      disks: [],
      errors: [],
    },
    {
      id: '/items/by-hand',
      name: 'by-hand',
      ips: ['10.0.1.11'],
      agent: 'installed',
      agentVersion: '9.62',
      disks: [{ id: '{1}', name: 'Disk0', bytes: 10_737_418_240 }],
      errors: [],
    },
  ]);
});

test('a word for the agent that nobody knows is no agent and no absence; what the host has against a machine is said', async () => {
  const validationErrors = [{ errorMessage: 'The agent is too old.', recommendedAction: 'Update it.' }];
  expect(await discover(protectable('web-07', { agentInstalled: 'Perhaps', validationErrors }))).toMatchObject([
    { agent: 'unknown', errors: ['The agent is too old. Update it.'] },
  ]);
});

test('the first copy is told by its resynchronisation, by size; afterwards that is one', async () => {
  const protectedDisks = [
    { diskId: '1', diskName: 'Disk0', diskCapacityInBytes: 300, resyncProgressPercentage: 100, progressHealth: 'InProgress' },
    { diskId: '2', diskName: 'Disk1', diskCapacityInBytes: 100, resyncProgressPercentage: 20, resyncProcessedBytes: 20 },
  ];
  const copying = await read({ protectedDisks, resyncProgressPercentage: 60 }, { protectionState: 'InitialReplicationInProgress' });
  expect(copying).toMatchObject({ percent: 80 });
  expect(copying.resync).toBeUndefined();
  expect(copying.disks.map((disk) => [disk.initialReplicationComplete, disk.percent])).toEqual([
    [true, 100],
    [false, 20],
  ]);
  const again = await read({ protectedDisks, resyncProgressPercentage: 60 });
  expect(again.resync).toEqual({ required: false, state: 'StartedResynchronization', percent: 80, processedBytes: 20 });
  expect(again.percent).toBeUndefined();
  expect(again.disks.every((disk) => disk.initialReplicationComplete)).toBe(true);
});

test('a wanted resynchronisation is told before it begins, and a copied disk that reads nought is none', async () => {
  const disks = (resyncRequired: string) => [{ diskId: '1', diskCapacityInBytes: 300, resyncProgressPercentage: 0, resyncRequired }];
  const resync = async (word: string) => (await read({ protectedDisks: disks(word), resyncProgressPercentage: 0 })).resync;
  expect(await resync('Required')).toEqual({ required: true });
  expect(await resync('true')).toEqual({ required: true });
  expect(await resync('NotRequired')).toEqual({ required: false });
  expect(await resync('')).toEqual({ required: false });
});

test('the agent tells its version, the end of it, and whether it wants an update or a reboot', async () => {
  const seen = await read({
    agentVersion: '9.40.1.1',
    agentExpiryDate: '2026-12-01T00:00:00Z',
    isAgentUpdateRequired: 'Required',
    isRebootAfterUpdateRequired: 'true',
    lastHeartbeat: '2026-11-23T10:00:00Z',
  });
  expect(seen.agent).toEqual({
    version: '9.40.1.1',
    versionStatus: 'UpdateRequired',
    versionExpires: Date.parse('2026-12-01T00:00:00Z'),
    upgradeable: true,
    rebootRequired: true,
    lastHeartbeat: Date.parse('2026-11-23T10:00:00Z'),
  });
  const well = await read({ agentVersion: '', agentExpiryDate: '0001-01-01T00:00:00', isAgentUpdateRequired: 'NotRequired' });
  expect(well.agent).toEqual({ upgradeable: false, rebootRequired: false });
});

test('each disk tells what waits where, how it gets on, and when the figures came', async () => {
  const seen = await read({
    totalProgressHealth: 'SlowProgress',
    lastUpdateReceivedTime: '2026-11-23T10:00:00Z',
    lastRpoCalculatedTime: '2026-11-23T09:58:00Z',
    protectedDisks: [
      { diskId: '1', progressHealth: 'NoProgress', sourceDataInMegaBytes: 0.5, psDataInMegaBytes: 2048, targetDataInMegaBytes: 0 },
      { diskId: '2' },
    ],
  });
  expect(seen).toMatchObject({ progressHealth: 'SlowProgress', rpoAt: Date.parse('2026-11-23T09:58:00Z') });
  expect(seen.disks).toEqual([
    {
      id: '1',
      name: '1',
      initialReplicationComplete: true,
      countedAt: Date.parse('2026-11-23T10:00:00Z'),
      health: 'NoProgress',
      pendingAtSourceBytes: 2 ** 19,
      pendingAtHostBytes: 2 ** 31,
      pendingInCacheBytes: 0,
    },
    { id: '2', name: '2', initialReplicationComplete: true, countedAt: Date.parse('2026-11-23T10:00:00Z') },
  ]);
});

test('an item goes by the name of its machine, without the operation that Ferry wrote behind it', async () => {
  expect((await read({}, { friendlyName: `web-07-${operation}` })).friendlyName).toBe('web-07');
  expect((await read({}, { friendlyName: 'by-hand' })).friendlyName).toBe('by-hand');
});

test('states and verbs that nobody knows are handed on as they are', async () => {
  const seen = await read({}, { protectionState: 'SomethingNew', allowedOperations: ['Teleport'], activeLocation: 'Orbit' });
  expect(seen).toMatchObject({ protectionState: 'SomethingNew', allowedOperations: ['Teleport'], activeLocation: 'Orbit', disks: [] });
});

test('the VM is known once its id ends with a name', async () => {
  const vms = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/';
  expect((await read({ targetVmId: vms })).targetVmId).toBeUndefined();
  expect((await read({ targetVmId: `${vms}vm-1` })).targetVmId).toBe(`${vms}vm-1`);
});

test('enabling names both servers, the account and the place; disks one by one only where some are wanted', () => {
  const { input, target } = enable({ runAsAccount: '2' });
  expect(input).toMatchObject({
    policyId: '/p',
    protectableItemId: '/items/web-07',
    providerSpecificDetails: {
      instanceType: 'InMageAzureV2',
      processServerId: 'ps-1',
      masterTargetId: 'mt-1',
      runAsAccountId: '2',
      logStorageAccountId: target.placement.cacheStorageAccount,
      targetAzureNetworkId: target.placement.network,
      targetAzureSubnetId: target.placement.subnet,
      targetAzureVmName: 'vm-1',
      enableRdpOnTargetOption: 'Never',
    },
  });
  expect(input.providerSpecificDetails).not.toHaveProperty('disksToInclude');
  expect(enable({ disks: [{ id: '{1}', type: 'Premium_LRS' }] }).input.providerSpecificDetails).toMatchObject({
    disksToInclude: [{ diskId: '{1}', diskType: 'Premium_LRS', logStorageAccountId: target.placement.cacheStorageAccount }],
  });
  expect(enable().input.providerSpecificDetails).not.toHaveProperty('runAsAccountId');
});

test('without its master target nothing is sent', () => {
  expect(() => enable({ host: { ...host, masterTarget: '' } })).toThrow(
    'enabling replication of web-07: the configuration server cs-1 lacks its process server or master target',
  );
});
