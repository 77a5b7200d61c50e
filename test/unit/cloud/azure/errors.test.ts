import { AuthenticationRequiredError } from '@azure/identity';
import { describe, expect, test } from 'vitest';
import { reading, readingIfFound, toCloudError } from '../../../../src/cloud/azure/errors.ts';
import { CloudError } from '../../../../src/errors.ts';
import { type Answer, siteRecovery, wire } from './answering.ts';

/** Reads a policy through the real SDK, which gets the given answer. */
const readingPolicy = (answer: Answer) => {
  const client = siteRecovery(wire(() => answer));
  return () => client.replicationPolicies.get('v', 'g', 'p');
};

function arm(code: string, message: string) {
  return { error: { code, message } };
}

describe('an answer that is no success becomes one CloudError that names the action', () => {
  test.each([
    [403, {}, 'azure-denied', false],
    [401, {}, 'azure-denied', false],
    [404, {}, 'azure-not-found', false],
    [429, {}, 'azure-throttled', true],
    [400, {}, 'azure-refused', false],
    [500, {}, 'azure-unavailable', true],
    [503, {}, 'azure-unavailable', true],
  ])('%i', async (status, headers, code, retryable) => {
    const read = reading('reading the policy p', readingPolicy({ status, headers, body: arm('SomeCode', 'some message') }));
    await expect(read).rejects.toMatchObject({
      code,
      retryable,
      status,
      vendorCode: 'SomeCode',
      message: 'reading the policy p: some message (SomeCode)',
    });
  });
});

describe('a missing right is named with its place, and with who gives it', () => {
  const policy = '/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationPolicies/p';
  const subnet = '/subscriptions/s/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/vnet-1/subnets/machines';
  const denied = (code: string, message: string) =>
    reading('reading the policy p', readingPolicy({ status: 403, body: arm(code, message) }));

  test('where ARM names it', async () => {
    const message = `The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/replicationPolicies/read' over scope '${policy}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
    await expect(denied('AuthorizationFailed', message)).rejects.toMatchObject({
      code: 'azure-denied',
      message:
        "reading the policy p: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationPolicies/read on the vault v (AuthorizationFailed)",
      remedy:
        'Somebody who may assign roles there (Owner or User Access Administrator) gives the identity a a role that allows it, such as Site Recovery Contributor; that can take minutes to apply.',
    });
  });

  test('on a linked resource, and not the right that is there', async () => {
    const message = `The client 'a' with object id 'b' has permission to perform action 'Microsoft.RecoveryServices/vaults/replicationPolicies/write' on scope '${policy}'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnet}' (respectively) or the linked scope(s) are invalid.`;
    await expect(denied('LinkedAuthorizationFailed', message)).rejects.toMatchObject({
      message: expect.stringContaining(
        'lacks the right Microsoft.Network/virtualNetworks/subnets/join/action on the network vnet-1 (LinkedAuthorizationFailed)',
      ),
      remedy: expect.stringContaining('gives the identity a a role that allows it; that can take minutes'),
    });
  });

  test('and without a name by the roles that Ferry needs', async () => {
    await expect(denied('RequestDisallowedByPolicy', 'Policy says no.')).rejects.toMatchObject({
      message: 'reading the policy p: Policy says no (RequestDisallowedByPolicy)',
      remedy: expect.stringContaining('a policy may deny it too'),
    });
  });
});

test('throttling keeps the seconds to wait, and does without them where Azure says none', async () => {
  const told = reading('reading', readingPolicy({ status: 429, headers: { 'retry-after': '17' } }));
  await expect(told).rejects.toMatchObject({ code: 'azure-throttled', retryAfterSeconds: 17 });
  const untold = reading('reading', readingPolicy({ status: 429 }));
  await expect(untold).rejects.toMatchObject({ code: 'azure-throttled', retryable: true, retryAfterSeconds: undefined });
});

test('what Azure does not know is nothing, but only where that is asked for', async () => {
  const missing = { status: 404, body: arm('ResourceNotFound', 'gone') };
  await expect(readingIfFound('reading', readingPolicy(missing))).resolves.toBeUndefined();
  await expect(reading('reading', readingPolicy(missing))).rejects.toMatchObject({ code: 'azure-not-found' });
  await expect(readingIfFound('reading', readingPolicy({ status: 403 }))).rejects.toMatchObject({ code: 'azure-denied' });
});

describe('a sign-in that fails says what to do', () => {
  const signIn = (message: string) => toCloudError('reading the vault v', new AuthenticationRequiredError({ scopes: ['s'], message }));

  test.each([
    [
      "invalid_client: Error(s): 7000215 - Timestamp: 1 - Description: AADSTS7000215: Invalid client secret provided. Ensure it is the value, for app 'x'.",
      'Invalid client secret provided (AADSTS7000215)',
      /not its id/,
    ],
    [
      "invalid_client: AADSTS7000222: The keys for app 'x.y' are expired. Visit the portal. Trace ID: 7",
      "The keys for app 'x.y' are expired (AADSTS7000222)",
      /expired/,
    ],
    ['unauthorized_client: AADSTS700016: Application not found', 'Application not found (AADSTS700016)', /AZURE_CLIENT_ID/],
    ['invalid_grant: AADSTS50000: There was an error. Ask again.', 'There was an error. Ask again (AADSTS50000)', /AZURE_TENANT_ID/],
  ])('%s', (message, said, remedy) => {
    expect(signIn(`${message}\r\nTrace ID: 1\r\nTimestamp: 2`)).toMatchObject({
      code: 'azure-denied',
      retryable: false,
      vendorCode: /AADSTS\d+/.exec(said)?.[0],
      remedy: expect.stringMatching(remedy),
      message: `reading the vault v: signing in to Azure: ${said}`,
    });
  });

  test('an unreachable sign-in may work later', () => {
    expect(signIn('endpoints_resolution_error: Endpoints cannot be resolved')).toMatchObject({
      code: 'azure-unavailable',
      retryable: true,
    });
  });
});

test('a bug stays a bug, and a CloudError is not wrapped twice', () => {
  const bug = new TypeError('x is undefined');
  expect(toCloudError('reading', bug)).toBe(bug);
  const known = new CloudError('reading: x', { code: 'azure-refused', retryable: false });
  expect(toCloudError('reading more', known)).toBe(known);
});

test('a reset connection may work later', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  expect(toCloudError('reading', reset)).toMatchObject({ code: 'azure-unavailable', retryable: true });
});
