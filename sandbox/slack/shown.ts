import { type Json, objects } from './json.ts';
import type { Message } from './messages.ts';
import type { Workspace } from './workspace.ts';

/** A message as people see it, with its thread. */
export interface ShownMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata: Json | undefined;
  readonly edited: boolean;
  /** How often it was drawn: 1 when posted, one more with every update. */
  readonly revisions: number;
  readonly broadcast: boolean;
  readonly replies: readonly ShownMessage[];
  readonly reactions: readonly Json[];
  /** The action ids of the buttons that can be pressed now. */
  readonly buttons: readonly string[];
}

export interface ShownEphemeral {
  readonly ts: string;
  /** The only person who sees it. */
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly thread_ts: string | undefined;
  readonly buttons: readonly string[];
}

/** What stands in a channel, oldest first, each message with its replies. */
export function shownMessages({ messages }: Workspace, channel: string): ShownMessage[] {
  const shown = (message: Message): ShownMessage => ({
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: structuredClone(message.blocks),
    metadata: structuredClone(message.metadata),
    edited: message.edited !== undefined,
    revisions: message.revisions,
    broadcast: message.broadcast,
    replies: messages.replies(channel, message.ts).map(shown),
    reactions: [],
    buttons: buttons(message.blocks),
  });
  return messages
    .all(channel)
    .filter((message) => message.threadTs === undefined || messages.find(channel, message.threadTs)?.deleted !== false)
    .map(shown);
}

/** What only one person sees, answers to commands included. */
export function shownEphemerals({ messages }: Workspace, channel?: string): ShownEphemeral[] {
  return messages.ephemerals(channel).map(({ ts, user, channel: where, text, blocks, threadTs }) => ({
    ts,
    user,
    channel: where,
    text,
    blocks: structuredClone(blocks),
    thread_ts: threadTs,
    buttons: buttons(blocks),
  }));
}

function buttons(blocks: readonly Json[]): string[] {
  return blocks
    .flatMap((block) => [...objects(block['elements']), ...objects([block['accessory']])])
    .filter((element) => element['type'] === 'button')
    .map((element) => String(element['action_id']));
}
