import { expect, test } from 'vitest';
import { inMageAzureV2 } from '../../../../src/cloud/azure/engines/in-mage-azure-v2.ts';
import { siteRecovery, wire } from './answering.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const lately = new Date(now - 60_000).toISOString();
const long = new Date(now - 42 * 60_000).toISOString();
const psId = '30AE6187-5869-8E44-B8AF6AA66E3ECC8F';

const processServer = (more: object = {}) => ({
  id: psId,
  friendlyName: 'cs-1',
  ipAddress: '10.0.0.9',
  agentVersion: '9.60',
  lastHeartbeat: lately,
  psServiceStatus: 'Running',
  health: 'Normal',
  ...more,
});
const masterTarget = (more: object = {}) => ({ id: psId, name: 'cs-1', lastHeartbeat: lately, ...more });

async function read(details: object = {}, { addresses = ['10.0.0.9'], container = true, pushes = false } = {}) {
  const body = {
    name: 'fabric-1',
    properties: {
      friendlyName: 'cs one',
      customDetails: {
        instanceType: 'VMware',
        hostName: 'cs-1',
        ipAddress: '10.0.0.9',
        csServiceStatus: 'Running',
        lastHeartbeat: lately,
        processServers: [processServer()],
        masterTargetServers: [masterTarget()],
        runAsAccounts: [
          { accountId: '2', accountName: 'linux-root' },
          { accountId: '3', accountName: 'windows-admin' },
        ],
        ...details,
      },
    },
  };
  const client = siteRecovery(wire(() => ({ body })));
  const containers = container ? [{ name: 'cloud_1', properties: { fabricType: 'VMware' } }] : [];
  return inMageAzureV2.host({
    fabric: await client.replicationFabrics.get('v', 'g', 'f'),
    containers,
    providers: [],
    addresses,
    pushes,
    now,
  });
}

test('a healthy configuration server has a process server, a master target, its accounts and no problem', async () => {
  const host = await read();
  expect(host).toMatchObject({
    engine: 'InMageAzureV2',
    fabric: 'fabric-1',
    container: 'cloud_1',
    name: 'cs-1',
    processServer: psId,
    masterTarget: psId,
    site: '',
    runAsAccounts: [
      { id: '2', name: 'linux-root' },
      { id: '3', name: 'windows-admin' },
    ],
    problems: [],
  });
  expect(host.components.map(({ kind, health }) => [kind, health])).toEqual([
    ['configuration server', 'Running'],
    ['process server', 'Normal'],
    ['master target', 'None'],
  ]);
});

test('of several process servers the one at the address of ferry.yml is used, and the master target beside it', async () => {
  const host = await read(
    {
      processServers: [processServer(), processServer({ id: 'ps-2', ipAddress: '10.0.0.10' })],
      masterTargetServers: [masterTarget(), masterTarget({ id: 'ps-2' })],
    },
    { addresses: ['10.0.0.10'] },
  );
  expect([host.processServer, host.masterTarget]).toEqual(['ps-2', 'ps-2']);
});

test('a configuration server that stands still is said once, with what to do', async () => {
  const host = await read({
    lastHeartbeat: long,
    processServers: [processServer({ lastHeartbeat: long })],
    masterTargetServers: [masterTarget({ lastHeartbeat: long })],
  });
  expect(host.problems).toEqual([
    'The configuration server cs-1 has been silent for 42 min: start the configuration server, and check that it reaches Azure on 443.',
  ]);
});

test('what is critical or stopped is named by its part', async () => {
  const errors = [{ errorMessage: 'The cache disk is full', recommendedAction: 'Free 200 GB.' }];
  const host = await read({
    csServiceStatus: 'Stopped',
    processServers: [processServer({ health: 'Critical', healthErrors: errors })],
  });
  expect(host.problems).toEqual([
    'The configuration server cs-1 reads “Stopped” where it should be “Running”: start its services on the configuration server.',
    'The process server of the configuration server cs-1 is critical: The cache disk is full. Free 200 GB.',
  ]);
});

test('without process server, master target or container nothing can be replicated', async () => {
  const host = await read({ processServers: [], masterTargetServers: null }, { container: false });
  expect(host.problems).toEqual([
    'The configuration server cs-1 has no process server: repair its installation with Unified Setup.',
    'The configuration server cs-1 has no master target: repair its installation with Unified Setup.',
    'The configuration server cs-1 has no protection container yet: wait until its registration has finished.',
  ]);
});

test('what will soon stand in the way is a warning, and what already does is not', async () => {
  const host = await read({
    sslCertExpiryRemainingDays: 12,
    databaseServerLoadStatus: 'Critical',
    processServers: [
      processServer({
        totalSpaceInBytes: 1000,
        availableSpaceInBytes: 290,
        sslCertExpiryRemainingDays: 0,
        versionStatus: 'UpdateRequired',
      }),
    ],
    masterTargetServers: [
      masterTarget({ versionStatus: 'NotSupported', healthErrors: [{ errorCode: '1', errorMessage: 'No retention volume' }] }),
    ],
  });
  expect(host.findings?.map(({ key, verdict }) => `${verdict} ${key}`)).toEqual([
    'warn certificate configuration server',
    'warn load configuration server',
    'warn version process server',
    'block certificate process server',
    'warn space process server',
    'warn health master target',
    'block version master target',
  ]);
  expect(host.problems).toHaveLength(2);
});

test('where it pushes, it has to know an account', async () => {
  expect((await read({ runAsAccounts: [] }, { pushes: true })).problems).toEqual([expect.stringContaining('knows no account to push')]);
  expect((await read({ runAsAccounts: [] })).problems).toEqual([]);
});
