import { describe, expect, test } from 'vitest';
import { createContext } from '../../../../src/cloud/azure/context.ts';
import { hostReads } from '../../../../src/cloud/azure/host-reads.ts';
import type { TargetConfig } from '../../../../src/config-schema.ts';
import { siteRecovery, wire } from './answering.ts';

const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg';
const config: TargetConfig = {
  subscription: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'rg-migrate',
  vault: 'rsv-migrate',
  engine: 'auto',
  replicationHost: { addresses: ['10.0.0.9'] },
  mobilityService: 'preinstalled',
  channelIntegrity: false,
  recoveryPoint: 'covering',
  placement: {
    resourceGroup: 'rg',
    network: `${group}/providers/n`,
    subnet: 's',
    cacheStorageAccount: `${group}/providers/c`,
    diskType: 'StandardSSD_LRS',
  },
  policy: { name: 'ferry-24h', recoveryPointHistoryMinutes: 1440, crashConsistentMinutes: 5, appConsistentMinutes: 0 },
};

const fabric = (name: string, instanceType: string, ...ips: readonly string[]) => ({
  name,
  properties: { customDetails: { instanceType, processServers: [{ id: `${name}-machine`, name: `${name}-host`, ipAddresses: ips }] } },
});

const configurationServer = (name: string, ipAddress: string) => ({
  name,
  properties: { customDetails: { instanceType: 'VMware', hostName: `${name}-host`, ipAddress } },
});

/** The reads of a vault whose fabrics are these. */
function reads(fabrics: readonly object[], engine: TargetConfig['engine'] = 'auto') {
  const transport = wire((path) => {
    if (path.endsWith('/replicationFabrics')) return { body: { value: fabrics, nextLink: null } };
    return { body: { value: [{ name: `${path.split('/').at(-2)}-container`, properties: { fabricType: 'InMageRcm' } }] } };
  });
  const context = createContext({ ...config, engine }, {});
  return { ...hostReads({ ...context, clients: { ...context.clients, recovery: siteRecovery(transport) } }), sent: transport.sent };
}

test('the vault comes before its resource group only in the SDK: the path has them the right way round', async () => {
  const { host, sent } = reads([]);
  expect(await host()).toBeUndefined();
  expect(sent).toEqual([
    `GET /subscriptions/${config.subscription}/resourceGroups/rg-migrate/providers/Microsoft.RecoveryServices/vaults/rsv-migrate/replicationFabrics`,
  ]);
});

test('a fabric of an engine that ferry.yml does not name is not a host', async () => {
  const fabrics = [configurationServer('classic', '10.0.0.9'), fabric('azure', 'Azure', '10.0.0.9')];
  expect(await reads(fabrics, 'InMageRcm').host()).toBeUndefined();
  expect(await reads(fabrics, 'InMageAzureV2').host()).toMatchObject({ engine: 'InMageAzureV2', name: 'classic-host' });
});

describe('with engine: auto', () => {
  test('the fabric says which engine it is', async () => {
    expect(await reads([fabric('modern', 'InMageRcm', '10.0.0.9')]).host()).toMatchObject({ engine: 'InMageRcm', name: 'modern-host' });
    expect(await reads([configurationServer('classic', '10.0.0.9')]).host()).toMatchObject({
      engine: 'InMageAzureV2',
      name: 'classic-host',
    });
  });

  test('the host that ferry.yml names comes before the engine Ferry would rather use', async () => {
    const { host } = reads([fabric('modern', 'InMageRcm', '10.0.0.7'), configurationServer('classic', '10.0.0.9')]);
    expect(await host()).toMatchObject({ engine: 'InMageAzureV2', name: 'classic-host' });
  });
});

test('of several fabrics the one with the address of ferry.yml is the host', async () => {
  const named = reads([fabric('one', 'InMageRcm', '10.0.0.8'), fabric('two', 'InMageRcm', '10.0.0.9')]);
  expect(await named.host()).toMatchObject({ fabric: 'two', container: 'two-container', processServer: 'two-machine' });
});

describe('a host at another address than ferry.yml names', () => {
  test('is a problem, which says which there are', async () => {
    const host = await reads([fabric('one', 'InMageRcm', '10.0.0.7'), fabric('two', 'InMageRcm', '10.0.0.8')]).host();
    expect(host?.problems).toEqual([
      'No replication appliance of the vault rsv-migrate has an address that ferry.yml names (10.0.0.9); there is one-host (10.0.0.7) and two-host (10.0.0.8). Add the address of the one that is meant to replicationHost.addresses of the target in ferry.yml and restart Ferry, or register another one with the vault.',
    ]);
    expect((await reads([fabric('one', 'InMageRcm', '10.0.0.7')]).host())?.problems).toEqual([
      expect.stringContaining('one-host (10.0.0.7)'),
    ]);
  });

  test('is taken where it is the only one and Azure tells no address of it', async () => {
    const strange = expect.stringContaining('has an address that ferry.yml names');
    expect((await reads([fabric('one', 'InMageRcm')]).host())?.problems).not.toContainEqual(strange);
    expect((await reads([fabric('one', 'InMageRcm'), fabric('two', 'InMageRcm')]).host())?.problems).toContainEqual(strange);
  });
});
