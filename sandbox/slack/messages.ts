import { withIds } from './blocks.ts';
import type { Json } from './json.ts';

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  text: string;
  blocks: Json[];
  metadata: Json | undefined;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  edited: { user: string; ts: string } | undefined;
  /** How often the message was drawn: 1 when posted, one more with every update. */
  revisions: number;
  deleted: boolean;
}

export interface Ephemeral {
  readonly channel: string;
  readonly ts: string;
  /** The only person who saw it. */
  readonly user: string;
  text: string;
  blocks: Json[];
  readonly threadTs: string | undefined;
  deleted: boolean;
}

export interface Draft {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata?: Json | undefined;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean | undefined;
}

export interface Change {
  readonly text?: string | undefined;
  readonly blocks?: readonly Json[] | undefined;
  readonly metadata?: Json | undefined;
}

export interface Messages {
  post(draft: Draft): Message;
  show(draft: Draft): Ephemeral;
  update(message: Message, change: Change): void;
  /** Also finds deleted messages, which still matter to a stale click. */
  find(channel: string, ts: string): Message | undefined;
  findEphemeral(channel: string, ts: string, user: string): Ephemeral | undefined;
  /** What stands in the channel, oldest first, replies included. */
  all(channel: string): Message[];
  replies(channel: string, ts: string): Message[];
  ephemerals(channel?: string): Ephemeral[];
  reset(): void;
}

/** Everything that was posted. */
export function createMessages(timestamp: () => string): Messages {
  let posted: Message[] = [];
  let shown: Ephemeral[] = [];
  return {
    post({ channel, user, text, blocks, metadata, threadTs, broadcast = false }) {
      const parent = threadTs === undefined ? undefined : posted.find((one) => one.channel === channel && one.ts === threadTs);
      const message: Message = {
        channel,
        ts: timestamp(),
        user,
        text,
        blocks: withIds(blocks),
        metadata,
        broadcast,
        edited: undefined,
        revisions: 1,
        deleted: false,
        // A reply to a reply joins the thread of its parent.
        threadTs: parent?.threadTs ?? threadTs,
      };
      posted.push(message);
      return message;
    },
    show({ channel, user, text, blocks, threadTs }) {
      const ephemeral: Ephemeral = { channel, ts: timestamp(), user, text, blocks: withIds(blocks), threadTs, deleted: false };
      shown.push(ephemeral);
      return ephemeral;
    },
    update(message, { text, blocks, metadata }) {
      // Slack keeps the old blocks only when no text came either, and marks as edited only what is drawn from text.
      if (blocks) message.blocks = withIds(blocks);
      else if (text !== undefined) message.blocks = [];
      if (text !== undefined) message.text = text;
      if (metadata) message.metadata = Object.keys(metadata).length > 0 ? metadata : undefined;
      if (message.blocks.length === 0) message.edited = { user: message.user, ts: timestamp() };
      message.revisions += 1;
    },
    find: (channel, ts) => posted.find((one) => one.channel === channel && one.ts === ts),
    findEphemeral: (channel, ts, user) => shown.find((one) => one.channel === channel && one.ts === ts && one.user === user),
    all: (channel) => posted.filter((one) => one.channel === channel && !one.deleted),
    replies: (channel, ts) => posted.filter((one) => one.channel === channel && one.threadTs === ts && !one.deleted),
    ephemerals: (channel) => shown.filter((one) => !one.deleted && (channel === undefined || one.channel === channel)),
    reset() {
      posted = [];
      shown = [];
    },
  };
}
