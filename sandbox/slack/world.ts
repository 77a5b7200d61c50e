import { z } from 'zod';
import type { ConversationKind } from './scopes.ts';

const userPatch = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  real_name: z.string().optional(),
  deleted: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  team_id: z.string().optional(),
  locale: z.string().optional(),
  tz: z.string().optional(),
});

const channelPatch = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  is_archived: z.boolean().optional(),
  is_private: z.boolean().optional(),
  /** People in the channel; the bot is not listed here. */
  members: z.array(z.string()).optional(),
  /** Whether the bot is in the channel. */
  bot: z.boolean().optional(),
});

const usergroupPatch = z.strictObject({
  id: z.string().min(1),
  handle: z.string().optional(),
  name: z.string().optional(),
  members: z.array(z.string()).optional(),
  disabled: z.boolean().optional(),
});

const worldPatch = z.strictObject({
  users: z.array(userPatch).optional(),
  channels: z.array(channelPatch).optional(),
  usergroups: z.array(usergroupPatch).optional(),
  team: z.strictObject({ id: z.string().optional(), name: z.string().optional(), domain: z.string().optional() }).optional(),
  /** Scopes granted to the bot; replaces the list. */
  scopes: z.array(z.string()).optional(),
  /** Enforce Slack's real rates whatever the speed. */
  strictRates: z.boolean().optional(),
  /** Deliver commands and clicks as signed HTTP requests to this address instead of Socket Mode; null goes back. */
  requestUrl: z.url().nullable().optional(),
});

type Whole<T> = { -readonly [K in keyof T]-?: Exclude<T[K], undefined> };

export type SlackUser = Whole<z.infer<typeof userPatch>> & { is_bot: boolean };
export type SlackChannel = Whole<z.infer<typeof channelPatch>> & { kind: ConversationKind };
export type SlackUsergroup = Whole<z.infer<typeof usergroupPatch>>;

export interface World {
  readonly team: { id: string; name: string; domain: string };
  readonly bot: { readonly user: string; readonly id: string; readonly name: string };
  readonly appId: string;
  users: SlackUser[];
  channels: SlackChannel[];
  usergroups: SlackUsergroup[];
  scopes: string[];
  strictRates: boolean;
  requestUrl: string | null;
}

/** The bot's scopes, those of manifest.yml, unless the caller of `startSlack` or `POST /world` says otherwise. */
export const defaultScopes = ['commands', 'chat:write', 'channels:history', 'groups:history', 'users:read', 'usergroups:read'];

const everyone = ['U0REQUESTER1', 'U0APPROVER01', 'U0APPROVER02', 'U0STRANGER01', 'U0OPERATOR01'];

/** A small workspace: someone who asks, two who approve, someone who may not, someone who operates Ferry. */
export function defaultWorld(scopes: readonly string[]): World {
  const world: World = {
    team: { id: 'T0SANDBOX01', name: 'Sandbox', domain: 'sandbox' },
    bot: { user: 'U0FERRYBOT1', id: 'B0FERRYBOT1', name: 'ferry' },
    appId: 'A0FERRYAPP1',
    users: [],
    channels: [],
    usergroups: [],
    scopes: [...scopes],
    strictRates: false,
    requestUrl: null,
  };
  mergeWorld(world, {
    users: [
      { id: 'U0FERRYBOT1', name: 'ferry', real_name: 'Ferry' },
      { id: 'U0REQUESTER1', name: 'requester', real_name: 'Machine Owner' },
      { id: 'U0APPROVER01', name: 'first-approver', real_name: 'First Approver' },
      { id: 'U0APPROVER02', name: 'second-approver', real_name: 'Second Approver' },
      { id: 'U0STRANGER01', name: 'bystander', real_name: 'Bystander' },
      { id: 'U0OPERATOR01', name: 'operator', real_name: 'Ferry Operator' },
    ],
    channels: [
      { id: 'C0MIGRATION1', name: 'migrations', members: everyone },
      { id: 'C0OPERATORS1', name: 'ferry-operators', members: ['U0OPERATOR01'] },
    ],
    usergroups: [
      { id: 'S0APPROVERS1', handle: 'migration-approvers', name: 'Migration approvers', members: ['U0APPROVER01', 'U0APPROVER02'] },
    ],
  });
  return world;
}

/** Merges by id: what the patch does not name stays. Throws a sentence when it does not understand the patch. */
export function mergeWorld(world: World, patch: unknown): void {
  const parsed = worldPatch.safeParse(patch);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw new Error(`setting Slack's world: ${problems.join('; ')}`);
  }
  const { users, channels, usergroups, team, scopes, strictRates, requestUrl } = parsed.data;
  Object.assign(world.team, team);
  if (scopes) world.scopes = scopes;
  if (strictRates !== undefined) world.strictRates = strictRates;
  if (requestUrl !== undefined) world.requestUrl = requestUrl;
  for (const user of users ?? []) {
    merge(world.users, user, {
      id: user.id,
      name: user.id.toLowerCase(),
      real_name: user.id,
      deleted: false,
      is_restricted: false,
      is_ultra_restricted: false,
      team_id: world.team.id,
      locale: 'en-GB',
      tz: 'Europe/Berlin',
      is_bot: user.id === world.bot.user,
    });
  }
  for (const channel of channels ?? []) {
    merge(world.channels, channel, {
      id: channel.id,
      name: channel.id.toLowerCase(),
      is_archived: false,
      is_private: false,
      members: [],
      bot: true,
      kind: 'public',
    });
  }
  for (const channel of world.channels)
    if (channel.kind === 'public' || channel.kind === 'private') channel.kind = channel.is_private ? 'private' : 'public';
  for (const group of usergroups ?? []) {
    merge(world.usergroups, group, { id: group.id, handle: group.id.toLowerCase(), name: group.id, members: [], disabled: false });
  }
}

function merge<T extends { id: string }>(list: T[], patch: object & { id: string }, fresh: T): void {
  const known = list.find((one) => one.id === patch.id);
  const target = known ?? fresh;
  Object.assign(target, Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)));
  if (!known) list.push(target);
}
