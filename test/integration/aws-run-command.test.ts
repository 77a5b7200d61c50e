import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test, vi } from 'vitest';
import type { GuestCommand } from '../../src/migration/guest-port.ts';
import { localAws, sending } from '../support/local-aws.ts';

const app02 = 'i-0123456789abcdef1';
const ssm = { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' };
const hour = 3_600_000;

const looking: GuestCommand = {
  purpose: 'readiness',
  document: 'AWS-RunShellScript',
  parameters: { commands: ['# ferry:readiness-linux'] },
  beginWithin: 60,
};

async function managed(speed?: number) {
  const local = await localAws(speed);
  local.world({ instances: [{ instanceId: app02, ssm }] });
  const source = local.sourceWith({ runCommand: { readiness: true, reachability: false } });
  const run = (command: Partial<GuestCommand> = {}) => sending(() => source.guest.run(app02, { ...looking, ...command }));
  const ended = async (command: string) => {
    await vi.waitUntil(async () => !['waiting', 'running', undefined].includes((await source.guest.result(app02, command))?.state));
    return source.guest.result(app02, command);
  };
  const sent = () => local.effects('SendCommand', app02);
  return { ...local, source, run, ended, sent };
}

test('a command is sent once, through the gate, and what it printed is read by its id', async () => {
  const { run, ended, sent } = await managed();
  const { answers, intents } = await run();
  const [answer] = answers;
  expect(intents).toHaveLength(1);
  expect(answer).toMatchObject({ status: 200, handle: { job: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  expect(await ended(answer?.handle.job ?? '')).toMatchObject({
    state: 'succeeded',
    exitCode: 0,
    cutShort: false,
    output: expect.stringContaining('driver.hv_vmbus=initramfs'),
  });
  expect(sent()).toBe(1);
});

test('the intent keeps a digest of the very command', async () => {
  const { run } = await managed();
  const one = await run();
  const other = await run({ parameters: { commands: ['# ferry:readiness-linux', 'id'] } });
  expect(one.intents).not.toEqual(other.intents);
});

test('outside mutate it is refused before the socket', async () => {
  const { source, sent } = await managed();
  await expect(source.guest.run(app02, looking)).rejects.toThrow('outside mutate');
  expect(sent()).toBe(0);
});

test.each([
  ['a source that says nothing of commands', undefined, looking],
  ['a source that does not allow this purpose', { readiness: false, reachability: true }, looking],
  ['a document that is not of the purpose', { readiness: true, reachability: false }, { ...looking, document: 'Shop-Quiesce' }],
])('%s: nothing is sent, and Ferry says where to allow it', async (_, runCommand, command) => {
  const { sourceWith, sent } = await managed();
  const refusal = await sending(() => sourceWith(runCommand ? { runCommand } : {}).guest.run(app02, command));
  expect(refusal.intents).toEqual([]);
  expect(refusal.error).toMatchObject({
    code: 'aws-refused',
    retryable: false,
    remedy: 'Allow it as readiness under sources.prod.runCommand in ferry.yml, and restart Ferry. Then Retry.',
  });
  expect(sent()).toBe(0);
});

test("a lost answer leaves one command, which is found by Ferry's operation and by nobody else's", async () => {
  const { run, source, fault, sent } = await managed();
  await run();
  fault('SendCommand', 'reset-after');
  const lost = await run();
  expect(lost).toMatchObject({ answers: [], error: { code: 'aws-unavailable' } });
  const found = await source.guest.sent(app02, Date.now() - hour);
  expect(found).toHaveLength(2);
  expect(found.filter(({ operation }) => operation === lost.operation)).toMatchObject([{ document: 'AWS-RunShellScript' }]);
  expect(await source.guest.sent(app02, Date.now() + hour)).toEqual([]);
  expect(sent()).toBe(2);
});

test('what other people send carries no operation, even where it looks like one', async () => {
  const { aws, source } = await managed();
  await client(aws.details).send(
    new SendCommandCommand({
      InstanceIds: [app02],
      DocumentName: 'AWS-RunShellScript',
      Comment: 'Ferry: look',
      Parameters: { commands: ['id'] },
    }),
  );
  expect(await source.guest.sent(app02, 0)).toEqual([{ id: expect.any(String), document: 'AWS-RunShellScript', at: expect.any(Number) }]);
});

describe('a machine that takes no commands', () => {
  test.each([
    ['whose agent never registered', { ssm: null }],
    ['that is stopped', { ssm, state: 'stopped' as const }],
  ])('%s: AWS refuses, and the remedy says what an agent needs', async (_, attributes) => {
    const { sourceWith, world, effects } = await localAws();
    world({ instances: [{ instanceId: app02, ...attributes }] });
    const refused = await sending(() => sourceWith({ runCommand: { readiness: true, reachability: false } }).guest.run(app02, looking));
    expect(refused.answers).toMatchObject([
      {
        status: 400,
        error: {
          code: 'InvalidInstanceId',
          remedy: expect.stringMatching(new RegExp(`cannot reach ${app02}.*AmazonSSMManagedInstanceCore`)),
        },
      },
    ]);
    expect(effects('SendCommand', app02)).toBe(0);
  });

  test('whose agent is silent keeps it waiting, and in the end it was not delivered', async () => {
    const { world, run, source, ended } = await managed(100);
    world({ instances: [{ instanceId: app02, ssm: { ...ssm, online: false } }] });
    const id = (await run()).answers[0]?.handle.job ?? '';
    await vi.waitUntil(async () => (await source.guest.result(app02, id))?.state === 'waiting');
    expect(await ended(id)).toEqual({ state: 'undelivered', rawState: 'DeliveryTimedOut', output: '', errorOutput: '', cutShort: false });
  });
});

describe('a document of the account', () => {
  const quiesce = { name: 'Shop-Quiesce', seconds: 1 };
  const play = async (document: object, parameters: Record<string, string[]> = {}) => {
    const { aws, world } = await managed();
    world({ documents: [{ ...quiesce, ...document }] });
    const ssmClient = client(aws.details);
    const { Command } = await ssmClient.send(
      new SendCommandCommand({ InstanceIds: [app02], DocumentName: quiesce.name, Parameters: parameters }),
    );
    return { ssmClient, id: Command?.CommandId ?? '' };
  };

  test('ends with its own exit code, and no more than 24,000 characters of what it wrote are kept', async () => {
    const { ssmClient, id } = await play({ exitCode: 3, output: 'a'.repeat(30_000), errorOutput: 'b'.repeat(9_000) });
    const read = () => ssmClient.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: app02 })).catch(() => undefined);
    await vi.waitUntil(async () => (await read())?.Status === 'Failed');
    const answer = await read();
    expect(answer).toMatchObject({ ResponseCode: 3, StatusDetails: 'Failed' });
    expect([answer?.StandardOutputContent?.length, answer?.StandardErrorContent?.length]).toEqual([24_000, 8_000]);
  });

  test.each([
    ['for another system', { platforms: ['windows'] }, {}, 'UnsupportedPlatformType'],
    ['without a parameter that it demands', { demands: ['Service'] }, {}, 'InvalidParameters'],
    ['with one that it does not know', {}, { Service: ['shop'] }, 'InvalidParameters'],
  ])('%s is refused', async (_, document, parameters, code) => {
    await expect(play(document, parameters)).rejects.toMatchObject({ name: code });
  });
});

test('a script that takes longer than it was given is ended', async () => {
  const { run, ended } = await managed();
  const sent = await run({ parameters: { ...looking.parameters, executionTimeout: ['1'] } });
  expect(await ended(sent.answers[0]?.handle.job ?? '')).toMatchObject({ state: 'timed-out', rawState: 'ExecutionTimedOut' });
});

test('in the first moment nobody finds a command by its machine, and that is no error', async () => {
  const { run, source } = await managed(0.01);
  const sent = await run();
  expect(await source.guest.result(app02, sent.answers[0]?.handle.job ?? '')).toBeUndefined();
});

test('a document that does not exist is refused with what to do', async () => {
  const { run, fault } = await managed();
  fault('SendCommand', 'error', { code: 'InvalidDocument', message: 'Document with name x does not exist.' });
  expect((await run()).answers).toMatchObject([
    { error: { code: 'InvalidDocument', remedy: expect.stringContaining('create it, or name another one') } },
  ]);
});

function client({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
}: {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}) {
  return new SSMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
}
