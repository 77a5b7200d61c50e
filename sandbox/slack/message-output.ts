import type { Json } from './json.ts';
import type { Message } from './messages.ts';
import type { Workspace } from './workspace.ts';

/** A message as Slack returns it: from history, from `chat.postMessage`, and inside a click. */
export function messageOutput({ world, messages }: Workspace, message: Message, withMetadata: boolean): Json {
  const replies = messages.replies(message.channel, message.ts);
  const parent = message.threadTs === undefined ? undefined : messages.find(message.channel, message.threadTs);
  return {
    type: 'message',
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    user: message.user,
    ts: message.ts,
    ...(message.user === world.bot.user && {
      bot_id: world.bot.id,
      app_id: world.appId,
      bot_profile: {
        id: world.bot.id,
        app_id: world.appId,
        user_id: world.bot.user,
        name: world.bot.name,
        deleted: false,
        team_id: world.team.id,
      },
    }),
    team: world.team.id,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
    ...(message.edited && { edited: message.edited }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs, ...(parent && { parent_user_id: parent.user }) }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
      reply_users_count: new Set(replies.map((reply) => reply.user)).size,
      latest_reply: replies.at(-1)?.ts,
    }),
  };
}
