import { expect, test } from 'vitest';
import { type OutgoingRequest, throughGate, underOperation } from '../../../src/cloud/sending.ts';
import type { SentRequest } from '../../../src/migration/types.ts';

async function kept(request: OutgoingRequest): Promise<SentRequest | undefined> {
  let seen: SentRequest | undefined;
  const sending = {
    operation: 'op-1',
    intend: async (_: string, what: SentRequest) => {
      seen = what;
    },
    answered: async () => undefined,
  };
  await underOperation(sending, () =>
    throughGate(
      request,
      async () => undefined,
      () => ({ status: 200, handle: { status: 200 } }),
    ),
  );
  return seen;
}

test('the intent keeps method, address and version of the API, and nothing that could be a secret', async () => {
  const url = 'https://user:word@management.azure.com/subscriptions/s/x?api-version=2023-06-01&sig=c2VjcmV0&code=s3cret#part';
  expect(await kept({ method: 'PUT', url, body: '{"password":"s3cret"}' })).toEqual({
    method: 'PUT',
    url: 'https://management.azure.com/subscriptions/s/x?api-version=2023-06-01',
  });
});

test('the intent keeps the action where the address does not tell it', async () => {
  const body = 'Action=StopInstances&InstanceId.1=i-1';
  expect(await kept({ method: 'POST', url: 'https://ec2.eu-west-1.amazonaws.com/', body, action: 'StopInstances' })).toEqual({
    method: 'POST',
    url: 'https://ec2.eu-west-1.amazonaws.com/',
    action: 'StopInstances',
  });
});
