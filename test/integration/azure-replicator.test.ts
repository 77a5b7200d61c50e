import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ip, type Stage, stage, theHost } from '../support/azure-adapter.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.azure.close());

describe('what is there before Ferry has done anything', () => {
  test('the vault, and nothing for a vault that is not there', async () => {
    expect(await on.replicator.vault()).toMatchObject({ name: 'rsv-migrate', location: 'westeurope', provisioningState: 'Succeeded' });
    on.azure.world({ gone: ['rsv-migrate'] });
    expect(await on.replicator.vault()).toBeUndefined();
  });

  test('a healthy appliance with six components, at the address of ferry.yml', async () => {
    const host = await theHost(on.replicator);
    expect(host.problems).toEqual([]);
    expect(host).toMatchObject({ engine: 'InMageRcm', name: 'asr-appliance' });
    expect(host.components).toHaveLength(6);
  });

  test('a silent or critical appliance is a problem that is said, and one that never registered is not there', async () => {
    on.azure.world({ appliance: { heartbeatAgeMinutes: 42 } });
    expect((await theHost(on.replicator)).problems[0]).toContain('has been silent for 42 min');
    on.azure.world({ appliance: { heartbeatAgeMinutes: 0, health: 'Critical' } });
    expect((await theHost(on.replicator)).problems[0]).toContain('is critical');
    on.azure.world({ appliance: { health: 'Normal', registered: false } });
    expect(await on.replicator.host()).toBeUndefined();
  });

  test('a complete target has no problem; what is gone, elsewhere or denied is named', async () => {
    expect(await on.replicator.targetProblems()).toEqual([]);
    on.azure.world({ deny: ['Microsoft.Network/virtualNetworks/read'], gone: ['stmigratecache'] });
    const problems = await on.replicator.targetProblems();
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).toMatch(/Reading the network vnet-migrated: .* lacks the right Microsoft\.Network\/virtualNetworks\/read/);
    expect(problems.join('\n')).toMatch(/cache storage account stmigratecache does not exist/);
  });

  test('every right is there; one that is missing is named, and where Ferry may not look it says so', async () => {
    expect(await on.replicator.rights()).toEqual({ problems: [], warnings: [] });
    on.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/*/failoverCommit/action'] });
    expect((await on.replicator.rights()).problems).toEqual([expect.stringMatching(/failoverCommit\/action on the vault rsv-migrate/)]);
    on.azure.world({ deny: ['Microsoft.OffAzure/*'] });
    expect((await on.replicator.rights()).problems).toEqual([expect.stringMatching(/on the appliance site rsvmigratephysicalsite/)]);
    on.azure.world({ deny: ['Microsoft.Authorization/*'] });
    expect(await on.replicator.rights()).toEqual({
      problems: [],
      warnings: [expect.stringMatching(/may not look which rights it has on the vault rsv-migrate, .* and the storage account/)],
    });
  });

  test('no policy, no association, no machine, no item, no job, no VM', async () => {
    const host = await theHost(on.replicator);
    expect(await on.replicator.policy('ferry-24h')).toBeUndefined();
    expect(await on.replicator.mappings(host)).toEqual([]);
    expect(await on.replicator.discover(host, ip)).toEqual([]);
    expect(await on.replicator.items(host)).toEqual([]);
    expect(await on.replicator.item(host, 'ferry-web-07')).toBeUndefined();
    expect(await on.replicator.job('9b2f7c11-0d5c-4f5a-8a3e-2f1f5b1d9c77')).toBeUndefined();
    expect(await on.replicator.jobsOf('ferry-web-07', 0)).toEqual([]);
    const vm = `/subscriptions/${on.config.subscription}/resourceGroups/rg-migrated/providers/Microsoft.Compute/virtualMachines/vm-web-07`;
    expect(await on.replicator.vm(vm)).toBeUndefined();
  });

  test('a Mobility service shows once it is installed and registered, and goes with the machine it is on', async () => {
    const host = await theHost(on.replicator);
    const agent = async () => (await on.replicator.discover(host, ip))[0]?.agent;
    on.azure.world({
      site: {
        machines: [
          { ip, name: 'web-07' },
          { ip: '10.0.2.1', agent: 'installed' },
        ],
      },
    });
    expect(await agent()).toBe('absent');
    on.azure.world({ site: { machines: [{ ip, agent: 'installed' }] } });
    expect(await agent()).toBe('installed');
  });

  test('every page of a site is read', async () => {
    const others = Array.from({ length: 9 }, (_, index) => ({ ip: `10.0.2.${index + 10}`, name: `other-${index}` }));
    on.azure.world({ site: { machines: [...others, { ip, name: 'web-07', agent: 'installed' }] } });
    const found = await on.replicator.discover(await theHost(on.replicator), ip);
    expect(found).toEqual([
      expect.objectContaining({ name: 'web-07', ips: [ip], runAsAccount: expect.stringContaining('/runAsAccounts/') }),
    ]);
  });
});

describe('a read that fails', () => {
  test.each([
    ['throttle', 'azure-throttled'],
    ['unavailable', 'azure-unavailable'],
    ['reset-before', 'azure-unavailable'],
  ])('by %s is %s, may work later, and was asked once', async (kind, code) => {
    on.faults.arm({ service: 'azure', match: 'ReplicationFabrics_List', kind, times: 1 });
    await expect(on.replicator.host()).rejects.toMatchObject({
      code,
      retryable: true,
      message: expect.stringContaining('reading the replication hosts of the vault rsv-migrate'),
    });
    expect(on.faults.armed()).toEqual([]);
    expect(await on.replicator.host()).toBeDefined();
  });

  test('for want of a right names the right', async () => {
    on.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/replicationFabrics/read'] });
    await expect(on.replicator.host()).rejects.toMatchObject({
      code: 'azure-denied',
      retryable: false,
      message: expect.stringContaining(
        'lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/read on the vault rsv-migrate',
      ),
    });
  });
});
