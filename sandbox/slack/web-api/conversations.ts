import { z } from 'zod';
import { SlackFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { messageOutput } from '../message-output.ts';
import type { Message } from '../messages.ts';
import { channelFor, directChannel, userFor, type Workspace } from '../workspace.ts';
import { count, flag, method } from './method.ts';

const page = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: count,
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag,
  include_all_metadata: flag,
};

export const info = method(z.object({ channel: z.string() }), ({ channel: id }, workspace) => {
  const { name, is_archived, is_private, kind, bot, members } = channelFor(workspace, id);
  const direct = kind === 'im';
  return {
    channel: {
      id,
      is_archived,
      is_private,
      is_channel: kind === 'public',
      is_group: kind === 'private',
      is_im: direct,
      is_mpim: kind === 'mpim',
      is_general: false,
      is_shared: false,
      is_ext_shared: false,
      is_org_shared: false,
      context_team_id: workspace.world.team.id,
      ...(direct ? { user: members[0] } : { name, name_normalized: name, is_member: bot, num_members: members.length }),
    },
  };
});

export const history = method(z.object(page), (input, workspace) => {
  readable(workspace, input.channel);
  const roots = workspace.messages.all(input.channel).filter((message) => message.threadTs === undefined || message.broadcast);
  return paged(workspace, between(roots, input).reverse(), input);
});

export const replies = method(z.object({ ...page, ts: z.string() }), (input, workspace) => {
  readable(workspace, input.channel);
  const asked = workspace.messages.find(input.channel, input.ts);
  if (!asked) throw new SlackFailure('thread_not_found');
  const root = asked.threadTs === undefined ? asked : (workspace.messages.find(input.channel, asked.threadTs) ?? asked);
  const found = between(workspace.messages.replies(input.channel, root.ts), input);
  if (root.deleted && found.length === 0) throw new SlackFailure('thread_not_found');
  // The parent heads the thread whatever range was asked for.
  return paged(workspace, root.deleted ? found : [root, ...found], input);
});

export const open = method(
  z.object({ users: z.string().optional(), channel: z.string().optional(), return_im: flag }),
  (input, workspace) => {
    const ids = input.users?.split(',').map((id) => id.trim()) ?? [];
    if (input.channel) return { channel: { id: channelFor(workspace, input.channel).id } };
    const [first] = ids;
    if (first === undefined) throw new SlackFailure('users_list_not_supplied');
    if (ids.length > 1) throw new SlackFailure('method_not_supported_for_channel_type');
    const user = userFor(workspace, first);
    if (user.deleted) throw new SlackFailure('user_disabled');
    const already = workspace.world.channels.some((channel) => channel.kind === 'im' && channel.members.includes(first));
    return { ...(already && { no_op: true, already_open: true }), channel: { id: directChannel(workspace, user).id } };
  },
);

/** A bot reads only where it is; in a public channel without it Slack says so, in a private one it knows no channel. */
function readable(workspace: Workspace, id: string): void {
  if (!channelFor(workspace, id).bot) throw new SlackFailure('not_in_channel');
}

function between(
  messages: readonly Message[],
  { oldest, latest, inclusive }: { oldest?: string | undefined; latest?: string | undefined; inclusive: boolean },
): Message[] {
  const from = oldest === undefined ? 0 : Number(oldest);
  const to = latest === undefined ? Number.POSITIVE_INFINITY : Number(latest);
  return messages.filter(({ ts }) => (Number(ts) > from && Number(ts) < to) || (inclusive && (ts === oldest || ts === latest)));
}

function paged(
  workspace: Workspace,
  found: readonly Message[],
  { cursor, limit = 100, include_all_metadata }: { cursor?: string | undefined; limit?: number | undefined; include_all_metadata: boolean },
): Json {
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackFailure('invalid_cursor');
  const end = start + Math.min(limit, 999);
  const more = end < found.length;
  return {
    messages: found.slice(start, end).map((message) => messageOutput(workspace, message, include_all_metadata)),
    has_more: more,
    ...(more && { response_metadata: { next_cursor: Buffer.from(String(end)).toString('base64') } }),
  };
}
