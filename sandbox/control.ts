import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { AwsSandbox } from './aws/index.ts';
import type { AzureSandbox } from './azure/index.ts';
import type { HookSandbox } from './hook/index.ts';
import { faultRequest } from './kit/faults.ts';
import type { Kit } from './kit/service.ts';
import { clickRequest, closeRequest, commandRequest, type SlackSandbox, submitRequest, suggestRequest } from './slack/index.ts';

export interface Controlled {
  readonly kit: Kit;
  readonly slack: SlackSandbox;
  readonly aws: AwsSandbox;
  readonly azure: AzureSandbox;
  readonly hook: HookSandbox;
}

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

const world = z.strictObject({ slack: z.unknown(), aws: z.unknown(), azure: z.unknown(), hook: z.unknown() }).partial();

type Answer = (body: unknown, query: URLSearchParams) => unknown;

/** Over HTTP what a test or a demo does to the sandbox: people's hands in Slack, the world, its faults. */
export async function startControl(controlled: Controlled, port = 0): Promise<Control> {
  const routes = createRoutes(controlled);
  const server = createServer((request, response) => {
    void answer(routes, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(`${JSON.stringify(body)}\n`);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('starting the control API: the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function createRoutes({ kit, slack, aws, azure, hook }: Controlled): Record<string, Answer> {
  const faults = () => ({ armed: kit.faults.armed(), held: kit.faults.held() });
  return {
    'POST /slack/command': (body) => slack.command(commandRequest.parse(body)),
    'POST /slack/click': (body) => slack.click(clickRequest.parse(body)),
    'POST /slack/submit': (body) => slack.submit(submitRequest.parse(body)),
    'POST /slack/suggest': (body) => slack.suggest(suggestRequest.parse(body)),
    'POST /slack/close': (body) => slack.closeView(closeRequest.parse(body)),
    'GET /slack/messages': (_, query) => slack.messages(required(query, 'channel')),
    'GET /slack/ephemerals': (_, query) => slack.ephemerals(query.get('channel') ?? undefined),
    'GET /slack/view': (_, query) => slack.view(required(query, 'viewId')),
    'GET /effects': () => kit.effects.all(),
    'POST /world': (body) => {
      const patch = world.parse(body);
      const changed = [aws, azure, slack].filter((service) => patch[service.name] !== undefined);
      for (const service of changed) service.world(patch[service.name]);
      return { changed: changed.map((service) => service.name) };
    },
    'POST /faults': (body) => {
      const fault = faultRequest.parse(body);
      compile(fault.match);
      kit.faults.arm(fault);
      return faults();
    },
    'GET /faults': faults,
    'POST /release': () => ({ released: kit.faults.release() }),
    'POST /reset': () => {
      kit.faults.reset();
      for (const service of [slack, aws, azure, hook]) service.reset();
      kit.effects.reset();
      return { reset: ['faults', 'slack', 'aws', 'azure', 'hook', 'effects'] };
    },
  };
}

async function answer(routes: Record<string, Answer>, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) return { status: 404, body: { error: `no route ${request.method} ${url.pathname}`, routes: Object.keys(routes) } };
  try {
    const result = await route(parseBody(await text(request)), url.searchParams);
    return { status: 200, body: result ?? null };
  } catch (error) {
    return { status: 400, body: { error: `${request.method} ${url.pathname}: ${sentence(error)}` } };
  }
}

function parseBody(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch (cause) {
    throw new Error('the body is not JSON', { cause });
  }
}

function sentence(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new Error(`name a ${name}: ?${name}=…`);
  return value;
}

function compile(pattern: string): void {
  try {
    new RegExp(pattern);
  } catch (cause) {
    throw new Error(`match: ${pattern} is neither an operation's name nor a regular expression`, { cause });
  }
}
