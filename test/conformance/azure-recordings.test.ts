import { describe, expect, it } from 'vitest';
import { recording } from '../support/azure-recording.ts';
import { checkExchange, hasAzureSpec } from '../support/azure-spec.ts';

function check(name: string) {
  const all = recording(name).map((one) => ({
    i: one.i,
    ...checkExchange({ method: one.method, url: one.url, requestBody: one.reqBody, status: one.status, responseBody: one.body }),
  }));
  return {
    described: [...new Set(all.flatMap((one) => (one.operationId ? [one.operationId] : [])))].toSorted(),
    violations: [
      ...new Set(all.flatMap((one) => one.violations.map((violation) => `${one.operationId} ${violation.replaceAll(/\/\d+/g, '/n')}`))),
    ].toSorted(),
  };
}

describe.skipIf(!hasAzureSpec)('Microsoft recorded traffic, held against its own description', () => {
  it('matches in the life of a modern machine but for three places, all of them known', () => {
    const { described, violations } = check('test_siterecovery_V2A_RCMInMage_scenarios.jsonl');
    expect(violations).toEqual([
      // The description forgot the modern engine's input; Microsoft's own CLI sends it all the same.
      'ReplicationProtectionContainerMappings_Create request/properties/providerSpecificInput/instanceType: must be equal to one of the allowed values (["A2A","VMwareCbt"])',
      // "Never expires" comes without its time zone.
      'ReplicationRecoveryServicesProviders_ListByReplicationFabrics response/value/n/properties/providerVersionDetails/expiryDate: must match format "date-time"',
      'ReplicationRecoveryServicesProviders_ListByReplicationFabrics response/value/n/properties/providerVersionExpiryDate: must match format "date-time"',
    ]);
    expect(described).toContain('ReplicationProtectedItems_UnplannedFailover');
    expect(described.length).toBe(20);
  });

  it('matches everywhere in the life of a vault', () => {
    const { described, violations } = check('test_siterecovery_vault_scenarios.jsonl');
    expect(violations).toEqual([]);
    expect(described).toEqual(expect.arrayContaining(['Vaults_CreateOrUpdate', 'ReplicationJobs_Get', 'ReplicationJobs_List']));
  });
});
