import { expect, test } from 'vitest';
import { createArmReader } from '../../../../src/cloud/azure/arm.ts';
import { discoverPhysicalMachines } from '../../../../src/cloud/azure/engines/in-mage-rcm-discovery.ts';
import type { ReplicationHost } from '../../../../src/migration/ports.ts';
import { type Answer, siteRecovery, wire } from './answering.ts';

const site = '/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/ServerSites/site1';
const host: ReplicationHost = {
  engine: 'InMageRcm',
  fabric: 'f',
  container: 'c',
  name: 'asr-1',
  processServer: 'm1',
  site,
  components: [],
  problems: [],
};

const machine = (name: string, ip: string, more: object = {}) => ({
  id: `${site}/machines/${name}`,
  name,
  properties: { displayName: name, ipAddresses: [ip], ...more },
});

function discover(answer: (path: string) => Answer, ip = '10.0.1.11') {
  const transport = wire(answer);
  return { found: discoverPhysicalMachines({ arm: createArmReader(siteRecovery(transport)) }, host, ip), transport };
}

test('the machine at the address is found on whichever page it stands', async () => {
  const { found, transport } = discover((path) =>
    path.endsWith('/page2')
      ? {
          body: {
            value: [
              machine('web-07', '10.0.1.11', { runAsAccountId: `${site}/runasaccounts/a`, agentInstalled: 'Installed', powerStatus: 'ON' }),
            ],
            nextLink: null,
          },
        }
      : { body: { value: [machine('other', '10.0.1.110')], nextLink: 'https://management.azure.com/page2' } },
  );
  expect(await found).toEqual([
    {
      id: `${site}/machines/web-07`,
      name: 'web-07',
      ips: ['10.0.1.11'],
      agent: 'installed',
      errors: [],
      runAsAccount: `${site}/runasaccounts/a`,
      poweredOn: true,
    },
  ]);
  expect(transport.sent).toEqual([`GET ${site}/machines`, 'GET /page2']);
});

test('where Azure does not speak of an agent, neither does Ferry', async () => {
  const { found } = discover(() => ({ body: { value: [machine('web-07', '10.0.1.11')] } }));
  expect((await found)[0]).toMatchObject({ agent: 'unknown' });
});

test('addresses of one adapter joined by an underscore are still addresses; deleted machines are not found', async () => {
  const { found } = discover(() => ({
    body: {
      value: [
        machine('old', '10.0.1.11', { isDeleted: true }),
        machine('web-07', 'fe80::1_10.0.1.11', { operatingSystemDetails: { osName: 'Ubuntu', osVersion: '22.04' } }),
      ],
    },
  }));
  expect(await found).toEqual([expect.objectContaining({ name: 'web-07', ips: ['fe80::1', '10.0.1.11'], os: 'Ubuntu 22.04' })]);
});

test('two machines at one address are both told', async () => {
  const { found } = discover(() => ({ body: { value: [machine('a', '10.0.1.11'), machine('b', '10.0.1.11')] } }));
  expect(await found).toHaveLength(2);
});

test('an answer of an unknown shape is refused with its place', async () => {
  const { found } = discover(() => ({ body: { machines: [] } }));
  await expect(found).rejects.toMatchObject({ code: 'azure-refused', message: expect.stringContaining(`${site}/machines`) });
});
