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
      message: 'reading the policy p: SomeCode: some message',
    });
  });
});

test('a missing right is named together with its scope', async () => {
  const message =
    "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/replicationPolicies/read' over scope '/subscriptions/s/resourceGroups/g' or the scope is invalid.";
  const read = reading('reading the policy p', readingPolicy({ status: 403, body: arm('AuthorizationFailed', message) }));
  await expect(read).rejects.toMatchObject({
    code: 'azure-denied',
    remedy: expect.stringContaining(
      'allows Microsoft.RecoveryServices/vaults/replicationPolicies/read on /subscriptions/s/resourceGroups/g',
    ),
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
    ['invalid_client: 7000215 - AADSTS7000215: Invalid client secret provided.', 'AADSTS7000215', /not its id/],
    ['invalid_client: AADSTS7000222: The provided client secret keys are expired.', 'AADSTS7000222', /expired/],
    ['unauthorized_client: AADSTS700016: Application not found', 'AADSTS700016', /AZURE_CLIENT_ID/],
  ])('%s', (message, vendorCode, remedy) => {
    expect(signIn(`${message}\r\nTrace ID: 1\r\nTimestamp: 2`)).toMatchObject({
      code: 'azure-denied',
      retryable: false,
      vendorCode,
      remedy: expect.stringMatching(remedy),
      message: `reading the vault v: signing in to Azure: ${message}`,
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
