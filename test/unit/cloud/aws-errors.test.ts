import { describe, expect, test } from 'vitest';
import { readError } from '../../../src/cloud/aws/answer.ts';
import { explain } from '../../../src/cloud/aws/errors.ts';
import { CloudError } from '../../../src/errors.ts';

const doing = { what: 'stopping i-0abc', permission: 'ec2:StopInstances', where: 'prod (eu-west-1)' } as const;

function fromSdk(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe('what is not an error of AWS', () => {
  test.each([
    ['a bug', new TypeError('x is not a function')],
    ['a refused intent', new Error('the freeze has changed')],
    ['a Redis that hung up', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['what the SDK decorates on its way', Object.assign(new Error('fenced'), { $metadata: { attempts: 1, totalRetryDelay: 0 } })],
    ['a string', 'oops'],
  ])('comes back as it was: %s', (_, thrown) => {
    expect(explain(thrown, doing)).toBe(thrown);
  });

  test('is a CloudError that was explained already, under its first name', () => {
    const first = new CloudError('assuming a role in prod (eu-west-1): no', { code: 'aws-denied', retryable: false });
    expect(explain(first, doing)).toBe(first);
  });
});

test('credentials that nobody gave are asked for', () => {
  expect(explain(fromSdk('CredentialsProviderError', 'Could not load credentials from any providers'), doing)).toMatchObject({
    code: 'aws-denied',
    retryable: false,
    message: 'stopping i-0abc in prod (eu-west-1): Could not load credentials from any providers (CredentialsProviderError)',
    remedy: expect.stringContaining('AWS_ACCESS_KEY_ID'),
  });
});

test('an answer of success that cannot be read does not pass for a refusal', () => {
  const error = fromSdk('SyntaxError', 'Unexpected token', { $metadata: { httpStatusCode: 200 } });
  expect(explain(error, doing)).toMatchObject({ code: 'aws-unavailable', retryable: true, status: 200 });
});

test.each(['ConcurrentSnapshotLimitExceeded', 'SnapshotCreationPerVolumeRateExceeded', 'RequestLimitExceeded'])(
  '%s asks for patience',
  (name) => {
    expect(explain(fromSdk(name, 'slow down', { $metadata: { httpStatusCode: 400 } }), doing)).toMatchObject({
      code: 'aws-throttled',
      retryable: true,
    });
  },
);

describe('the XML of an error', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('gives its code and words', () => {
    const xml =
      '<Response><Errors><Error><Code>1234</Code><Message>a &lt; b &amp; c</Message></Error></Errors><RequestID>r</RequestID></Response>';
    expect(readError(bytes(xml))).toEqual({ code: '1234', message: 'a < b & c' });
  });

  test.each(['', '<html><body>502</body></html>', '{"Code":"x"}', '<Response><Errors/></Response>', '<<<'])(
    'is not found in %j',
    (body) => {
      expect(readError(bytes(body))).toBeUndefined();
    },
  );
});
