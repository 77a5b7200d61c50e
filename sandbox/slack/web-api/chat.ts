import { z } from 'zod';
import { limitFailure, SlackFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { blockProblems } from '../limits.ts';
import { messageOutput } from '../message-output.ts';
import type { Message } from '../messages.ts';
import { channelFor, directChannel, userFor, type Workspace } from '../workspace.ts';
import type { SlackChannel } from '../world.ts';
import { blockList, encoded, flag, method, object } from './method.ts';

const metadata = encoded(z.union([z.strictObject({ event_type: z.string().min(1), event_payload: object }), z.strictObject({})]));
const content = { text: z.string().optional(), blocks: blockList.optional(), attachments: encoded(z.array(object)).optional() };

/** Slack truncates a longer text and says so in a warning. */
const longest = 40_000;

export const postMessage = method(
  z.object({ channel: z.string(), thread_ts: z.string().optional(), reply_broadcast: flag, metadata: metadata.optional(), ...content }),
  ({ channel: to, text, blocks, attachments, thread_ts, reply_broadcast, metadata: event }, workspace) => {
    const channel = recipient(workspace, to);
    writable(channel);
    if (!text && !blocks?.length && !attachments?.length) throw new SlackFailure('no_text');
    within(blocks);
    const message = workspace.messages.post({
      channel: channel.id,
      user: workspace.world.bot.user,
      text: truncated(text),
      blocks: blocks ?? [],
      threadTs: thread_ts,
      broadcast: reply_broadcast,
      metadata: event && Object.keys(event).length > 0 ? event : undefined,
    });
    return { channel: channel.id, ts: message.ts, message: messageOutput(workspace, message, true), ...warning(text) };
  },
);

export const update = method(
  z.object({ channel: z.string(), ts: z.string(), metadata: metadata.optional(), ...content }),
  ({ channel: id, ts, text, blocks, attachments, metadata: event }, workspace) => {
    const channel = channelFor(workspace, id);
    writable(channel);
    const message = standing(workspace, id, ts);
    if (message.user !== workspace.world.bot.user) throw new SlackFailure('cant_update_message');
    if (text === undefined && !blocks && !attachments && !event) throw new SlackFailure('no_text');
    within(blocks);
    workspace.messages.update(message, { text: text === undefined ? undefined : truncated(text), blocks, metadata: event });
    return { channel: id, ts, text: message.text, message: messageOutput(workspace, message, true), ...warning(text) };
  },
);

export const postEphemeral = method(
  z.object({ channel: z.string(), user: z.string(), thread_ts: z.string().optional(), ...content }),
  ({ channel: id, user, text, blocks, attachments, thread_ts }, workspace) => {
    const channel = channelFor(workspace, id);
    writable(channel);
    const person = workspace.world.users.find((one) => one.id === user && !one.deleted);
    if (!person || !channel.members.includes(user)) throw new SlackFailure('user_not_in_channel');
    if (!text && !blocks?.length && !attachments?.length) throw new SlackFailure('no_text');
    within(blocks);
    const shown = workspace.messages.show({ channel: id, user, text: truncated(text), blocks: blocks ?? [], threadTs: thread_ts });
    return { message_ts: shown.ts, ...warning(text) };
  },
);

export const remove = method(z.object({ channel: z.string(), ts: z.string() }), ({ channel, ts }, workspace) => {
  channelFor(workspace, channel);
  const message = standing(workspace, channel, ts);
  if (message.user !== workspace.world.bot.user) throw new SlackFailure('cant_delete_message');
  message.deleted = true;
  return { channel, ts };
});

export const getPermalink = method(z.object({ channel: z.string(), message_ts: z.string() }), ({ channel, message_ts }, workspace) => {
  channelFor(workspace, channel);
  const { threadTs } = standing(workspace, channel, message_ts);
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  const permalink = `https://${workspace.world.team.domain}.slack.com/archives/${channel}/p${message_ts.replace('.', '')}${thread}`;
  return { channel, permalink };
});

/** The fewest checks that a message's blocks must pass to be shown. */
function within(blocks: readonly Json[] | undefined): void {
  const problems = blocks ? blockProblems(blocks, 'message') : [];
  if (problems.length > 0) throw limitFailure('invalid_blocks', problems);
}

export function truncated(text: string | undefined): string {
  return (text ?? '').slice(0, longest);
}

function warning(text: string | undefined): Json {
  return (text ?? '').length > longest ? { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } } : {};
}

/** Where a post goes: a channel's id or name, or a person's direct conversation. */
function recipient(workspace: Workspace, to: string): SlackChannel {
  if (/^[UW]/.test(to)) {
    if (!workspace.world.users.some((user) => user.id === to)) throw new SlackFailure('channel_not_found');
    return directChannel(workspace, userFor(workspace, to));
  }
  const named = workspace.world.channels.find((one) => `#${one.name}` === to || one.name === to);
  return channelFor(workspace, named?.id ?? to);
}

function writable(channel: SlackChannel): void {
  if (!channel.bot) throw new SlackFailure('not_in_channel');
  if (channel.is_archived) throw new SlackFailure('is_archived');
}

function standing({ messages }: Workspace, channel: string, ts: string): Message {
  const message = messages.find(channel, ts);
  if (!message || message.deleted) throw new SlackFailure('message_not_found');
  return message;
}
