import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { boltLog } from '../bolt-log.ts';
import { type AuthenticateDeps, authenticate } from './authenticate.ts';
import { type HttpLimits, httpLimits } from './limits.ts';
import { form, screen, type TurnedAway } from './screen.ts';
import { createHttpServer } from './server.ts';
import type { Transport } from './transport.ts';

/** What signed HTTP asks of the store. */
export interface HttpPorts extends Pick<AuthenticateDeps, 'firstSeen'> {
  /** Whether this process can keep what people say. */
  readonly healthy: () => Promise<boolean>;
}

interface HttpTransportDeps extends HttpPorts {
  readonly signingSecret: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly log: Logger;
  readonly limits?: HttpLimits;
}

const healthPath = '/healthz';

/** Slack's signed requests, for where Socket Mode is not wanted. Bolt's receiver sees only what is genuine and new. */
export function createHttpTransport(deps: HttpTransportDeps): Transport {
  const { signingSecret, host, port, path, log, healthy, firstSeen, limits = httpLimits } = deps;
  const bolt = new HTTPReceiver({
    signingSecret,
    endpoints: path,
    logger: boltLog(log),
    unhandledRequestHandler: ({ response }) => {
      log.warn('a request of Slack was not acknowledged within three seconds; the person was shown an error');
      if (!response.headersSent) response.writeHead(503).end();
    },
  });

  async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const pathname = URL.parse(request.url ?? '', 'http://ferry')?.pathname;
    if (pathname === healthPath && (method === 'GET' || method === 'HEAD')) return tellHealth(response, healthy);
    const away =
      screen({ method, pathname, headers: request.headers }, path, limits.bodyBytes, Date.now()) ??
      (await authenticate(asForm(request), { signingSecret, bodyBytes: limits.bodyBytes, firstSeen, log }));
    if (away) turnAway(away, request, response, log);
    else bolt.requestListener(request, response);
  }

  const server = createHttpServer(hear, limits, log);
  let listening = false;
  return {
    receiver: bolt,
    async start() {
      const address = await server.listen(host, port);
      listening = true;
      log.info({ url: `${address}${path}`, health: `${address}${healthPath}` }, 'listening for signed requests of Slack');
    },
    async stop() {
      if (!listening) return;
      listening = false;
      await server.close();
    },
    trouble: () => (listening ? undefined : 'does not listen for Slack'),
  };
}

/** Bolt knows the type by its bare name only. */
function asForm(request: IncomingMessage): IncomingMessage {
  request.headers['content-type'] = form;
  return request;
}

async function tellHealth(response: ServerResponse, healthy: () => Promise<boolean>): Promise<void> {
  const well = await healthy().catch(() => false);
  response.writeHead(well ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(well ? 'ok\n' : 'Redis does not answer\n');
}

function turnAway({ status, because, tells }: TurnedAway, request: IncomingMessage, response: ServerResponse, log: Logger): void {
  if (response.destroyed) return;
  log.warn({ status, from: request.socket.remoteAddress }, `Refused a request: ${because.replace(/\.$/, '')}.`);
  if (tells !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ response_type: 'ephemeral', text: tells }));
    return;
  }
  // What is left of the body stays unread, so the connection is of no more use.
  response.writeHead(status, { connection: 'close', ...(status === 405 && { allow: 'POST' }) }).end();
}
