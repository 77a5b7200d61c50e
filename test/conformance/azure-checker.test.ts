import { describe, expect, it } from 'vitest';
import { accountLine, accountTables, accountViolations } from '../../scripts/azure-account.ts';
import { checkExchange, hasAzureSpec } from '../support/azure-spec.ts';
import { checkTrace } from '../support/azure-trace.ts';

const address = 'https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v';

describe.skipIf(!hasAzureSpec)('the check of what goes to Azure and comes from it', () => {
  const failover = {
    method: 'POST',
    url: `${address}/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i/unplannedFailover?api-version=2023-06-01`,
    status: 202,
    responseBody: null,
  };
  const input = (providerSpecificDetails: object, more: object = {}) => ({
    properties: { failoverDirection: 'PrimaryToRecovery', sourceSiteOperations: 'NotRequired', providerSpecificDetails, ...more },
  });
  const policy = (properties: object) =>
    checkExchange({
      method: 'GET',
      url: `${address}/replicationPolicies/p?api-version=2023-06-01`,
      requestBody: null,
      status: 200,
      responseBody: { id: 'i', name: 'p', properties },
    });

  it('passes a failover as it should be', () => {
    const checked = checkExchange({
      ...failover,
      requestBody: input({ instanceType: 'InMageRcm', performShutdown: 'false', recoveryPointId: 'r' }),
    });
    expect(checked).toEqual({
      operationId: 'ReplicationProtectedItems_UnplannedFailover',
      described: true,
      answer: 'checked',
      violations: [],
      undescribedNames: [],
    });
  });

  it.each([
    ['leaves out what is required', input({ instanceType: 'InMageRcm' }), "must have required property 'performShutdown'"],
    ['uses a boolean where a string is described', input({ instanceType: 'InMageRcm', performShutdown: false }), 'must be string'],
    [
      'has a name nobody described',
      input({ instanceType: 'InMageRcm', performShutdown: 'false' }, { force: true }),
      '/properties/force: no such name is described',
    ],
    [
      'has such a name in the subtype',
      input({ instanceType: 'InMageRcm', performShutdown: 'false', diskType: 'x' }),
      '/diskType: no such name is described',
    ],
    ['mixes two engines', input({ instanceType: 'InMage', performShutdown: 'false' }), '/performShutdown: no such name is described'],
    ['is of an unknown kind', input({ instanceType: 'Nonsense' }), 'must be equal to one of the allowed values'],
    ['has no body', null, 'the body is missing'],
  ])('fails a request that %s', (_, requestBody, problem) => {
    expect(checkExchange({ ...failover, requestBody }).violations.join('\n')).toContain(problem);
  });

  it('fails a request without an api-version, and one whose status is not described', () => {
    const requestBody = input({ instanceType: 'InMageRcm', performShutdown: 'false' });
    expect(checkExchange({ ...failover, requestBody, url: failover.url.split('?')[0] ?? '' }).violations).toEqual([
      'request: no api-version',
    ]);
    expect(checkExchange({ ...failover, requestBody, status: 201 }).violations).toEqual(['response: status 201 is not described']);
  });

  it('fails an answer with a wrong type deep inside a subtype, and only counts names that are new', () => {
    const details = { instanceType: 'InMageRcm', recoveryPointHistoryInMinutes: '1440', novelty: 1 };
    const checked = policy({ friendlyName: 'p', providerSpecificDetails: details });
    expect(checked.violations).toEqual(['response/properties/providerSpecificDetails/recoveryPointHistoryInMinutes: must be integer']);
    expect(checked.undescribedNames).toEqual(['/properties/providerSpecificDetails/novelty']);
  });

  const item = (properties: object) =>
    checkExchange({
      method: 'GET',
      url: `${address}/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i?api-version=2023-06-01`,
      requestBody: null,
      status: 200,
      responseBody: { id: 'i', name: 'i', properties },
    });
  const hyperV = (highAvailability: string) =>
    checkExchange({
      method: 'GET',
      url: 'https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/HyperVSites/h/machines/m?api-version=2020-01-01',
      requestBody: null,
      status: 200,
      responseBody: { id: 'i', name: 'm', properties: { highAvailability } },
    });

  it.each([
    ['has a list where text is described', () => item({ protectionState: ['Protected'] }), '/properties/protectionState: must be string'],
    ['has text where a list is described', () => item({ allowedOperations: 'Commit' }), '/properties/allowedOperations: must be array'],
    ['has a time that is none', () => item({ lastSuccessfulFailoverTime: 'yesterday' }), 'must match format "date-time"'],
    [
      'is of a wrong type in a list within its subtype',
      () => item({ providerSpecificDetails: { instanceType: 'InMageRcm', protectedDisks: [{ diskId: 1 }] } }),
      '/protectedDisks/0/diskId: must be string',
    ],
    [
      'has a value that a closed enumeration does not have',
      () => hyperV('Perhaps'),
      '/properties/highAvailability: must be equal to one of',
    ],
    [
      'has no body',
      () =>
        checkExchange({ ...failover, method: 'GET', url: `${address}/replicationPolicies?api-version=1`, requestBody: null, status: 200 }),
      'the body is missing',
    ],
  ])('fails an answer that %s', (_, checked, problem) => {
    expect(checked().violations.join('\n')).toContain(problem);
  });

  it('lets Azure add to an enumeration that is open, and counts what it added', () => {
    const vault = (publicNetworkAccess: string) =>
      checkExchange({
        method: 'GET',
        url: `${address}?api-version=2023-06-01`,
        requestBody: null,
        status: 200,
        responseBody: { id: 'i', name: 'v', location: 'westeurope', properties: { publicNetworkAccess } },
      });
    expect(vault('Enabled')).toMatchObject({ violations: [], undescribedNames: [] });
    expect(vault('SecuredByPerimeter')).toMatchObject({
      violations: [],
      undescribedNames: ['/properties/publicNetworkAccess is "SecuredByPerimeter"'],
    });
  });

  it('lets no request send such a value', () => {
    const requestBody = { location: 'westeurope', sku: { name: 'Standard' }, properties: { publicNetworkAccess: 'SecuredByPerimeter' } };
    const sent = { method: 'PUT', url: `${address}?api-version=2023-06-01`, requestBody };
    expect(checkExchange(sent).violations.join()).toContain('/properties/publicNetworkAccess: must be equal to one of the allowed values');
  });

  it('takes null for absent: where that is allowed, and where the value is required', () => {
    expect(policy({ friendlyName: null, providerSpecificDetails: null }).violations).toEqual([]);
    expect(checkExchange({ ...failover, requestBody: input({ instanceType: 'InMageRcm', performShutdown: null }) }).violations).toEqual([
      "request/properties/providerSpecificDetails: must have required property 'performShutdown'",
    ]);
  });

  it('holds the request of a call whose answer was lost', () => {
    const { status: _, ...cut } = failover;
    expect(checkExchange({ ...cut, requestBody: input({ instanceType: 'InMageRcm' }) })).toMatchObject({
      violations: ["request/properties/providerSpecificDetails: must have required property 'performShutdown'"],
    });
  });

  it('says when nothing describes a request, or the error that came', () => {
    const unknown = { method: 'GET', url: `${address}/replicationOperationStatus/x?api-version=2023-06-01`, requestBody: null };
    expect(checkExchange({ ...unknown, status: 200, responseBody: {} }).described).toBe(false);
    const throttled = { error: { code: 'TooManyRequests', message: 'Slow down.' } };
    const requestBody = input({ instanceType: 'InMageRcm', performShutdown: 'false' });
    expect(checkExchange({ ...failover, requestBody, status: 429, responseBody: throttled })).toMatchObject({
      answer: 'an undescribed error',
      violations: [],
    });
  });

  it('brings a violation from the trace into the account of the run, where it is counted, named and shown by its operation', () => {
    const exchange = (requestBody: object, status = 202) =>
      JSON.stringify({
        service: 'azure',
        operation: 'ReplicationProtectedItems_UnplannedFailover',
        method: failover.method,
        url: failover.url,
        request: { body: requestBody },
        response: { status, body: null },
      });
    const poll = { method: 'GET', url: `${address}/replicationOperationStatus/x?api-version=2023-06-01`, request: { body: null } };
    const good = input({ instanceType: 'InMageRcm', performShutdown: 'false' });
    const account = checkTrace([
      exchange(good),
      exchange(good, 429),
      exchange(input({ instanceType: 'InMageRcm', performShutdown: false })),
      JSON.stringify({ ...poll, service: 'azure', operation: 'NobodyListsThis' }),
      JSON.stringify({ ...poll, service: 'slack', operation: 'auth.test' }),
    ]);
    const accounts = new Map([['Ferry', account] as const]);
    expect(accountViolations(accounts)).toEqual([
      'ReplicationProtectedItems_UnplannedFailover: request/properties/providerSpecificDetails/performShutdown: must be string',
      'NobodyListsThis: nothing describes it, and sandbox/azure/undescribed.md does not list it',
    ]);
    expect(accountLine(accounts, true)).toBe(
      "Azure: 3 requests and 2 answers of 1 operation held to Microsoft's description: 2 violations; 1 error and 1 exchange that nothing describes.",
    );
    expect(accountTables(accounts)).toMatch(/^ReplicationProtectedItems_UnplannedFailover +3 +2 +1 +1$/m);
    expect(accountTables(accounts)).toMatch(/^NobodyListsThis +1$/m);
  });
});

it('says that nothing was held to the description where that is not there', () => {
  expect(accountLine(new Map(), false)).toContain('no exchange was held to Microsoft');
});
