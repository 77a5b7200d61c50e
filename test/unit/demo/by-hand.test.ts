import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { handbook, offered } from '../../../sandbox/demo/by-hand.ts';
import type { Card } from '../../../sandbox/demo/card.ts';
import { createControl } from '../../../sandbox/demo/control.ts';
import { createHands, readWish } from '../../../sandbox/demo/hands.ts';
import { unpainted } from '../../../sandbox/demo/mrkdwn.ts';
import { operators } from '../../../sandbox/demo/operator.ts';
import { help, readOptions } from '../../../sandbox/demo/options.ts';

const machines = [
  { instanceId: 'i-0123456789abcdef0', name: 'web-07', privateIp: '10.0.1.11', note: 'moves' },
  { instanceId: 'i-0123456789abcdef5', name: 'arm-01', privateIp: '10.0.1.16', note: 'arm64' },
];

test('the handbook lists each machine with what is special about it, and requests that can be copied', () => {
  const lines = handbook('http://127.0.0.1:4100', machines, operators.InMageRcm, unpainted);
  expect(lines).toContain('  i-0123456789abcdef0  web-07      has just been moved');
  expect(lines).toContain('  i-0123456789abcdef5  arm-01      arm64');
  const bodies = lines.flatMap((line) => /^curl -s http:\/\/127\.0\.0\.1:4100\/\S+ -d '(.*)'$/.exec(line)?.[1] ?? []);
  expect(bodies.map((body) => Object.keys(JSON.parse(body)))).toEqual([
    ['user', 'channel', 'text'],
    ['user', 'channel', 'ts', 'actionId'],
    ['azure'],
    ['service', 'match', 'kind'],
  ]);
});

test.each([
  ['/migrate i-0123456789abcdef5', { do: 'command', text: 'i-0123456789abcdef5' }],
  ['  /migrate   status  m-1 ', { do: 'command', text: 'status m-1' }],
  ['/migrate', { do: 'command', text: '' }],
  ['12', { do: 'press', number: 12 }],
  ['12 not today --remove-replication', { do: 'press', number: 12, reason: 'not today', remove: true }],
  ['add 10.0.1.12', { do: 'add', ip: '10.0.1.12' }],
])('%j is understood', (line, wish) => {
  expect(readWish(line)).toEqual(wish);
});

test.each(['', 'hello', 'add', 'add 10.0.1.12 10.0.1.13', '-1', '/migrated'])('%j means nothing', (line) => {
  expect(readWish(line)).toBeUndefined();
});

test('a number presses its button as somebody who may, also after other cards have got theirs', async () => {
  const { control, asked } = await recording();
  const hands = createHands(control, operators.InMageRcm);
  const first = hands.number(cardWith('1.0', [['ferry_start', 'Start']]));
  hands.number(cardWith('2.0', [['ferry_authorise', 'Authorise failover']]));
  expect(offered(first, new Map([['U0REQUESTER1', 'requester']]), unpainted)).toEqual(['          1 [Start] as @requester']);
  expect(await hands.carryOut({ do: 'press', number: 2 })).toBeUndefined();
  expect(await hands.carryOut({ do: 'press', number: 1 })).toBeUndefined();
  expect(asked).toEqual([
    { path: '/slack/click', body: expect.objectContaining({ user: 'U0APPROVER01', ts: '2.0', actionId: 'ferry_authorise' }) },
    { path: '/slack/click', body: expect.objectContaining({ user: 'U0REQUESTER1', ts: '1.0', actionId: 'ferry_start' }) },
  ]);
});

test('a dialog that a button opens is filled in with what follows the number, and closed when it is not content', async () => {
  const view = { id: 'V1', title: { text: 'Reject' } };
  const { control, asked } = await recording(200, { '/slack/click': { view }, '/slack/submit': { viewErrors: { reason: 'Say why.' } } });
  const hands = createHands(control, operators.InMageRcm);
  hands.number(cardWith('1.0', [['ferry_reject', 'Reject…']]));
  expect(await hands.carryOut({ do: 'press', number: 1 })).toBe(
    'Say why. Type 1 and your reason, and --remove-replication if you want that too.',
  );
  expect(asked.map(({ path }) => path)).toEqual(['/slack/click', '/slack/submit', '/slack/close']);
  await hands.carryOut({ do: 'press', number: 1, reason: 'not today', remove: true });
  expect(asked[4]?.body).toEqual({ user: 'U0APPROVER01', viewId: 'V1', values: { reason: 'not today', replication: 'remove' } });
});

test('/migrate alone opens a dialog, which the terminal closes again and says so', async () => {
  const { control, asked } = await recording(200, { '/slack/command': { view: { id: 'V1', title: { text: 'Move' } } } });
  expect(await createHands(control, operators.InMageRcm).carryOut({ do: 'command', text: '' })).toContain('Type /migrate and an id');
  expect(asked.map(({ path }) => path)).toEqual(['/slack/command', '/slack/close']);
});

test('an address is added to what replicates: the appliance, or the network of the configuration server', async () => {
  const { control, asked } = await recording();
  for (const operator of Object.values(operators)) await createHands(control, operator).carryOut({ do: 'add', ip: '10.0.1.12' });
  const machines = [{ ip: '10.0.1.12', agent: 'installed' }];
  expect(asked.map(({ body }) => body)).toEqual([{ azure: { site: { machines } } }, { azure: { configurationServer: { machines } } }]);
});

test('what cannot be done is answered with a sentence', async () => {
  const { control } = await recording(400);
  const hands = createHands(control, operators.InMageRcm);
  expect(await hands.carryOut(undefined)).toMatch(/^Type \/migrate/);
  expect(await hands.carryOut({ do: 'press', number: 3 })).toBe('No button has the number 3.');
  expect(await hands.carryOut({ do: 'add', ip: 'x' })).toBe('asking the sandbox for /world: not that.');
});

test('the options have defaults, and a fault may be named more than once', () => {
  expect(readOptions([])).toEqual({ once: false, help: false, speed: 1500, engine: 'InMageRcm', fault: [] });
  expect(readOptions(['--once', '--speed', '60', '--trace', 'x.jsonl', '--fault', '{"a":1}', '--fault', '{"b":2}'])).toEqual({
    once: true,
    help: false,
    speed: 60,
    engine: 'InMageRcm',
    trace: 'x.jsonl',
    fault: [{ a: 1 }, { b: 2 }],
  });
});

test.each([
  [['--speed', 'fast'], '--speed: this is not a number.'],
  [['--speed', '0'], '--speed: this is not above 0.'],
  [['--speed'], "Option '--speed <value>' argument missing."],
  [['--fault', '{'], '--fault: this is not JSON.'],
  [['--fault', '[1]'], '--fault: this is not a JSON object.'],
  [['--trace', ''], '--trace: name a file.'],
  [['--engine', 'classic'], '--engine: there are InMageRcm and InMageAzureV2.'],
  [['now'], "Unexpected argument 'now'."],
])('the options %j are answered with a sentence', (args, sentence) => {
  expect(readOptions(args)).toBe(sentence);
});

test('the example in the help is an option that is understood', () => {
  const [, json = ''] = /--fault '(.*)'/.exec(help) ?? [];
  expect(readOptions(['--fault', json])).toMatchObject({ fault: [{ kind: 'reset-after' }] });
});

function cardWith(ts: string, buttons: readonly (readonly [string, string])[]): Card {
  return {
    ts,
    id: 'm-7f3k2',
    machine: 'web-07',
    state: 'waits',
    sides: 'EC2 up · Azure none',
    next: 'somebody',
    progress: undefined,
    buttons: buttons.map(([id, label]) => ({ id, label })),
    body: '',
  };
}

/** A control API that keeps what it is asked for. */
async function recording(status = 200, answers: Readonly<Record<string, object>> = {}) {
  const asked: { path: string | undefined; body: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ path: request.url, body: JSON.parse(body) });
      response
        .writeHead(status)
        .end(JSON.stringify(status === 200 ? { acknowledged: true, ...answers[request.url ?? ''] } : { error: 'not that' }));
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { control: createControl(`http://127.0.0.1:${address.port}`), asked };
}
