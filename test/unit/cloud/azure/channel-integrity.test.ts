import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import { agentAuthentication, channelIntegrityKey, signing } from '../../../../src/cloud/azure/channel-integrity.ts';
import { underOperation } from '../../../../src/cloud/sending.ts';

const operation = '0f3c1de2-9a1b-4f67-8f5e-1f2f3a4b5c6d';
const gate = { operation, intend: async () => undefined, answered: async () => undefined };

/** The request as the policy lets it go on. */
async function passed(method: 'GET' | 'POST') {
  const request = createPipelineRequest({ method, url: 'https://management.azure.com/x' });
  await signing(async () => 'key').sendRequest(request, async () => ({ request, status: 200, headers: request.headers }));
  return request.headers.get('agent-authentication');
}

test('the token is the one that Azure PowerShell makes, to the letter', () => {
  const id = 'e5ec3f71-75c6-4688-b557-6ef69d2e7514-2018-04-27 22:43:45Z-Ps';
  expect(agentAuthentication('RandomRandom', id, 1_524_869_029_692)).toBe(
    String.raw`{"NotBeforeTimestamp":"\/Date(1524865429692)\/","NotAfterTimestamp":"\/Date(1525470229692)\/","ClientRequestId":"${id}","HashFunction":"HMACSHA256","Hmac":"cYcaVjQ7BOG/lVrrl7dhwK5WXad6mvQdqm3ce3JSRY4=","Version":{"Major":1,"Minor":2,"Build":-1,"Revision":-1,"MajorRevision":-1,"MinorRevision":-1},"PropertyBag":{}}`,
  );
});

test('a change is signed under the id of its operation, and a read is not', async () => {
  const signed = await underOperation(gate, () => passed('POST'));
  expect(JSON.parse(signed ?? '')).toMatchObject({ ClientRequestId: operation, HashFunction: 'HMACSHA256' });
  expect(await passed('GET')).toBeUndefined();
});

test('a vault without a key is said before anything is sent', async () => {
  const vaultExtendedInfo = { get: async () => ({ properties: {} }) };
  await expect(channelIntegrityKey({ vaultExtendedInfo } as never, 'rg', 'rsv-1')).rejects.toMatchObject({
    message: 'reading the channel integrity key of the vault rsv-1: the vault has none',
    remedy: expect.stringContaining('channelIntegrity: false'),
  });
});
