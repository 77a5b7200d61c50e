import { createHmac } from 'node:crypto';
import { request as open } from 'node:http';
import { channel, requester } from './ferry-in-slack.ts';

/** A request as it goes over the wire; a test changes what it wants wrong. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Signing {
  readonly secret: string;
  /** Seconds between this machine's clock and the time that is signed; negative is the past. */
  readonly shift?: number;
  readonly path?: string;
}

/** `/migrate <text>` as Slack sends it. */
export function signedCommand(text: string, signing: Signing): SignedRequest {
  const fields = { command: '/migrate', text, user_id: requester, channel_id: channel, team_id: 'T0SANDBOX01', trigger_id: '1.2.3' };
  return signedBody(new URLSearchParams(fields).toString(), signing);
}

/** Any body, signed by the rule that Slack publishes: HMAC-SHA256 over version, time and the body as it is sent. */
export function signedBody(body: string | Buffer, { secret, shift = 0, path = '/slack/events' }: Signing): SignedRequest {
  const timestamp = String(Math.floor(Date.now() / 1000) + shift);
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
    },
    body,
  };
}

/** Sends it on a connection of its own, exactly as it is. */
export function send(url: string, { method, path, headers, body }: SignedRequest, chunked = false): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(body)) };
    const { hostname, port } = new URL(url);
    let answered = false;
    const sending = open({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false }, (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), headers: response.headers }),
      );
    });
    // A server that has answered may close before it has read everything.
    sending.on('error', (error) => (answered ? undefined : reject(error)));
    sending.end(body);
  });
}
