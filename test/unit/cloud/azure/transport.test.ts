import { createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { changing, gated, loopback } from '../../../../src/cloud/azure/transport.ts';
import { type Sending, underOperation } from '../../../../src/cloud/sending.ts';
import { CloudError } from '../../../../src/errors.ts';
import type { WireAnswer } from '../../../../src/migration/wire-answer.ts';
import { type Answer, siteRecovery, wire } from './answering.ts';

const operation = '7a1c7e0e-3a52-4b38-9a0e-5f0b5c1c2d3e';
const asyncOperation =
  'https://management.azure.com/Subscriptions/s/x/replicationOperationStatus/9b2f7c11-0d5c-4f5a-8a3e-2f1f5b1d9c77?api-version=2023-06-01&s=abc';
const accepted: Answer = {
  status: 202,
  headers: { 'azure-asyncoperation': asyncOperation, location: 'https://management.azure.com/x/operationresults/9' },
};

function sending(parts: Partial<Sending> = {}) {
  const kept: (WireAnswer | string)[] = [];
  const gate: Sending = {
    operation,
    intend: async (digest) => void kept.push(digest),
    answered: async (answer) => void kept.push(answer),
    ...parts,
  };
  return { kept, gate };
}

/** Fails over through the real SDK and the gate, with the given answers. */
function failOver(answer: (path: string, method: string) => Answer) {
  const transport = wire(answer);
  const headers: (string | undefined)[] = [];
  const patience: number[] = [];
  const spy = {
    sendRequest: (request: Parameters<typeof transport.sendRequest>[0]) => {
      headers.push(request.headers.get('x-ms-client-request-id'));
      patience.push(request.timeout);
      return transport.sendRequest(request);
    },
  };
  const client = siteRecovery(gated(spy));
  const call = () =>
    changing('failing over i', () => client.replicationProtectedItems.beginUnplannedFailover('v', 'g', 'f', 'c', 'i', { properties: {} }));
  return { call, client, sent: transport.sent, headers, patience };
}

test('outside mutate nothing that changes Azure leaves the process', async () => {
  const { call, sent } = failOver(() => accepted);
  await expect(call()).rejects.toThrow('outside mutate');
  expect(sent).toEqual([]);
});

test('an accepted call is one request: the intent before it, its job kept after it, and no poll', async () => {
  const { call, sent, headers } = failOver(() => accepted);
  const { kept, gate } = sending();
  await underOperation(gate, call);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatch(/^POST .*\/replicationProtectedItems\/i\/unplannedFailover$/);
  expect(headers).toEqual([operation]);
  expect(kept).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    { status: 202, handle: { status: 202, job: '9b2f7c11-0d5c-4f5a-8a3e-2f1f5b1d9c77' } },
  ]);
});

test('a change is given minutes, a read seconds', async () => {
  const { call, client, patience } = failOver((_, method) => (method === 'POST' ? accepted : { body: {} }));
  await underOperation(sending().gate, call);
  await client.replicationPolicies.get('v', 'g', 'p');
  expect(patience).toEqual([180_000, 25_000]);
});

test('a refusal keeps the useful code, and throws it with what Azure recommends', async () => {
  const detail = { code: 'ReplicationNotHealthy', message: 'Replication is not healthy', possibleCauses: 'x', recommendedAction: 'Wait' };
  const { call } = failOver(() => ({ status: 409, body: { error: { code: 'Outer', message: 'outer', details: [detail] } } }));
  const { kept, gate } = sending();
  const error: unknown = await underOperation(gate, call).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CloudError);
  expect(error).toMatchObject({
    message: 'failing over i: Replication is not healthy (ReplicationNotHealthy)',
    code: 'azure-refused',
    status: 409,
    remedy: 'Wait',
  });
  expect(kept[1]).toEqual({
    status: 409,
    handle: { status: 409 },
    error: { code: 'ReplicationNotHealthy', message: 'Replication is not healthy', remedy: 'Wait' },
  });
});

describe('a second send of the same call is refused', () => {
  const secondSend = { message: expect.stringContaining('this call already has its answer') };

  test('after a redirect', async () => {
    const { call, sent } = failOver(() => ({ status: 307, headers: { location: 'https://management.azure.com/elsewhere' } }));
    const { gate } = sending();
    await expect(underOperation(gate, call)).rejects.toMatchObject({ code: 'azure-refused', status: 307, cause: secondSend });
    expect(sent).toHaveLength(1);
  });

  test('after a challenge for more claims', async () => {
    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64');
    const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/t/oauth2/authorize", error="insufficient_claims", claims="${claims}"`;
    const { call, sent } = failOver(() => ({ status: 401, headers: { 'www-authenticate': challenge } }));
    const { gate } = sending();
    await expect(underOperation(gate, call)).rejects.toMatchObject({ code: 'azure-denied', status: 401, cause: secondSend });
    expect(sent).toHaveLength(1);
  });

  test('after a 503', async () => {
    const { call, sent } = failOver(() => ({ status: 503 }));
    const { gate } = sending();
    await expect(underOperation(gate, call)).rejects.toMatchObject({ code: 'azure-unavailable', retryable: true });
    expect(sent).toHaveLength(1);
  });
});

test('a lost connection keeps no answer, and says that Azure did not answer', async () => {
  const { call } = failOver(() => {
    throw new RestError('read ECONNRESET', { code: 'ECONNRESET' });
  });
  const { kept, gate } = sending();
  await expect(underOperation(gate, call)).rejects.toMatchObject({
    code: 'azure-unavailable',
    retryable: true,
    message: /did not answer: read ECONNRESET/,
  });
  expect(kept).toHaveLength(1);
});

test('what the gate itself throws leaves as it is: before the socket nothing is sent, after it the answer is not lost silently', async () => {
  const stopped = new Error('no authority');
  const before = failOver(() => accepted);
  await expect(underOperation(sending({ intend: () => Promise.reject(stopped) }).gate, before.call)).rejects.toBe(stopped);
  expect(before.sent).toEqual([]);
  const after = failOver(() => accepted);
  await expect(underOperation(sending({ answered: () => Promise.reject(stopped) }).gate, after.call)).rejects.toBe(stopped);
  expect(after.sent).toHaveLength(1);
});

test('the loopback carries Azure and its sign-in, and nothing else', async () => {
  const urls: string[] = [];
  const inner = wire(() => ({}));
  const carrier = loopback('http://127.0.0.1:4010/', {
    sendRequest: (request) => {
      urls.push(request.url);
      return inner.sendRequest(request);
    },
  });
  const client = siteRecovery(carrier);
  await client.replicationPolicies.get('v', 'g', 'p');
  const asked = createPipelineRequest({ url: 'https://login.microsoftonline.com/t/oauth2/v2.0/token' });
  await carrier.sendRequest(asked);
  expect(asked).toMatchObject({ url: 'https://login.microsoftonline.com/t/oauth2/v2.0/token', allowInsecureConnection: false });
  expect(urls[1]).toBe('http://127.0.0.1:4010/t/oauth2/v2.0/token');
  expect(urls[0]).toMatch(/^http:\/\/127\.0\.0\.1:4010\/subscriptions\/.*\/replicationPolicies\/p\?api-version=/);
  await expect(carrier.sendRequest(createPipelineRequest({ url: 'https://example.com/' }))).rejects.toThrow(
    'not reachable while FERRY_AZURE_ENDPOINT is set',
  );
});
