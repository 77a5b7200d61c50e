import type { WebClient } from '@slack/web-api';
import { type Refusal, refuse } from '../errors.ts';
import { platformCode } from './slack-error.ts';

const freshMs = 60_000;
/** Channels that took Ferry in a moment ago, so that not every command costs a call that somebody waits for. */
const welcome = new WeakMap<WebClient, Map<string, number>>();
const outside = new Set(['not_in_channel', 'channel_not_found']);

/** Why Ferry could not keep a card and its thread in this channel. When Slack cannot say, nothing is barred. */
export async function channelProblem(web: WebClient, channel: string): Promise<Refusal | undefined> {
  if (!/^[CG]/.test(channel))
    return refuse('Ferry works in channels, where approvers see the card.', 'Type it in a channel that Ferry is in.');
  const known = welcome.get(web) ?? new Map<string, number>();
  welcome.set(web, known);
  if (performance.now() - (known.get(channel) ?? Number.NEGATIVE_INFINITY) < freshMs) return undefined;
  try {
    await web.conversations.history({ channel, limit: 1 });
    known.set(channel, performance.now());
    return undefined;
  } catch (error) {
    const code = platformCode(error);
    if (code !== undefined && outside.has(code))
      return refuse('Ferry is not in this channel, so nobody would see the card.', 'Type /invite @Ferry, then try again.');
    if (code === 'missing_scope') return refuse('Ferry cannot work in a group message.', 'Type it in a channel that Ferry is in.');
    if (code === 'is_archived') return refuse('This channel is archived.', 'Type it in a channel that Ferry is in.');
    return undefined;
  }
}
