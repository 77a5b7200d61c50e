import { describe, expect, test } from 'vitest';
import { allows, type Grant } from '../../../../src/cloud/azure/allowed.ts';
import { missingRights, type SeenScope } from '../../../../src/cloud/azure/missing-rights.ts';
import { permissions } from '../../../../src/cloud/azure/permissions.ts';

const item = 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems';
const grant = (actions: readonly string[], notActions: readonly string[] = []): Grant => ({ actions, notActions });

describe('an action is allowed', () => {
  test.each<[string, Grant[], string, boolean]>([
    ['by nobody, where nothing is granted', [], `${item}/write`, false],
    ['by its own name', [grant([`${item}/write`])], `${item}/write`, true],
    ['by its own name in other letters', [grant([`${item}/write`.toUpperCase()])], `${item}/write`, true],
    ['not by the name of another', [grant([`${item}/read`])], `${item}/write`, false],
    ['not by a name that it only begins with', [grant([item])], `${item}/write`, false],
    ['not by a name that only begins with it', [grant([`${item}/write/more`])], `${item}/write`, false],
    ['by everything', [grant(['*'])], `${item}/unplannedFailover/action`, true],
    ['by a star at the end', [grant(['Microsoft.RecoveryServices/vaults/*'])], `${item}/unplannedFailover/action`, true],
    ['by a star at the beginning', [grant(['*/read'])], `${item}/read`, true],
    ['not by a star before another verb', [grant(['*/read'])], `${item}/write`, false],
    ['by a star in the middle', [grant(['Microsoft.RecoveryServices/*/write'])], `${item}/write`, true],
    ['not by a dot that stands for another letter', [grant(['MicrosoftxRecoveryServices/*'])], `${item}/write`, false],
    ['not where its own assignment excepts it', [grant(['*'], [`${item}/write`])], `${item}/write`, false],
    ['not where a star excepts it', [grant(['*'], ['*/action'])], `${item}/unplannedFailover/action`, false],
    ['where something else is excepted', [grant(['*'], ['*/delete'])], `${item}/write`, true],
    ['by one assignment, though another excepts it', [grant(['*'], [`${item}/write`]), grant([`${item}/*`])], `${item}/write`, true],
    ['by no sum of an exception and its name', [grant([`${item}/write`], ['*']), grant(['*/read'])], `${item}/write`, false],
  ])('%s', (_, grants, action, allowed) => {
    expect(allows(grants, action)).toBe(allowed);
  });
});

describe('what is missing', () => {
  const vault = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/rsv';
  const on = (grants: readonly Grant[] | undefined): SeenScope[] => [{ on: 'vault', id: vault, grants }];

  test('is nothing where everything is allowed', () => {
    expect(missingRights(on([grant(['*'])]), 'InMageRcm')).toEqual({ problems: [], warnings: [] });
  });

  test('depends on the engine, and on what ferry.yml says of the target', () => {
    const container = 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers';
    const without = (...actions: readonly string[]) => on([grant(['*'], actions)]);
    const discovering = without(`${container}/discoverProtectableItem/action`);
    expect(missingRights(discovering, 'InMageRcm').problems).toEqual([]);
    expect(missingRights(discovering, 'InMageAzureV2').problems).toEqual([
      expect.stringContaining('with which Ferry puts the machine on the list of a configuration server'),
    ]);
    const unsigned = without('Microsoft.RecoveryServices/Vaults/extendedInformation/read');
    expect(missingRights(unsigned, 'InMageAzureV2', { channelIntegrity: false }).problems).toEqual([]);
    expect(missingRights(unsigned, 'InMageAzureV2', { channelIntegrity: true }).problems).toEqual([
      expect.stringContaining('channel integrity key'),
    ]);
  });

  test('is said with what Ferry does with it and the role that has it', () => {
    expect(missingRights(on([grant(['*'], [`${item}/failoverCommit/action`])]), 'InMageRcm').problems).toEqual([
      `Ferry's identity lacks the right ${item}/failoverCommit/action on the vault rsv, with which Ferry commits the failover, after the machine was accepted; the role Site Recovery Contributor has it.`,
    ]);
  });

  test('is counted and named by its end where there is more of it', () => {
    expect(missingRights(on([grant(['*'], [`${item}/*/action`, '*/replicationProtectedItems/read'])]), 'InMageRcm').problems).toEqual([
      "Ferry's identity lacks rights: on the vault rsv 5 that the role Site Recovery Contributor has (…/replicationProtectedItems/read, …/unplannedFailover/action and 3 more) and 1 that the role Reader has (…/replicationProtectedItems/read).",
    ]);
  });

  test('is no right to make tests where ferry.yml names no network for them', () => {
    const lacking = [grant(['*'], ['*/testFailover/action', 'Microsoft.Network/routeTables/*'])];
    expect(missingRights(on(lacking), 'InMageRcm').problems).toEqual([]);
    const tests: SeenScope = { on: 'tests', id: '/subscriptions/s/resourceGroups/rg-tests', grants: lacking };
    expect(missingRights([...on(lacking), tests], 'InMageRcm').problems).toEqual([
      expect.stringMatching(
        /on the vault rsv 1 that .* has \(…\/testFailover\/action\); on the resource group rg-tests 1 that the role Reader has/,
      ),
    ]);
  });

  test('is a warning where Ferry goes on without it, and where Azure does not let Ferry look', () => {
    expect(missingRights(on([grant(['*'], ['Microsoft.Authorization/*'])]), 'InMageRcm')).toEqual({
      problems: [],
      warnings: [
        expect.stringContaining('lacks the right Microsoft.Authorization/permissions/read on the vault rsv, and goes on without it'),
      ],
    });
    expect(missingRights(on(undefined), 'InMageRcm')).toEqual({
      problems: [],
      warnings: [expect.stringContaining('Ferry may not look which rights it has on the vault rsv')],
    });
  });

  test('fits on a card, whatever is missing', () => {
    const scopes = (['vault', 'group', 'network', 'cache', 'site'] as const).map((one): SeenScope => ({ on: one, id: vault, grants: [] }));
    const { problems } = missingRights(scopes, 'InMageRcm');
    expect(problems.join(' ').length).toBeLessThan(850);
  });

  test('of an engine is missing to that engine alone', () => {
    const site: SeenScope[] = [
      { on: 'site', id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OffAzure/ServerSites/site', grants: [] },
    ];
    expect(permissions['Microsoft.OffAzure/ServerSites/machines/read'].engine).toBe('InMageRcm');
    expect(missingRights(site, 'InMageRcm').problems).toHaveLength(1);
    expect(missingRights(site, 'InMageAzureV2').problems).toHaveLength(0);
  });
});
