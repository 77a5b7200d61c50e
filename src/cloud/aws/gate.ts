import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { WireAnswer } from '../../migration/wire-answer.ts';
import { throughGate } from '../sending.ts';
import { isThrottle, readCommand, readError } from './answer.ts';
import { remedyFor } from './remedies.ts';

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/** What an SDK client needs of its transport. */
export interface Transport {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: Request): Promise<Answer>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

const seconds = 1000;
const reading = { connectionTimeout: 5 * seconds, requestTimeout: 20 * seconds, socketTimeout: 20 * seconds, throwOnRequestTimeout: true };
const changing = {
  ...reading,
  requestTimeout: 120 * seconds,
  socketTimeout: 120 * seconds,
  // A kept-alive socket that the server closed meanwhile would lose the request without anybody knowing.
  httpAgent: { keepAlive: false },
  httpsAgent: { keepAlive: false },
};

const fromWire = new WeakSet<object>();

/** Whether an error came off the socket, rather than from the gate or from a bug. */
export function isWireFailure(error: unknown): boolean {
  return typeof error === 'object' && error !== null && fromWire.has(error);
}

/** The transport of a service: everything but a read goes through the gate, so that outside `mutate` nothing can be changed. */
export function createGatedTransport(service: string): Transport {
  const reads = new NodeHttpHandler(reading);
  const changes = new NodeHttpHandler(changing);
  return transport([reads, changes], (request) => {
    const body = textOf(request.body);
    const { action, instanceId } = asked(request, body);
    if (restful.has(service) ? request.method === 'GET' : isRead(action)) return exchange(reads, request);
    const url = `${request.protocol}//${request.hostname}${request.port ? `:${request.port}` : ''}${request.path}`;
    return throughGate(
      { method: request.method, url, body, ...(action && { action }) },
      () => exchange(changes, request),
      (answer) => summarise(answer, `${service}:${action}`, instanceId),
    );
  });
}

/** The transport of STS, which Ferry only ever asks who it is and to lend it a role. */
export function createReadingTransport(): Transport {
  const handler = new NodeHttpHandler(reading);
  return transport([handler], (request) => exchange(handler, request));
}

/** Forms come as text and JSON as its bytes; the digest of the intent is over either. */
function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === 'string' ? body : '';
}

/** JSON services name their action in a header, and the others in the form that they take. */
function asked({ headers }: Request, body: string): { readonly action?: string | undefined; readonly instanceId?: string | undefined } {
  const target = headers['x-amz-target'];
  if (target !== undefined) return { action: target.split('.').at(-1), instanceId: readCommand(body)?.instanceId };
  const form = new URLSearchParams(body);
  return { action: form.get('Action') ?? undefined, instanceId: form.get('InstanceId.1') ?? undefined };
}

/** Services whose requests name no action: there a read is a GET. */
const restful: ReadonlySet<string> = new Set(['route53']);

/** A request that names no action, or one of an unknown kind, counts as a change. */
function isRead(action: string | undefined): boolean {
  return action !== undefined && /^(Describe|Get|List)[A-Z]/.test(action);
}

function transport(handlers: readonly NodeHttpHandler[], handle: (request: Request) => Promise<Answer>): Transport {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    // The SDK's abort signal is left out on purpose: a call in flight is never aborted.
    handle: (request) => handle(request),
    destroy() {
      for (const handler of handlers) handler.destroy();
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

/** Sends and reads the whole answer, so that it can be looked at here and again by the SDK. */
async function exchange(handler: NodeHttpHandler, request: Request): Promise<Answer> {
  try {
    const answer = await handler.handle(request);
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.response.body) chunks.push(chunk);
    answer.response.body = new Uint8Array(Buffer.concat(chunks));
    return answer;
  } catch (error) {
    if (typeof error === 'object' && error !== null) fromWire.add(error);
    throw error;
  }
}

function summarise({ response }: Answer, permission: string, instanceId: string | undefined): WireAnswer {
  const error = response.statusCode < 300 ? undefined : readError(response.body);
  const remedy = error && remedyFor(error.code, permission, instanceId);
  const throttled = response.statusCode === 429 || (error !== undefined && isThrottle(error.code));
  const retryAfter = Number(response.headers['retry-after']);
  return {
    status: response.statusCode,
    handle: { status: response.statusCode, ...jobOf(response) },
    ...requestId(response),
    ...(response.statusCode >= 300 && {
      error: {
        code: error?.code ?? `HTTP ${response.statusCode}`,
        message: error?.message ?? 'the answer was not in the shape of AWS',
        ...(remedy && { remedy }),
        ...(throttled && { throttled }),
        ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
      },
    }),
  };
}

/** The command that was put down, by which it is followed. */
function jobOf({ body }: Answer['response']): { job?: string } {
  const { commandId } = (body instanceof Uint8Array && readCommand(Buffer.from(body).toString('utf8'))) || {};
  return commandId ? { job: commandId } : {};
}

/** In a header, and in the body of EC2's answers too. */
function requestId({ headers, body }: Answer['response']): { requestId?: string } {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
  const id = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? /<requestId>([\w-]+)<\/requestId>/i.exec(text)?.[1];
  return id ? { requestId: id } : {};
}
