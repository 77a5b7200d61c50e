import type { Reply } from '../../kit/http.ts';
import { SlackFailure } from '../failure.ts';
import { type Json, string } from '../json.ts';
import { type ConversationKind, isMethod, type MethodName, methodScopes, scopeNeeded } from '../scopes.ts';
import { credentials, type Workspace } from '../workspace.ts';
import { test } from './auth.ts';
import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import type { Method } from './method.ts';
import { usergroupsList, usergroupsUsersList, usersInfo } from './people.ts';
import * as views from './views.ts';

/** Every method the sandbox answers; `apps.connections.open` belongs to Socket Mode and comes from there. */
const methods: Record<Exclude<MethodName, 'apps.connections.open'>, Method> = {
  'auth.test': test,
  'chat.delete': chat.remove,
  'chat.getPermalink': chat.getPermalink,
  'chat.postEphemeral': chat.postEphemeral,
  'chat.postMessage': chat.postMessage,
  'chat.update': chat.update,
  'conversations.history': conversations.history,
  'conversations.info': conversations.info,
  'conversations.open': conversations.open,
  'conversations.replies': conversations.replies,
  'usergroups.list': usergroupsList,
  'usergroups.users.list': usergroupsUsersList,
  'users.info': usersInfo,
  'views.open': views.open,
  'views.publish': views.publish,
  'views.push': views.push,
  'views.update': views.update,
};

export interface WebCall {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly input: Json;
}

/** Answers one call as Slack does: token, scope and rate first, then the method. */
export function createWebApi(workspace: Workspace, connect: () => Json): (call: WebCall) => Reply {
  return ({ method, headers, input }) => {
    const provided = workspace.world.scopes.join(',');
    const answer = (body: Json, status = 200, extra: Record<string, string> = {}): Reply => ({
      status,
      headers: {
        'x-oauth-scopes': provided,
        ...(isMethod(method) && { 'x-accepted-oauth-scopes': methodScopes[method].join(',') }),
        ...extra,
      },
      body,
    });
    try {
      if (!isMethod(method)) throw new SlackFailure('unknown_method', { req_method: method });
      authorise(method, headers, input);
      const needed = scopeNeeded(method, kindOf(workspace, method, input));
      if (needed && !workspace.world.scopes.includes(needed)) throw new SlackFailure('missing_scope', { needed, provided });
      const { strictRates } = workspace.world;
      const wait = workspace.rates.take(method, string(input['channel']), strictRates ? 1 : workspace.kit.speed);
      if (wait !== undefined) return answer({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(wait) });
      return answer({ ok: true, ...(method === 'apps.connections.open' ? connect() : methods[method](input, workspace)) });
    } catch (error) {
      if (error instanceof SlackFailure) return answer({ ok: false, error: error.error, ...error.extra });
      throw error;
    }
  };
}

function authorise(method: MethodName, headers: Record<string, string>, input: Json): void {
  const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? string(input['token']);
  if (!token) throw new SlackFailure('not_authed');
  if (token !== credentials.botToken && token !== credentials.appToken) throw new SlackFailure('invalid_auth');
  const expected = method === 'apps.connections.open' ? credentials.appToken : credentials.botToken;
  if (token !== expected) throw new SlackFailure('not_allowed_token_type');
}

function kindOf({ world }: Workspace, method: MethodName, input: Json): ConversationKind | undefined {
  if (method === 'conversations.open' && input['channel'] === undefined) return 'im';
  return world.channels.find((channel) => channel.id === input['channel'])?.kind;
}
