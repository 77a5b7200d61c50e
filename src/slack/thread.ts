import type { MessageMetadata } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Millis } from '../migration/types.ts';
import type { CardPlace } from '../migration/verbs.ts';
import { sections, type View } from './blocks.ts';
import { answer } from './escape.ts';
import { cardLink } from './permalink.ts';
import { verdictOn } from './slack-error.ts';

/** Which post of which migration, or of which group, it is; written into the message, so that a lost answer can be looked up. */
export interface Mark {
  readonly migration: string;
  readonly n: number;
}

export type NotPosted =
  /** Sent, and no answer came: it may be there. */
  | { readonly is: 'unknown' }
  /** Slack asked for patience or is out; nothing was posted. */
  | { readonly is: 'later'; readonly seconds: number }
  /** Trying again will not help. */
  | { readonly is: 'never'; readonly because: string };

export type Posted = { readonly is: 'posted'; readonly ts: string } | NotPosted;
export type Found = { readonly is: 'found'; readonly ts: string } | { readonly is: 'absent' } | NotPosted;

/** Slack as the announcer needs it. Nothing here throws for Slack's sake. */
export interface Thread {
  postCard(channel: string, view: View, mark: Mark): Promise<Posted>;
  updateCard(place: CardPlace & { readonly ts: string }, view: View): Promise<Posted>;
  /** `broadcast` shows a reply in the channel too, where Slack allows it. */
  post(channel: string, threadTs: string, view: View, mark: Mark, broadcast?: boolean): Promise<Posted>;
  /** Looks for a post by its mark, in the thread when given, else in the channel; nothing that is older than `since`. */
  find(channel: string, threadTs: string | undefined, mark: Mark, since?: Millis): Promise<Found>;
  /** The address of a message; absent when Slack does not say. */
  link(place: CardPlace): Promise<string | undefined>;
  /** Tells one person, visible to nobody else. `text` is raw: it is escaped here. */
  whisper(channel: string, user: string, text: string): Promise<void>;
}

const eventType = 'ferry_post';
const pagesToSearch = 5;
/** Slack stamps posts by its own clock. */
const clocksMayDiffer = 600_000;

export function createThread({ web, log }: { readonly web: WebClient; readonly log: Logger }): Thread {
  const attempt = async <R>(doing: string, call: () => Promise<R>): Promise<R | NotPosted> => {
    try {
      return await call();
    } catch (error) {
      const verdict = verdictOn(error);
      log.warn({ err: error, verdict }, doing);
      return verdict;
    }
  };
  const send = (channel: string, threadTs: string | undefined, { text, blocks }: View, mark: Mark, broadcast = false) =>
    attempt<Posted>(`posting ${mark.n} of ${mark.migration} in ${channel}`, async () => {
      const sent = await web.chat.postMessage({
        channel,
        text,
        blocks,
        metadata: metadata(mark),
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs && (broadcast ? { thread_ts: threadTs, reply_broadcast: true } : { thread_ts: threadTs })),
      });
      return sent.ts ? { is: 'posted', ts: sent.ts } : { is: 'unknown' };
    });

  return {
    postCard: (channel, view, mark) => send(channel, undefined, view, mark),
    async post(channel, threadTs, view, mark, broadcast) {
      const posted = await send(channel, threadTs, view, mark, broadcast);
      const refused = broadcast && posted.is === 'never' && posted.because === 'cant_broadcast_message';
      return refused ? send(channel, threadTs, view, mark) : posted;
    },
    updateCard: ({ channel, ts }, { text, blocks }) =>
      attempt<Posted>(`redrawing the card ${ts} in ${channel}`, async () => {
        await web.chat.update({ channel, ts, text, blocks });
        return { is: 'posted', ts };
      }),
    link: (place) => cardLink(web, place),
    find: (channel, threadTs, mark, since) =>
      attempt<Found>(`looking for post ${mark.n} of ${mark.migration} in ${channel}`, async () => {
        let cursor: string | undefined;
        for (let page = 0; page < pagesToSearch; page += 1) {
          const where = {
            channel,
            limit: 200,
            include_all_metadata: true,
            ...(since !== undefined && { oldest: String((since - clocksMayDiffer) / 1000) }),
            ...(cursor && { cursor }),
          };
          const { messages = [], response_metadata } = threadTs
            ? await web.conversations.replies({ ...where, ts: threadTs })
            : await web.conversations.history(where);
          const found = messages.find((message) => carries(message.metadata, mark));
          if (found?.ts) return { is: 'found', ts: found.ts };
          cursor = response_metadata?.next_cursor;
          if (!cursor) break;
        }
        return { is: 'absent' };
      }),
    whisper: async (channel, user, text) => {
      await attempt(`telling ${user} in ${channel}`, () => {
        const said = answer(text, 2_900);
        return web.chat.postEphemeral({ channel, user, text: said, blocks: sections([said]) });
      });
    },
  };
}

function metadata({ migration, n }: Mark): MessageMetadata {
  return { event_type: eventType, event_payload: { migration, n } };
}

function carries(found: { event_type?: string; event_payload?: object } | undefined, { migration, n }: Mark): boolean {
  const payload: { migration?: unknown; n?: unknown } = found?.event_payload ?? {};
  return found?.event_type === eventType && payload.migration === migration && payload.n === n;
}
