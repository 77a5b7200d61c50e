import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test, vi } from 'vitest';
import { createGatedTransport } from '../../src/cloud/aws/gate.ts';
import type { Source } from '../../src/migration/source-port.ts';
import { localAws, sending } from '../support/local-aws.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const web07 = 'i-0123456789abcdef0';
const tags = { 'ferry:migration': 'm-1' };

const verbs: readonly (readonly [action: string, call: (source: Source) => Promise<void>])[] = [
  ['StopInstances', (source) => source.stop(web07)],
  ['StartInstances', (source) => source.start(web07)],
  ['CreateSnapshots', (source) => source.createSnapshots(web07, tags)],
  ['CreateTags', (source) => source.tag([web07], tags)],
  ['ModifyInstanceAttribute', (source) => source.protectFromTermination(web07)],
];

describe.each(verbs)('%s', (action, call) => {
  async function stage() {
    const stage = await localAws();
    if (action === 'StartInstances') stage.world({ instances: [{ instanceId: web07, state: 'stopped' }] });
    return stage;
  }

  test('takes effect once, through the gate', async () => {
    const { source, effects } = await stage();
    const sent = await sending(() => call(source));
    expect(sent).toEqual({
      operation: sent.operation,
      intents: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      answers: [{ status: 200, handle: { status: 200 }, requestId: expect.stringMatching(uuid) }],
    });
    expect(effects(action, web07)).toBe(1);
  });

  test('is refused outside mutate, before the socket', async () => {
    const { source, effects, fault, faults } = await stage();
    fault(action, 'deny');
    await expect(call(source)).rejects.toThrow('outside mutate');
    expect(effects(action, web07)).toBe(0);
    expect(faults.armed()).toHaveLength(1);
  });

  test('is not sent when the intent is refused, and the reason comes back as it was', async () => {
    const { source, effects } = await stage();
    const refusal = Object.assign(new Error('an undecided click waits'), { code: 'ECONNREFUSED' });
    const sent = await sending(
      () => call(source),
      () => {
        throw refusal;
      },
    );
    expect(sent.error).toBe(refusal);
    expect(sent.answers).toEqual([]);
    expect(effects(action, web07)).toBe(0);
  });

  test('leaves exactly one effect and no answer when its reply is lost', async () => {
    const { source, effects, fault } = await stage();
    fault(action, 'reset-after', { times: 5 });
    const sent = await sending(() => call(source));
    expect(sent.error).toMatchObject({ code: 'aws-unavailable', retryable: true });
    expect(sent.intents).toHaveLength(1);
    expect(sent.answers).toEqual([]);
    expect(effects(action, web07)).toBe(1);
  });

  test('keeps the refusal of AWS, as the wire said it', async () => {
    const { source, effects, fault } = await stage();
    fault(action, 'deny');
    const sent = await sending(() => call(source));
    expect(sent.answers).toEqual([
      {
        status: 403,
        handle: { status: 403 },
        requestId: expect.stringMatching(uuid),
        error: {
          code: 'UnauthorizedOperation',
          message: 'You are not authorized to perform this operation.',
          remedy: expect.stringContaining(`ec2:${action}`),
        },
      },
    ]);
    expect(sent.error).toMatchObject({ code: 'aws-denied', remedy: expect.stringContaining(`ec2:${action}`) });
    expect(effects(action, web07)).toBe(0);
  });
});

test('an operation is sent once, whatever the caller tries', async () => {
  const { source, effects } = await localAws();
  const sent = await sending(async () => {
    await source.tag([web07], tags);
    await source.tag([web07], tags);
  });
  expect(sent.error).toMatchObject({ message: expect.stringContaining('already sent once') });
  expect(effects('CreateTags', web07)).toBe(1);
});

test('reads within an operation do not use it up', async () => {
  const { source, effects } = await localAws();
  const sent = await sending(async () => {
    await source.power(web07);
    await source.stop(web07);
    await source.power(web07);
  });
  expect(sent).not.toHaveProperty('error');
  expect(effects('StopInstances', web07)).toBe(1);
});

test('borrowing a role on the way does not count as the one change', async () => {
  const { aws, sourceWith, effects } = await localAws();
  const { role, externalId } = aws.details;
  const sent = await sending(() => sourceWith({ role, externalId }).stop(web07));
  expect(sent).not.toHaveProperty('error');
  expect(effects('StopInstances', web07)).toBe(1);
});

test('the transport itself refuses a change, even to a client that knows nothing of sources', async () => {
  const { aws, effects } = await localAws();
  const { endpoint, region, accessKeyId, secretAccessKey } = aws.details;
  const ec2 = new EC2Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: createGatedTransport('ec2'),
  });
  await expect(ec2.send(new StopInstancesCommand({ InstanceIds: [web07], Force: true }))).rejects.toThrow('outside mutate');
  expect(effects('StopInstances', web07)).toBe(0);
});

describe('stopping', () => {
  test('ends in stopped, says who asked, and starts again', async () => {
    const { aws, source } = await localAws(1000);
    await sending(() => source.stop(web07));
    await vi.waitUntil(async () => (await source.power(web07))?.state === 'stopped');
    expect((await source.power(web07))?.reason).toContain('User initiated');
    expect(aws.guest('10.0.1.11')).toMatchObject({ instanceId: web07, running: false, os: 'windows' });
    await sending(() => source.start(web07));
    await vi.waitUntil(async () => (await source.power(web07))?.state === 'running');
    expect(aws.guest('10.0.1.11')?.running).toBe(true);
  });

  test('lets the guest shut down by itself, so that it writes what it still holds', async () => {
    const { source, requests } = await localAws();
    await sending(() => source.stop(web07));
    expect((await requests()).at(-1)).toEqual({ Action: 'StopInstances', Version: '2016-11-15', 'InstanceId.1': web07 });
  });

  test.each([
    ['throttle', {}, { status: 503, error: { code: 'RequestLimitExceeded', throttled: true } }],
    ['throttle', { retryAfter: 7 }, { status: 503, error: { throttled: true, retryAfterSeconds: 7 } }],
    ['error', { code: 'ConcurrentSnapshotLimitExceeded', status: 400 }, { status: 400, error: { throttled: true } }],
  ])('says that it was throttled: %s %j', async (kind, extra, answer) => {
    const { source, fault, effects } = await localAws();
    fault('StopInstances', kind, extra);
    const sent = await sending(() => source.stop(web07));
    expect(sent.answers).toMatchObject([answer]);
    expect(sent.error).toMatchObject({ code: 'aws-throttled' });
    expect(effects('StopInstances', web07)).toBe(0);
  });

  test('is not taken for throttled by an outage of the same status', async () => {
    const { source, fault } = await localAws();
    fault('StopInstances', 'unavailable');
    const { answers } = await sending(() => source.stop(web07));
    expect(answers).toMatchObject([{ status: 503, error: { code: 'Unavailable' } }]);
    expect(answers[0]?.error?.throttled).toBeUndefined();
  });

  test('is refused by AWS where stop protection is on', async () => {
    const { source, effects } = await localAws();
    const ledger = 'i-0123456789abcdeff';
    const sent = await sending(() => source.stop(ledger));
    expect(sent.error).toMatchObject({
      code: 'aws-refused',
      retryable: false,
      vendorCode: 'OperationNotPermitted',
      message: expect.stringMatching(new RegExp(`^stopping ${ledger} in prod \\(eu-west-1\\): .*disableApiStop`)),
    });
    expect(sent.answers).toMatchObject([
      {
        status: 400,
        error: { code: 'OperationNotPermitted', remedy: expect.stringContaining(`--instance-id ${ledger} --no-disable-api-stop`) },
      },
    ]);
    expect(effects('StopInstances', ledger)).toBe(0);
  });

  test('is refused by AWS in a state that cannot be stopped', async () => {
    const { source } = await localAws();
    const sent = await sending(() => source.stop('i-0123456789abcdefe'));
    expect(sent.error).toMatchObject({ code: 'aws-refused', vendorCode: 'IncorrectInstanceState' });
  });
});

describe('snapshots', () => {
  test('are one per volume, found by the migration and told apart by the operation', async () => {
    const { source, world } = await localAws(1000);
    world({ instances: [{ instanceId: 'i-0aaaaaaaaaaaaaaaa', volumes: [{ gib: 8 }] }] });
    const machine = await source.machine(web07);
    const first = await sending(() => source.createSnapshots(web07, tags));
    const second = await sending(() => source.createSnapshots(web07, tags));
    await sending(() => source.createSnapshots('i-0aaaaaaaaaaaaaaaa', { 'ferry:migration': 'm-2' }));

    const found = await source.snapshots('m-1');
    expect(found).toHaveLength(6);
    const ofFirst = found.filter(({ operation }) => operation === first.operation);
    expect(ofFirst.map(({ volumeId }) => volumeId).sort()).toEqual(machine?.volumes.map(({ volumeId }) => volumeId).sort());
    expect(found.filter(({ operation }) => operation === second.operation)).toHaveLength(3);
    expect(await source.snapshots('m-2')).toHaveLength(1);
    for (const pattern of ['m-*', 'm-?', '\\m-1']) expect(await source.snapshots(pattern)).toEqual([]);
  });

  test('of a lost reply are found by their operation', async () => {
    const { source, fault } = await localAws();
    fault('CreateSnapshots', 'reset-after');
    const sent = await sending(() => source.createSnapshots(web07, tags));
    expect(sent.error).toMatchObject({ code: 'aws-unavailable' });
    expect((await source.snapshots('m-1')).map(({ operation }) => operation)).toEqual([sent.operation, sent.operation, sent.operation]);
  });

  test('are pending first and completed in the end', async () => {
    const slow = await localAws(0.001);
    await sending(() => slow.source.createSnapshots(web07, tags));
    expect((await slow.source.snapshots('m-1')).map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
    const fast = await localAws(1e9);
    await sending(() => fast.source.createSnapshots(web07, tags));
    await vi.waitUntil(async () =>
      (await fast.source.snapshots('m-1')).every(({ state, percent }) => state === 'completed' && percent === 100),
    );
  });
});

test('tags written are read back, and leave the others alone', async () => {
  const { source } = await localAws();
  await sending(() => source.tag([web07], { 'ferry:state': 'migrated' }));
  expect((await source.tags([web07]))[web07]).toMatchObject({ Name: 'web-07', 'ferry:state': 'migrated' });
  expect((await sending(() => source.tag([], tags))).error).toMatchObject({ code: 'aws-refused' });
});

test('termination protection is seen once it is set', async () => {
  const { source } = await localAws();
  expect(await source.terminationProtected(web07)).toBe(false);
  await sending(() => source.protectFromTermination(web07));
  expect(await source.terminationProtected(web07)).toBe(true);
});

describe('an answer that is not of EC2', () => {
  test('to a change is kept as it is, for the operation to be looked up', async () => {
    const { source, fault } = await localAws();
    fault('StopInstances', 'html');
    const sent = await sending(() => source.stop(web07));
    expect(sent.answers).toMatchObject([{ status: 502, error: { code: 'HTTP 502' } }]);
    expect(sent.error).toMatchObject({ code: 'aws-unavailable', retryable: true, status: 502 });
  });
});
