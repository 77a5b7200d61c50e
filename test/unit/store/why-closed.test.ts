import { expect, test } from 'vitest';
import { whyClosed } from '../../../src/store/why-closed.ts';

const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

test.each([
  ['ENOTFOUND', 'there is no such host (ENOTFOUND). Correct REDIS_URL.'],
  ['EAI_AGAIN', 'its name cannot be looked up just now (EAI_AGAIN). Check the name server of this machine, or correct REDIS_URL.'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Set NODE_EXTRA_CA_CERTS to the certificate of whoever signed it, or correct the host in REDIS_URL.',
  ],
  [
    'ECONNRESET',
    'the connection was closed at once. If it does not speak TLS, write redis:// instead of rediss://. Else correct the port in REDIS_URL.',
  ],
])('a Redis that cannot be reached for %s is said in a sentence without the password', (code, says) => {
  expect(whyClosed('rediss://:hunter2@cache.example.org:6380', coded(code))).toBe(`Connecting to Redis at cache.example.org:6380: ${says}`);
});

test('what Redis says itself and Ferry does not know is passed on', () => {
  expect(whyClosed('redis://127.0.0.1:6379', new Error('ERR max number of clients reached'))).toBe(
    'Connecting to Redis at 127.0.0.1:6379: it does not let Ferry in (ERR max number of clients reached). Correct REDIS_URL, or what it complains of.',
  );
});
