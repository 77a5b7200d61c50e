import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.ts';
import type { Kit, ServiceName } from './service.ts';

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly operation: string;
  readonly subject: string;
  /** An armed fault of a kind that only this service understands. */
  readonly fault?: Fault;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | object;
}

export interface Named {
  readonly operation: string;
  readonly subject: string;
}

export interface HttpService {
  readonly service: ServiceName;
  /** Names the call: the operation as its cloud's own description calls it, and the resource it is about. */
  name(method: string, url: URL, headers: Record<string, string>, body: string): Named;
  /** Does the work and answers. Runs synchronously up to its effect, so that a reset after it is a lost reply. */
  answer(call: Call): Reply | Promise<Reply>;
  /** Kinds of fault that `answer` handles itself. */
  readonly ownFaults: readonly string[];
  /** The service's own shape of `throttle` (429 or its like), `unavailable` (503) and `deny` (403). */
  fail(kind: 'throttle' | 'unavailable' | 'deny', call: Call, fault: Fault): Reply;
}

/** Serves one cloud on loopback: names each call, applies faults, traces the exchange. */
export async function serve(
  kit: Kit,
  service: HttpService,
  prepare?: (server: Server) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void handle(kit, service, request, response).catch((error: unknown) => {
      process.stderr.write(
        `sandbox ${service.service}: ${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  prepare?.(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(kit: Kit, service: HttpService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await text(request);
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const headers = flat(request.headers);
  const named = service.name(method, url, headers, body);
  const { faults } = kit;
  const name = service.service;
  const traced = (reply?: Reply) =>
    kit.trace.write({
      time: new Date().toISOString(),
      service: name,
      operation: named.operation,
      method,
      url: url.href,
      request: { headers, body: parsed(body) },
      ...(reply && {
        response: {
          status: reply.status,
          headers: reply.headers ?? {},
          body: typeof reply.body === 'string' ? parsed(reply.body) : (reply.body ?? null),
        },
      }),
    });
  const drop = () => {
    traced();
    request.socket.destroy();
  };

  const bare: Call = { method, url, headers, body, ...named };
  if (faults.take(name, named.operation, ['hold-before'], named.subject))
    await faults.hold(name, named.operation, named.subject, 'before', gone.signal);
  if (gone.signal.aborted) return traced();
  const early = faults.take(name, named.operation, ['throttle', 'unavailable', 'deny', 'reset-before'], named.subject);
  if (early?.kind === 'reset-before') return drop();
  const own = early ? undefined : faults.take(name, named.operation, service.ownFaults, named.subject);
  const reply = early
    ? service.fail(early.kind as 'throttle' | 'unavailable' | 'deny', bare, early)
    : await service.answer(own ? { ...bare, fault: own } : bare);
  if (!early && faults.take(name, named.operation, ['hold-after'], named.subject))
    await faults.hold(name, named.operation, named.subject, 'after', gone.signal);
  if (!early && faults.take(name, named.operation, ['reset-after'], named.subject)) return drop();
  traced(reply);
  if (gone.signal.aborted) return;
  const payload = reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    ...(typeof reply.body === 'object' && { 'content-type': 'application/json; charset=utf-8' }),
    ...reply.headers,
    'content-length': Buffer.byteLength(payload),
  });
  response.end(payload);
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function parsed(body: string): unknown {
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
