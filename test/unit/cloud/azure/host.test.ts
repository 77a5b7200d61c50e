import { existsSync, readFileSync } from 'node:fs';
import type { RecoveryServicesProvider } from '@azure/arm-recoveryservices-siterecovery';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { inMageRcm } from '../../../../src/cloud/azure/engines/in-mage-rcm.ts';
import { siteRecovery, wire } from './answering.ts';

const recordings = '../shared/azure-spec/recordings/test_siterecovery_V2A_RCMInMage_scenarios.jsonl';
const now = Date.parse('2026-11-23T10:00:00Z');
const kinds = ['processServers', 'rcmProxies', 'pushInstallers', 'replicationAgents', 'marsAgents', 'dras'];

interface Appliance {
  readonly id: string;
  readonly name: string;
  readonly ip?: string;
  readonly health?: string;
  readonly minutesSilent?: number;
  readonly errors?: readonly object[];
}

function fabric(appliances: readonly Appliance[], details: object = {}) {
  const parts = appliances.map(({ id, name, ip, health = 'Normal', minutesSilent = 1, errors = [] }) => ({
    id,
    name,
    ipAddresses: ip ? [ip] : [],
    version: '9.55',
    health,
    healthErrors: errors,
    lastHeartbeatUtc: new Date(now - minutesSilent * 60_000).toISOString(),
  }));
  const arrays = Object.fromEntries(kinds.map((kind) => [kind, parts]));
  return {
    name: 'fabric-1',
    properties: {
      friendlyName: 'fabric one',
      customDetails: { instanceType: 'InMageRcm', physicalSiteId: '/site', ...arrays, ...details },
    },
  };
}

const containers = [{ name: 'container-1', properties: { fabricType: 'InMageRcm' } }];

async function read(body: unknown, { addresses = ['10.0.0.9'], at = now, providers = [] as readonly RecoveryServicesProvider[] } = {}) {
  const client = siteRecovery(wire(() => ({ body })));
  const fabric = await client.replicationFabrics.get('v', 'g', 'f');
  return inMageRcm.host({ fabric, containers, providers, addresses, pushes: false, now: at });
}

test('a healthy appliance has six components, a process server, a site and no problem', async () => {
  const host = await read(fabric([{ id: 'm1', name: 'asr-1' }]));
  expect(host).toMatchObject({
    engine: 'InMageRcm',
    fabric: 'fabric-1',
    container: 'container-1',
    name: 'asr-1',
    processServer: 'm1',
    site: '/site',
    problems: [],
  });
  expect(host.components.map(({ kind }) => kind)).toHaveLength(6);
  expect(host.components[0]).toEqual({
    kind: 'process server',
    name: 'asr-1',
    health: 'Normal',
    version: '9.55',
    lastHeartbeat: now - 60_000,
  });
});

test.skipIf(!existsSync(recordings))('a recorded healthy appliance has no problem at the time of the recording', async () => {
  const lines = readFileSync(recordings, 'utf8').trim().split('\n');
  const exchange = z.looseObject({ i: z.number(), body: z.unknown() });
  const body = (index: number) => lines.map((line) => exchange.parse(JSON.parse(line))).find(({ i }) => i === index)?.body;
  const host = await read(body(20), { at: Date.parse('2023-08-26T02:57:00Z') });
  expect(host.problems).toEqual([]);
  expect(host.processServer).toBe('83629832-8201-4d31-b9cd-a644185d035a');
  expect(host.components).toHaveLength(6);
});

test('a warning is listed with its component, told, and blocks nothing', async () => {
  const host = await read(fabric([{ id: 'm1', name: 'asr-1', health: 'Warning' }]));
  expect(host.problems).toEqual([]);
  expect(host.findings).toEqual([expect.objectContaining({ verdict: 'warn', text: expect.stringContaining('has a warning') })]);
  expect(host.components[0]?.health).toBe('Warning');
});

test('a critical component is a problem that repeats what Azure recommends', async () => {
  const errors = [{ errorMessage: 'Disk full', recommendedAction: 'Free 20 GB' }];
  const host = await read(fabric([{ id: 'm1', name: 'asr-1', health: 'Critical', errors }]));
  expect(host.problems[0]).toBe('The replication appliance asr-1 is critical: Disk full. Free 20 GB.');
});

test('a component that has been silent for more than 15 minutes is a problem, one of 14 minutes is not', async () => {
  expect((await read(fabric([{ id: 'm1', name: 'asr-1', minutesSilent: 14 }]))).problems).toEqual([]);
  expect((await read(fabric([{ id: 'm1', name: 'asr-1', minutesSilent: 40 }]))).problems[0]).toContain('has been silent for 40 min');
});

test('components with the same trouble share a sentence', async () => {
  const critical = { id: 'm1', name: 'asr-1', health: 'Critical', lastHeartbeatUtc: new Date(now).toISOString() };
  const host = await read(fabric([{ id: 'm1', name: 'asr-1' }], { processServers: [critical], marsAgents: [critical], dras: [critical] }));
  expect(host.problems).toEqual([
    'The process server, Recovery Services agent and Site Recovery provider of the replication appliance asr-1 are critical: look at the appliance in the vault, under Site Recovery infrastructure.',
  ]);
});

test('a component that never registered is named', async () => {
  const host = await read(fabric([{ id: 'm1', name: 'asr-1' }], { rcmProxies: [] }));
  expect(host.problems).toEqual([expect.stringContaining('has no proxy server registered')]);
  expect((await read(fabric([]))).problems).toHaveLength(6);
});

test('of several appliances the one at the address of ferry.yml is used, and only its parts are judged', async () => {
  const two = [
    { id: 'm1', name: 'asr-1', ip: '10.0.0.8', health: 'Critical' },
    { id: 'm2', name: 'asr-2', ip: '10.0.0.9' },
  ];
  const host = await read(fabric(two));
  expect(host).toMatchObject({ name: 'asr-2', processServer: 'm2', problems: [] });
});

test('an appliance without a site for physical servers cannot discover them', async () => {
  const host = await read(fabric([{ id: 'm1', name: 'asr-1' }], { physicalSiteId: null }));
  expect(host.problems).toEqual([expect.stringContaining('no site for physical servers')]);
});

test('the process server tells how full and how busy it is, and the vault whether the provider is connected', async () => {
  const busy = {
    id: 'm1',
    name: 'asr-1',
    health: 'Normal',
    lastHeartbeatUtc: new Date(now).toISOString(),
    freeSpacePercentage: 28,
    memoryUsageStatus: 'Critical',
    memoryUsagePercentage: 97,
    processorUsageStatus: 'Healthy',
  };
  const providers = [
    { properties: { machineId: 'other', connectionStatus: 'Connected' } },
    { properties: { machineId: 'm1', connectionStatus: 'Disconnected', providerVersionState: 'UpdateRequired' } },
  ];
  const host = await read(fabric([{ id: 'm1', name: 'asr-1' }], { processServers: [busy] }), { providers });
  expect(host.findings?.map(({ key, verdict }) => [key, verdict])).toEqual([
    ['space process server', 'warn'],
    ['load process server', 'warn'],
    ['connection Site Recovery provider', 'block'],
    ['version Site Recovery provider', 'warn'],
  ]);
  expect(host.problems).toEqual([expect.stringContaining('is not connected to the vault (Azure says Disconnected)')]);
});
