import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { loadConfig, parseFerryFile } from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');
const machine = 'i-0123456789abcdef0';

test('npm run sandbox prints one line with all that Ferry needs, serves it, and cleans up on SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const trace = join(folder, 'trace.jsonl');
  const { REDIS_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['sandbox/main.ts', '--speed', '600', '--trace', trace], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const { env, config, redis, control } = printed.parse(JSON.parse(lines.join('')));

  expect(loadConfig(env)).toMatchObject(parseFerryFile(config));
  expect(env['REDIS_URL']).toBe(redis);
  const client = new Redis(redis);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
  const { Reservations } = await ec2(env).send(new DescribeInstancesCommand({ InstanceIds: [machine] }));
  expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(machine);
  expect(await (await fetch(`${control}/effects`)).json()).toEqual({ aws: {}, azure: {} });

  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines).toHaveLength(1);
  expect(existsSync(String(env['FERRY_CONFIG']))).toBe(false);
  expect(readFileSync(trace, 'utf8')).toContain('"operation":"DescribeInstances"');
  expect(readFileSync(trace, 'utf8')).not.toContain(env['AWS_ACCESS_KEY_ID']);
});

test('at the speed of the real clouds Ferry keeps its default periods; faster, they shrink but stay sane', async () => {
  const { timing: defaults } = parseFerryFile(readFileSync(join(root, 'ferry.example.yml'), 'utf8'));
  expect(parseFerryFile((await open({ speed: 1 })).details.config).timing).toEqual(defaults);
  const fast = parseFerryFile((await open({ speed: 6000 })).details.config).timing;
  expect(fast.lease).toBe(2);
  expect(fast.lock).toBeGreaterThan(fast.lease);
  expect(fast.poll).toBeLessThan(defaults.poll);
  expect(fast).toMatchObject({
    planExpires: defaults.planExpires,
    approvalExpires: defaults.approvalExpires,
    clickLate: defaults.clickLate,
  });
});

test('what AWS stops is stopped for Site Recovery too', async () => {
  const { details, kit } = await open();
  expect(kit.guest('10.0.1.11')).toMatchObject({ instanceId: machine, running: true });
  await ec2(details.env).send(new StopInstancesCommand({ InstanceIds: [machine] }));
  expect(kit.guest('10.0.1.11')).toMatchObject({ instanceId: machine, running: false });
});

test('the control API counts effects, and a reset forgets them with the changed world', async () => {
  const { control, details, kit } = await open();
  await ec2(details.env).send(new StopInstancesCommand({ InstanceIds: [machine] }));
  expect(await get(control, '/effects')).toMatchObject({ status: 200, body: { aws: { StopInstances: { [machine]: 1 } } } });
  expect(await post(control, '/reset')).toMatchObject({ status: 200 });
  expect(await get(control, '/effects')).toMatchObject({ body: { aws: {} } });
  expect(kit.guest('10.0.1.11')?.running).toBe(true);
});

test('a call is held where a fault says, is listed, and goes on after a release', async () => {
  const { control, details } = await open();
  const fault = { service: 'aws', match: 'StopInstances', kind: 'hold-before' };
  expect(await post(control, '/faults', fault)).toMatchObject({ status: 200, body: { armed: [{ ...fault, times: 1 }], held: [] } });
  const stopping = ec2(details.env).send(new StopInstancesCommand({ InstanceIds: [machine] }));
  const held = async () => faults.parse((await get(control, '/faults')).body).held;
  while ((await held()).length === 0);
  expect(await held()).toMatchObject([{ service: 'aws', operation: 'StopInstances', subject: machine, when: 'before' }]);
  expect(await get(control, '/effects')).toMatchObject({ body: { aws: {} } });
  expect(await post(control, '/release')).toEqual({ status: 200, body: { released: 1 } });
  await stopping;
  expect(await get(control, '/effects')).toMatchObject({ body: { aws: { StopInstances: { [machine]: 1 } } } });
});

test('the world is changed service by service', async () => {
  const { control, kit, slack } = await open();
  const patch = { aws: { instances: [{ instanceId: machine, remove: true }] }, slack: { users: [{ id: 'U0NEWCOMER01' }] } };
  expect(await post(control, '/world', patch)).toEqual({ status: 200, body: { changed: ['aws', 'slack'] } });
  expect(kit.guest('10.0.1.11')).toBeUndefined();
  expect(slack.details.users.map((user) => user.id)).toContain('U0NEWCOMER01');
});

test('its ferry.yml has a target for each engine that was asked for, and the modern one alone when none was', async () => {
  const targets = async (options: SandboxOptions) =>
    Object.entries(parseFerryFile((await open(options)).details.config).targets).map(([alias, { vault, engine, replicationHost }]) => [
      alias,
      vault,
      engine,
      ...replicationHost.addresses,
    ]);
  const [azure, classic] = [
    ['azure', 'rsv-migrate', 'auto', '10.0.0.10'],
    ['classic', 'rsv-classic', 'InMageAzureV2', '10.0.0.20'],
  ];
  expect(await targets({})).toEqual([azure]);
  expect(await targets({ engines: ['InMageAzureV2'] })).toEqual([classic]);
  expect(await targets({ engines: ['InMageRcm', 'InMageAzureV2'] })).toEqual([azure, classic]);
});

test('a command reaches nobody while no bot is connected, and says so', async () => {
  const { control } = await open();
  const command = { user: 'U0REQUESTER1', channel: 'C0MIGRATION1', text: machine };
  expect(await post(control, '/slack/command', command)).toMatchObject({ status: 200, body: { acknowledged: false } });
  expect(await get(control, '/slack/messages?channel=C0MIGRATION1')).toEqual({ status: 200, body: [] });
});

test.each<[what: string, path: string, body: unknown, sentence: RegExp]>([
  [
    'a stranger to the workspace',
    '/slack/command',
    { user: 'U0NOBODY0001', channel: 'C0MIGRATION1', text: 'help' },
    /U0NOBODY0001.*U0REQUESTER1/,
  ],
  [
    'a click on a message that is not there',
    '/slack/click',
    { user: 'U0REQUESTER1', channel: 'C0MIGRATION1', ts: '1.2', actionId: 'start' },
    /1\.2/,
  ],
  ['a command without a user', '/slack/command', { channel: 'C0MIGRATION1' }, /user: /],
  ['a fault of a service that is not there', '/faults', { service: 'gcp', match: '.*', kind: 'deny' }, /service: /],
  ['a fault with a broken expression', '/faults', { service: 'aws', match: '(', kind: 'deny' }, /match: \( is neither/],
  ['a world of a service that is not there', '/world', { gcp: {} }, /gcp/],
  ['a world that the service does not understand', '/world', { slack: { users: 'all' } }, /users/],
  ['a body that is not JSON', '/world', '{', /not JSON/],
])('%s is refused in a sentence', async (_, path, body, sentence) => {
  const { control } = await open();
  const answer = await post(control, path, body);
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(sentence) } });
});

test('a path that is not there is answered with the paths that are', async () => {
  const { control } = await open();
  expect(await get(control, '/nowhere')).toMatchObject({
    status: 404,
    body: { routes: expect.arrayContaining(['POST /faults', 'GET /effects']) },
  });
});

const printed = z.object({ env: z.record(z.string(), z.string()), config: z.string(), redis: z.string(), control: z.string() });
const faults = z.object({ armed: z.array(z.unknown()), held: z.array(z.unknown()) });

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ speed: 600, redis: false, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

function ec2(env: Readonly<Record<string, string | undefined>>): EC2Client {
  const {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
  } = env;
  const client = new EC2Client({
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

async function get(control: string, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${control}${path}`);
  return { status: response.status, body: await response.json() };
}

async function post(control: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const response = await fetch(`${control}${path}`, { method: 'POST', body: text });
  return { status: response.status, body: await response.json() };
}
