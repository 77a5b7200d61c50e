import { expect, test } from 'vitest';
import { createArmReader } from '../../../../src/cloud/azure/arm.ts';
import { discoverPhysicalMachines } from '../../../../src/cloud/azure/engines/in-mage-rcm-discovery.ts';
import type { ReplicationHost } from '../../../../src/migration/replicator-port.ts';
import { type Answer, siteRecovery, wire } from './answering.ts';

const site = '/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/ServerSites/site1';
const host: ReplicationHost = {
  engine: 'InMageRcm',
  fabric: 'f',
  container: 'c',
  name: 'asr-1',
  processServer: 'm1',
  masterTarget: '',
  site,
  runAsAccounts: [],
  components: [],
  problems: [],
};

const machine = (name: string, ip: string, more: object = {}) => ({
  id: `${site}/machines/${name}`,
  name,
  properties: { displayName: name, ipAddresses: [ip], ...more },
});

const fabric = '/replicationFabrics/f';

/** The site answers as given; the fabric lists `agents`, or whatever `fabricAnswer` says. */
function discover(answer: (path: string) => Answer, agents?: readonly object[], fabricAnswer?: Answer) {
  const appliance = { instanceType: 'InMageRcm', ...(agents && { agentDetails: agents }) };
  const transport = wire((path) =>
    path.endsWith(fabric) ? (fabricAnswer ?? { body: { name: 'f', properties: { customDetails: appliance } } }) : answer(path),
  );
  const recovery = siteRecovery(transport);
  const found = discoverPhysicalMachines({ arm: createArmReader(recovery), recovery, inVault: ['v', 'g'] }, host, '10.0.1.11');
  return { found, transport };
}

const agentOf = async (properties: object, agents?: readonly object[], fabricAnswer?: Answer) => {
  const { found } = discover(() => ({ body: { value: [machine('web-07', '10.0.1.11', properties)] } }), agents, fabricAnswer);
  return (await found)[0]?.agent;
};

test('the machine at the address is found on whichever page it stands', async () => {
  const { found, transport } = discover((path) =>
    path.endsWith('/page2')
      ? {
          body: {
            value: [machine('web-07', '10.0.1.11', { runAsAccountId: `${site}/runasaccounts/a`, powerStatus: 'ON' })],
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
      agent: 'unknown',
      errors: [],
      runAsAccount: `${site}/runasaccounts/a`,
      poweredOn: true,
    },
  ]);
  expect(transport.sent.slice(0, 2)).toEqual([`GET ${site}/machines`, 'GET /page2']);
});

test('the fabric is asked for the agent of the machine it is about, by every name Azure may know it by', async () => {
  const { found, transport } = discover(
    () => ({
      body: {
        value: [
          machine('web-07', '10.0.1.11', {
            biosGuid: 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10',
            fqdn: '10.0.1.11',
            hydratedFqdn: "o'web.example",
            operatingSystemDetails: { osType: 'linuxguest' },
          }),
        ],
      },
    }),
    [],
  );
  await found;
  expect(transport.queries.at(-1)?.get('$filter')).toBe(
    "fetchAgentDetails eq 'true' and biosId eq 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10' and fqdn eq 'o''web.example' and discoveryType eq 'Physical' and osType eq 'Linux'",
  );
});

test.each([
  [
    'an equal BIOS id',
    { biosGuid: 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10' },
    { biosId: 'ec2a1f3b-7c55-4d0e-a2b1-6f3c9d8e7a10' },
    'installed',
  ],
  [
    'a BIOS id whose first fields were read the other way round',
    { biosGuid: '3b1f2aec-557c-0e4d-a2b1-6f3c9d8e7a10' },
    { biosId: 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10' },
    'installed',
  ],
  ['the same full name', { hydratedFqdn: 'WEB-07.example' }, { biosId: 'other', fqdn: 'web-07.example' }, 'installed'],
  ['its host name', { displayName: 'web-07' }, { fqdn: 'web-07.example' }, 'installed'],
  ['the same host name in another domain', { displayName: 'web-07.here' }, { fqdn: 'web-07.there' }, 'absent'],
  ['the beginning of its name', { displayName: 'web-07' }, { fqdn: 'web-070.example' }, 'absent'],
  ['the beginning of its address', { fqdn: '10.0.1.11', displayName: '10.0.1.11' }, { fqdn: '10' }, 'absent'],
  ['another BIOS id', { biosGuid: 'EC2A1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10' }, { biosId: 'EC2B1F3B-7C55-4D0E-A2B1-6F3C9D8E7A10' }, 'absent'],
  ['no id and no name', {}, { biosId: '', fqdn: null }, 'absent'],
])('an agent with %s is told from others', async (_, properties, agent, expected) => {
  expect(await agentOf(properties, [{ agentId: 'other', biosId: 'x', fqdn: 'other' }, agent])).toBe(expected);
});

test('a fabric that lists no agents has none of this machine', async () => {
  expect(await agentOf({}, [])).toBe('absent');
});

test('where Azure gives no list, refuses the question or speaks of another engine, Ferry does not know', async () => {
  expect(await agentOf({})).toBe('unknown');
  expect(await agentOf({}, [], { status: 400, body: { error: { code: 'BadRequest', message: 'no such filter' } } })).toBe('unknown');
  expect(await agentOf({}, [], { body: { name: 'f', properties: { customDetails: { instanceType: 'VMware' } } } })).toBe('unknown');
});

test('what the site says of an agent is not relied upon: it has no such field', async () => {
  expect(await agentOf({ agentInstalled: 'Installed' }, [])).toBe('absent');
});

test('a fabric that cannot be read now is not taken for one without agents', async () => {
  await expect(agentOf({}, [], { status: 503, body: {} })).rejects.toMatchObject({ code: 'azure-unavailable' });
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
