import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { underOperation } from '../../src/cloud/sending.ts';
import { createWebhook, signature } from '../../src/cloud/webhook.ts';
import type { QuiesceRequest } from '../../src/migration/quiescer-port.ts';
import type { WireAnswer } from '../../src/migration/wire-answer.ts';

const secret = 'a-secret-of-thirty-two-characters';
const asked: QuiesceRequest = {
  wanted: 'quiesce',
  migration: 'm-1',
  instanceId: 'i-0123456789abcdef0',
  account: '111122223333',
  region: 'eu-west-1',
};

const seen: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
let behave: RequestListener = (_, response) => response.writeHead(204).end();
const server = createServer((request, response) => {
  void text(request).then((body) => {
    seen.push({ headers: request.headers, body });
    behave(request, response);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const webhook = `http://127.0.0.1:${port}/ferry`;
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Asks as `mutate` would: what was answered, or what broke. */
async function ask(listener: RequestListener, timeout = 5): Promise<{ readonly operation: string; answer?: WireAnswer; error?: unknown }> {
  behave = listener;
  seen.length = 0;
  const operation = randomUUID();
  const came: { readonly operation: string; answer?: WireAnswer; error?: unknown } = { operation };
  const sending = { operation, intend: async () => undefined, answered: async (answer: WireAnswer) => void (came.answer = answer) };
  await underOperation(sending, () => createWebhook({ webhook, timeout }, secret).ask(asked)).catch((error: unknown) => {
    came.error = error;
  });
  return came;
}

const answering =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

test('a request is signed over its time and its body, and names its operation twice', async () => {
  const { operation, answer } = await ask(answering(204));
  expect(answer).toEqual({ status: 204, handle: { status: 204 } });
  const [request] = seen;
  expect(JSON.parse(request?.body ?? '')).toEqual({ ...asked, operation });
  expect(request?.headers['x-ferry-operation']).toBe(operation);
  expect(request?.headers['x-ferry-signature']).toBe(signature(secret, String(request?.headers['x-ferry-timestamp']), request?.body ?? ''));
});

test.each([400, 401, 404, 500, 503, 301])('an answer of %i says that it did not happen', async (status) => {
  const { answer } = await ask(answering(status, ' the  disk\nis full ', { location: webhook }));
  expect(answer).toMatchObject({ status, error: { code: `HTTP ${status}`, message: 'the disk is full', turnedAway: true } });
  expect(seen, 'redirects are not followed, failures not repeated').toHaveLength(1);
});

test.each([408, 502, 504])('an answer of %i leaves open whether it happened', async (status) => {
  const { answer } = await ask(answering(status));
  expect(answer?.error).toMatchObject({ message: 'it did not say why' });
  expect(answer?.error?.turnedAway).toBeUndefined();
});

test('an answer of 429 says when to ask again', async () => {
  const { answer } = await ask(answering(429, 'later', { 'retry-after': '7' }));
  expect(answer?.error).toMatchObject({ throttled: true, retryAfterSeconds: 7 });
});

test('a hook that does not answer in time has given no answer', async () => {
  const { answer, error } = await ask(() => undefined, 0.1);
  expect(answer).toBeUndefined();
  expect(error).toMatchObject({ message: 'no answer within 0.1 s' });
});

test('a hook with endless words has answered with its first', async () => {
  const { answer } = await ask((_, response) => {
    response.writeHead(500);
    response.write('x'.repeat(10_000));
  }, 2);
  expect(answer?.status).toBe(500);
  expect(answer?.error?.message).toHaveLength(300);
});

test('outside an operation nothing reaches the hook', async () => {
  seen.length = 0;
  await expect(createWebhook({ webhook, timeout: 5 }, secret).ask(asked)).rejects.toThrow(/outside mutate/);
  expect(seen).toEqual([]);
});
