import { type Call, type HttpService, type Reply, serve } from '../kit/http.ts';
import type { Kit, Service } from '../kit/service.ts';
import { type Acts, createActs } from './acts.ts';
import { createHttpDelivery } from './http-delivery.ts';
import { isJson, type Json, string } from './json.ts';
import { shape } from './payloads.ts';
import { respond } from './respond.ts';
import { type ShownEphemeral, type ShownMessage, shownEphemerals, shownMessages } from './shown.ts';
import { createSocketMode } from './socket-mode.ts';
import { createWebApi } from './web-api/index.ts';
import { createWorkspace, credentials, type Options } from './workspace.ts';
import { mergeWorld, type SlackChannel, type SlackUser } from './world.ts';

export { clickRequest, closeRequest, commandRequest, submitRequest, suggestRequest } from './acts.ts';
export type { ShownEphemeral, ShownMessage } from './shown.ts';

export interface SlackDetails {
  /** What goes into `clientOptions.slackApiUrl`. */
  readonly api: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly team: string;
  readonly appId: string;
  readonly botUser: string;
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
}

/** A local Slack, with what people do in it and what they see. */
export interface SlackSandbox extends Service, Acts {
  messages(channel: string): ShownMessage[];
  ephemerals(channel?: string): ShownEphemeral[];
  /** A modal or App Home that is open, by its id. */
  view(viewId: string): Json | undefined;
  /** The modals a person has open, the topmost last. */
  views(user: string): Json[];
  /** The App Home published for a person. */
  home(user: string): Json | undefined;
  /** Somebody writes a message; its timestamp. */
  say(said: { user: string; channel: string; text: string; threadTs?: string }): string;
  /** Somebody deletes a message by hand. */
  removeMessage(channel: string, ts: string): void;
  /** Live Socket Mode connections. */
  connections(): number;
  readonly details: SlackDetails;
}

/** Starts Slack on loopback: the Web API under `/api/`, Socket Mode, and the addresses that answer commands and clicks. */
export async function startSlack(kit: Kit, options: Options = {}): Promise<SlackSandbox> {
  let url = '';
  const workspace = createWorkspace(kit, () => url, options);
  const { world, messages, views } = workspace;
  const socketMode = createSocketMode(
    kit,
    () => world.appId,
    () => url,
  );
  const webApi = createWebApi(workspace, socketMode.ticket);
  const http = createHttpDelivery(workspace);
  const acts = createActs(workspace, () => (world.requestUrl === null ? socketMode : http));

  const service: HttpService = {
    service: 'slack',
    name(_method, { pathname }, headers, body) {
      const method = apiMethod(pathname);
      if (method === undefined) return { operation: pathname.startsWith('/actions/') ? 'response_url' : 'unknown', subject: pathname };
      const input = readInput(headers, body);
      return { operation: method, subject: string(input['channel']) || string(input['user']) || string(input['view_id']) || '-' };
    },
    answer: (call) => answer(call),
    // `fail`: the method answers `ok: false` with the fault's `error`, and nothing happens.
    ownFaults: ['fail'],
    fail(kind, _call, fault) {
      if (kind === 'throttle') {
        const headers = { 'retry-after': String(fault.retryAfter ?? 1) };
        return { status: 429, ...(fault['bare'] !== true && { headers }), body: { ok: false, error: 'ratelimited' } };
      }
      if (kind === 'deny') return { status: 200, body: { ok: false, error: 'access_denied' } };
      return { status: 503, body: { ok: false, error: 'service_unavailable' } };
    },
  };

  function answer({ url: { pathname, searchParams }, headers, body, fault }: Call): Reply {
    const input = { ...Object.fromEntries(searchParams), ...readInput(headers, body) };
    if (pathname.startsWith('/actions/')) return respond(workspace, pathname, input);
    const method = apiMethod(pathname);
    if (method === undefined) return { status: 404, body: 'not found' };
    if (fault) return { status: 200, body: { ok: false, error: string(fault['error']) || 'internal_error' } };
    return webApi({ method, headers, input });
  }

  const server = await serve(kit, service, socketMode.attach);
  url = server.url;
  return {
    name: 'slack',
    url,
    world: (patch) => mergeWorld(world, patch),
    reset() {
      socketMode.reset();
      workspace.reset();
    },
    async close() {
      await socketMode.close();
      await server.close();
    },
    ...acts,
    messages: (channel) => shownMessages(workspace, channel),
    ephemerals: (channel) => shownEphemerals(workspace, channel),
    view(viewId) {
      const view = views.find(viewId);
      return view && shape(workspace, view);
    },
    views: (user) => views.of(user).map((view) => shape(workspace, view)),
    home(user) {
      const view = views.home(user);
      return view && shape(workspace, view);
    },
    say: (said) => messages.post({ ...said, blocks: [] }).ts,
    removeMessage(channel, ts) {
      const message = messages.find(channel, ts);
      if (!message || message.deleted) throw new Error(`deleting ${ts}: there is no such message in ${channel}`);
      message.deleted = true;
    },
    connections: socketMode.live,
    get details() {
      const { team, appId, bot, users, channels } = world;
      return { api: `${url}/api/`, ...credentials, team: team.id, appId, botUser: bot.user, users, channels };
    },
  };
}

function apiMethod(pathname: string): string | undefined {
  return /^\/api\/([\w.]+)$/.exec(pathname)?.[1];
}

/** The arguments of a call, from a JSON body or a form. */
function readInput(headers: Record<string, string>, body: string): Json {
  if (!headers['content-type']?.includes('json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    const value: unknown = JSON.parse(body);
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}
