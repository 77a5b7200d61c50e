import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StartError } from '../../src/errors.ts';
import { createHttpTransport } from '../../src/slack/receiver/http.ts';
import { httpLimits } from '../../src/slack/receiver/limits.ts';
import { channel, ferryInSlack, requester } from '../support/ferry-in-slack.ts';
import { after, checked, opened } from '../support/migration-records.ts';
import { type SignedRequest, send, signedBody, signedCommand } from '../support/signed-request.ts';
import { requestUrl } from '../support/transport.ts';

const start = 'i-0123456789abcdef0 --source prod';

/** A bot over HTTP, where it listens, and what it said of requests that it turned away. */
async function listening() {
  const ferry = await ferryInSlack({ transport: 'http' });
  const { signingSecret: secret } = ferry.slack.details;
  return {
    ...ferry,
    secret,
    url: requestUrl(ferry.logged),
    refusals: () => ferry.logged.filter((line) => line.includes('Refused a request')),
  };
}

test('a signed command is done, and its answer is the answer to the request', async () => {
  const { url, secret, migrations } = await listening();
  const answer = await send(url, signedCommand(start, { secret }));
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ response_type: 'ephemeral' });
  expect(migrations.started).toHaveLength(1);
});

test.each([
  ['was sent almost five minutes ago', { shift: -290 }],
  ['comes from a clock that is a little ahead', { shift: 50 }],
])('a request that %s is genuine', async (_, when) => {
  const { url, secret } = await listening();
  expect((await send(url, signedCommand('help', { secret, ...when }))).status).toBe(200);
});

test('a form may name its charset', async () => {
  const { url, secret } = await listening();
  const request = signedCommand('help', { secret });
  const headers = { ...request.headers, 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' };
  expect((await send(url, { ...request, headers })).status).toBe(200);
});

type Change = (request: SignedRequest, sign: (shift: number) => SignedRequest) => SignedRequest;
const withHeaders =
  (headers: (given: SignedRequest['headers']) => Record<string, string>): Change =>
  (request) => ({ ...request, headers: { ...request.headers, ...headers(request.headers) } });

const without =
  (...names: string[]): Change =>
  (request) => ({ ...request, headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name))) });

const unfit =
  "the signature does not fit SLACK_SIGNING_SECRET. If people's commands fail, copy the secret again (api.slack.com/apps, Basic Information, App Credentials)";
const lost = 'nothing is at this path. If Slack sent it, correct the URLs of the Slack app: they end in /slack/events';

const wrong: readonly (readonly [string, Change, number, string])[] = [
  ['is not signed', without('x-slack-signature'), 401, 'it is not signed'],
  ['has no timestamp', without('x-slack-request-timestamp'), 401, 'it is not signed'],
  ['is signed with another secret', (request) => signedBody(request.body, { secret: 'another-secret' }), 401, unfit],
  ['was changed on its way', (request) => ({ ...request, body: String(request.body).replace('cdef0', 'cdef1') }), 401, unfit],
  [
    'was given a new time',
    withHeaders(({ 'x-slack-request-timestamp': at }) => ({ 'x-slack-request-timestamp': String(Number(at) - 1) })),
    401,
    unfit,
  ],
  [
    'is more than five minutes old',
    (_, sign) => sign(-310),
    401,
    "it was signed more than five minutes ago by this machine's clock. If people's commands fail, set the clock of this machine",
  ],
  [
    'is of a time to come',
    (_, sign) => sign(90),
    401,
    "it is signed for a time more than 60 s ahead of this machine's clock. If people's commands fail, set the clock of this machine",
  ],
  [
    'carries its signature in another form',
    withHeaders(({ 'x-slack-signature': hash }) => ({ 'x-slack-signature': `${hash}=again` })),
    401,
    'the signature is not of the form that Slack uses',
  ],
  [
    'carries its time in another form',
    withHeaders(({ 'x-slack-request-timestamp': at }) => ({ 'x-slack-request-timestamp': `${at}.0` })),
    401,
    'the timestamp is not in whole seconds',
  ],
  ['is a GET', (request) => ({ ...request, method: 'GET', body: '' }), 405, 'Slack sends POST, not GET'],
  ['is for another path', (request) => ({ ...request, path: '/slack/actions' }), 404, lost],
  ['is for a path that is none', (request) => ({ ...request, path: '//' }), 404, lost],
  ['is JSON', withHeaders(() => ({ 'content-type': 'application/json' })), 415, 'the body is no form, and Slack sends nothing else here'],
  ['has no type', without('content-type'), 415, 'the body is no form, and Slack sends nothing else here'],
  [
    'is larger than anything Slack sends',
    (request) => ({ ...request, body: Buffer.alloc(httpLimits.bodyBytes + 1, 'a') }),
    413,
    'the body has more than 2097152 bytes, and nothing that Slack sends has',
  ],
];

test.each(wrong)('a request that %s does nothing, and the log says why in one line', async (_, change, status, because) => {
  const { url, secret, migrations, refusals } = await listening();
  const sign = (shift: number) => signedCommand(start, { secret, shift });
  const answer = await send(url, change(sign(0), sign));
  expect(answer).toMatchObject({ status, body: '' });
  expect(migrations.heard).toEqual([]);
  expect(refusals()).toHaveLength(1);
  expect(JSON.parse(refusals()[0] ?? '')).toMatchObject({ level: 40, status, msg: `Refused a request: ${because}.` });
  expect(refusals()[0]).not.toMatch(/i-0123|sandbox-signing|v0=/);
});

test('a body without a stated length is given up at the same size', async () => {
  const { url, secret, refusals } = await listening();
  const request = { ...signedCommand('help', { secret }), body: Buffer.alloc(httpLimits.bodyBytes + 1, 'a') };
  expect((await send(url, request, true)).status).toBe(413);
  expect(refusals()).toHaveLength(1);
});

test.each([
  ['an interaction that is no JSON', 'payload=%7B'],
  ['an interaction that is nothing', 'payload=null'],
  ['an interaction that is a list', 'payload=%5B%5D'],
])('%s is refused, and the next request is heard', async (_, body) => {
  const { url, secret, refusals, logged } = await listening();
  expect((await send(url, signedBody(body, { secret }))).status).toBe(400);
  expect(refusals()).toHaveLength(1);
  expect(logged.join('')).not.toContain('JSON at position');
  expect((await send(url, signedCommand('help', { secret }))).status).toBe(200);
});

test('bytes that are no text are refused, and the next request is heard', async () => {
  const { url, secret } = await listening();
  const answer = await send(url, signedBody(Buffer.from([0x25, 0xff, 0xfe, 0x00, 0x3d, 0x80]), { secret }));
  expect(answer.status).toBe(401);
  expect((await send(url, signedCommand('help', { secret }))).status).toBe(200);
});

describe('a request that comes again', () => {
  test('is refused by the bot that heard it, whatever else was changed about it', async () => {
    const { url, secret, migrations, refusals } = await listening();
    const request = signedCommand(start, { secret });
    expect((await send(url, request)).status).toBe(200);
    expect((await send(url, request)).status).toBe(409);
    const headers = { ...request.headers, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'x-new': '1' };
    expect((await send(url, { ...request, headers, path: `${request.path}?again` })).status).toBe(409);
    expect(migrations.started).toHaveLength(1);
    expect(refusals()[0]).toContain('the same request came before');
  });

  test('is refused by every other bot', async () => {
    const { url, secret, migrations, another, logged } = await listening();
    await another();
    const other = requestUrl(logged);
    expect(other).not.toBe(url);
    const request = signedCommand(start, { secret });
    expect((await send(url, request)).status).toBe(200);
    expect((await send(other, request)).status).toBe(409);
    expect(migrations.started).toHaveLength(1);
  });

  test('counts once when all copies come at the same time', async () => {
    const { url, secret, migrations } = await listening();
    const request = signedCommand(start, { secret });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(url, request)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    expect(migrations.started).toHaveLength(1);
  });

  test('is not what a person does who types the same again', async () => {
    const { slack, migrations } = await listening();
    for (let i = 0; i < 2; i += 1)
      expect((await slack.command({ user: requester, channel, text: start, waitForView: 0 })).acknowledged).toBe(true);
    expect(migrations.heard).toHaveLength(2);
  });
});

test("Slack's check of the certificate is answered, and carries nothing else with it", async () => {
  const { url, secret, migrations } = await listening();
  const bare = without('x-slack-signature', 'x-slack-request-timestamp');
  const request = signedBody(`ssl_check=1&${String(signedCommand(start, { secret }).body)}`, { secret });
  expect(
    await send(
      url,
      bare(request, () => request),
    ),
  ).toMatchObject({ status: 200, body: '' });
  expect(migrations.heard).toEqual([]);
});

test('a person whose click is not answered in time is shown an error, and so is one whose bot is gone', async () => {
  const { slack, ferry, migrations, show, logged } = await listening();
  const ts = await show(after(checked, opened('confirm-plan')));
  let release: () => void = () => undefined;
  migrations.whileKeeping = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const pressed = () => slack.click({ user: requester, channel, ts, actionId: 'ferry_start', waitForView: 0 });
  expect(await pressed()).toMatchObject({ acknowledged: false, problem: 'operation_timeout' });
  await expect.poll(() => logged.join('')).toContain('was not acknowledged within three seconds');
  release();
  await expect.poll(() => migrations.heard).toEqual(['keep answer', 'settle m-7f3k2']);
  await ferry.stop();
  expect(await pressed()).toMatchObject({ acknowledged: false, problem: 'dispatch_failed' });
});

/** The transport alone, without an app. */
async function transportWith(change: Partial<Parameters<typeof createHttpTransport>[0]> = {}) {
  const logged: string[] = [];
  const transport = createHttpTransport({
    signingSecret: 'a-secret-of-sixteen',
    host: '127.0.0.1',
    port: 0,
    path: '/slack/events',
    firstSeen: async () => true,
    healthy: async () => true,
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    ...change,
  });
  onTestFinished(() => transport.stop());
  await transport.start();
  return { transport, logged, url: requestUrl(logged) };
}

/** What comes back over a plain connection until the server closes it. */
function untilClosed(url: string, write: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const chunks: string[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(write));
    socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    socket.on('close', () => resolve(chunks.join(''))).on('error', reject);
  });
}

const impatient = { ...httpLimits, headersMs: 100, requestMs: 200, checkEveryMs: 20 };
const head = 'POST /slack/events HTTP/1.1\r\nHost: ferry\r\nContent-Type: application/x-www-form-urlencoded\r\n';

test.each([
  ['never ends its headers', head],
  ['never ends its body', `${head}Content-Length: 100\r\n\r\ntext=`],
])('a sender who %s is cut off', async (_, sent) => {
  const { url, logged } = await transportWith({ limits: impatient });
  expect(await untilClosed(url, sent)).toMatch(/^HTTP\/1\.1 408 /);
  expect(logged.filter((line) => line.includes('Refused a request'))).toHaveLength(1);
});

test('what is no HTTP is refused in one line', async () => {
  const { url, logged } = await transportWith();
  expect(await untilClosed(url, '\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(logged.filter((line) => line.includes('Refused a request'))).toHaveLength(1);
});

describe('GET /healthz', () => {
  const health = { method: 'GET', path: '/healthz', headers: {}, body: '' };

  test.each([
    ['200 while the store answers', async () => true, 200, 'ok\n'],
    ['503 while it does not', async () => false, 503, 'Redis does not answer\n'],
    ['503 while asking it fails', () => Promise.reject(new Error('redis://user:password@host')), 503, 'Redis does not answer\n'],
  ])('says %s', async (_, healthy, status, body) => {
    const { url, logged } = await transportWith({ healthy });
    expect(await send(url, health)).toMatchObject({ status, body });
    expect(logged.filter((line) => line.includes('Refused'))).toEqual([]);
  });

  test('answers nothing but GET and HEAD', async () => {
    const { url } = await transportWith();
    expect(await send(url, { ...health, method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await send(url, { ...health, method: 'POST' })).status).toBe(404);
  });
});

describe.each([
  ['does not answer', () => Promise.reject(new Error('connection refused'))],
  ['keeps silent', () => new Promise<boolean>(() => undefined)],
])('while the store %s nobody knows whether a request came before', (_, firstSeen) => {
  const secret = 'a-secret-of-sixteen';

  test('so a command does nothing, and whoever typed it is told', async () => {
    const { url, logged } = await transportWith({ firstSeen });
    const answer = await send(url, signedCommand('unfreeze', { secret }));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      response_type: 'ephemeral',
      text: "Ferry's store, Redis, does not answer, so nothing was done. Type it again in a minute.",
    });
    expect(logged.join('')).toContain('whether it came before is not known, because Redis does not answer');
  });

  test('so a click is not acknowledged', async () => {
    const { url } = await transportWith({ firstSeen });
    const request = signedBody('payload=%7B%22type%22%3A%22block_actions%22%7D', { secret });
    expect(await send(url, request)).toMatchObject({ status: 503, body: '' });
  });
});

test('a store that answers late lets no repeated request through', async () => {
  const seen = new Set<string>();
  let slow = false;
  const { url } = await transportWith({
    firstSeen: async (signature) => {
      const first = seen.size < seen.add(signature).size;
      if (slow) await new Promise((resolve) => setTimeout(resolve, 700));
      return first;
    },
  });
  const request = signedCommand('unfreeze', { secret: 'a-secret-of-sixteen' });
  const first = await send(url, request);
  expect(first.status, 'it is let in; without an app behind it nobody acknowledges it').toBe(503);
  slow = true;
  expect((await send(url, request)).body).toContain('nothing was done');
});

test('after a stop nobody gets in, and a connection that was kept alive holds nothing up', async () => {
  const { transport, url } = await transportWith();
  const { hostname, port } = new URL(url);
  const kept = connect(Number(port), hostname, () => kept.write('GET /healthz HTTP/1.1\r\nHost: ferry\r\n\r\n'));
  onTestFinished(() => void kept.destroy());
  await new Promise((resolve) => kept.once('data', resolve));
  await transport.stop();
  expect(transport.trouble()).toBe('does not listen for Slack');
  await expect(send(url, { method: 'GET', path: '/healthz', headers: {}, body: '' })).rejects.toThrow('ECONNREFUSED');
});

test('a port that is taken is named when Ferry starts', async () => {
  const { url } = await transportWith();
  const port = Number(new URL(url).port);
  const second = await transportWith({ port }).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(StartError);
  expect(String(second)).toContain(
    `Listening for Slack on 127.0.0.1, port ${port}: something else listens there. Stop it, or set slack.port in ferry.yml to a free port.`,
  );
});
