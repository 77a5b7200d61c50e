/** What a method asks of the bot's token. Several scopes mean one per kind of conversation: public, private, direct, group direct. */
export const methodScopes = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.open': ['channels:manage', 'groups:write', 'im:write', 'mpim:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
} as const satisfies Record<string, readonly [] | readonly [string] | readonly [string, string, string, string]>;

export type MethodName = keyof typeof methodScopes;

export type ConversationKind = 'public' | 'private' | 'im' | 'mpim';

const kinds: readonly ConversationKind[] = ['public', 'private', 'im', 'mpim'];

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodScopes, name);
}

/** The one scope this call needs; without a known conversation, that of a public channel. */
export function scopeNeeded(method: MethodName, kind: ConversationKind = 'public'): string | undefined {
  const scopes: readonly string[] = methodScopes[method];
  return scopes.length > 1 ? scopes[kinds.indexOf(kind)] : scopes[0];
}
