import { describe, expect, test } from 'vitest';
import { CloudError } from '../../src/errors.ts';
import { localAws } from '../support/local-aws.ts';

const web07 = 'i-0123456789abcdef0';

describe('an error of AWS', () => {
  const cases = [
    { fault: { kind: 'throttle' }, code: 'aws-throttled', retryable: true, vendorCode: 'RequestLimitExceeded' },
    { fault: { kind: 'unavailable' }, code: 'aws-unavailable', retryable: true, vendorCode: 'Unavailable' },
    { fault: { kind: 'html' }, code: 'aws-unavailable', retryable: true, vendorCode: 'Error' },
    { fault: { kind: 'reset-before' }, code: 'aws-unavailable', retryable: true, vendorCode: 'ECONNRESET' },
    { fault: { kind: 'deny' }, code: 'aws-denied', retryable: false, vendorCode: 'UnauthorizedOperation' },
    { fault: { kind: 'auth-failure' }, code: 'aws-denied', retryable: false, vendorCode: 'AuthFailure' },
    { fault: { kind: 'expired' }, code: 'aws-denied', retryable: false, vendorCode: 'RequestExpired' },
    { fault: { kind: 'error', code: 'InternalError', status: 500 }, code: 'aws-unavailable', retryable: true, vendorCode: 'InternalError' },
    {
      fault: { kind: 'error', code: 'InvalidParameterValue', status: 400 },
      code: 'aws-refused',
      retryable: false,
      vendorCode: 'InvalidParameterValue',
    },
    {
      fault: { kind: 'error', code: 'InvalidVolume.NotFound', status: 400 },
      code: 'aws-not-found',
      retryable: false,
      vendorCode: 'InvalidVolume.NotFound',
    },
  ] as const;

  test.each(cases)(
    '$vendorCode is $code, and names what was being done',
    async ({ fault: { kind, ...more }, code, retryable, vendorCode }) => {
      const { source, fault } = await localAws();
      fault('DescribeInstanceAttribute', kind, more);
      const error = await source.terminationProtected(web07).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CloudError);
      expect(error).toMatchObject({ code, retryable, vendorCode });
      expect(error).toHaveProperty(
        'message',
        expect.stringMatching(/^reading the termination protection of i-0123456789abcdef0 in prod \(eu-west-1\): ./),
      );
    },
  );

  test('is met once: the SDK does not repeat the call by itself', async () => {
    const { source, fault, faults } = await localAws();
    await source.power(web07);
    fault('DescribeInstances', 'unavailable', { times: 3 });
    await expect(source.power(web07)).rejects.toMatchObject({ status: 503 });
    expect(faults.armed()).toMatchObject([{ times: 2 }]);
  });

  test('tells how long AWS wants to be left alone', async () => {
    const { source, fault } = await localAws();
    fault('DescribeInstances', 'throttle', { retryAfter: 7 });
    await expect(source.power(web07)).rejects.toMatchObject({ retryAfterSeconds: 7 });
  });

  test('leaves out the encoded failure message, which nobody here can read', async () => {
    const { source, fault } = await localAws();
    fault('DescribeInstances', 'deny');
    const error = await source.power(web07).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty(
      'message',
      'looking whether i-0123456789abcdef0 runs in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation)',
    );
    expect(error).toHaveProperty('remedy', expect.stringContaining('ec2:DescribeInstances'));
  });

  test('keeps the words of AWS even with marks that XML escapes', async () => {
    const { source, fault } = await localAws();
    fault('DescribeInstances', 'error', { code: 'InvalidParameterValue', message: `a < b & "c" isn't` });
    await expect(source.power(web07)).rejects.toThrow(`a < b & "c" isn't (InvalidParameterValue)`);
  });
});

test('an endpoint that nobody listens on is AWS being unavailable, with where to look', async () => {
  const { aws, sourceWith } = await localAws();
  await aws.close();
  await expect(sourceWith({}).power(web07)).rejects.toMatchObject({
    code: 'aws-unavailable',
    retryable: true,
    vendorCode: 'ECONNREFUSED',
    remedy: expect.stringContaining('prod (eu-west-1)'),
  });
});
