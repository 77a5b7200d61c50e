import type { WebClient } from '@slack/web-api';
import { type Refusal, refuse } from '../errors.ts';
import { platformCode } from './slack-error.ts';

/** After this long a channel is looked at again, while whoever types is answered by what was true before. */
const freshMs = 60_000;
/** After this long nobody is answered before Ferry has looked. */
const staleMs = 600_000;
/** When each channel last took Ferry in. A card that cannot be posted after all is tried again, and says so in the log. */
const welcomed = new WeakMap<WebClient, Map<string, number>>();
const outside = new Set(['not_in_channel', 'channel_not_found']);

/**
 * Why Ferry could not keep a card and its thread in this channel, as Slack said lately: whoever types waits for it. When
 * Slack cannot say, nothing is barred.
 */
export async function channelProblem(web: WebClient, channel: string): Promise<Refusal | undefined> {
  const none = noChannel(channel);
  if (none) return none;
  const known = welcomed.get(web);
  const age = performance.now() - (known?.get(channel) ?? Number.NEGATIVE_INFINITY);
  if (age > staleMs) return look(web, channel);
  if (age > freshMs) {
    known?.set(channel, performance.now());
    void look(web, channel);
  }
  return undefined;
}

/** The same as it is now, for where Slack is waited for anyway. */
export async function channelProblemNow(web: WebClient, channel: string): Promise<Refusal | undefined> {
  return noChannel(channel) ?? look(web, channel);
}

function noChannel(channel: string): Refusal | undefined {
  if (/^[CG]/.test(channel)) return undefined;
  return refuse('Ferry works in channels, where approvers see the card.', 'Type it in a channel that Ferry is in.');
}

async function look(web: WebClient, channel: string): Promise<Refusal | undefined> {
  const known = welcomed.get(web) ?? new Map<string, number>();
  welcomed.set(web, known);
  try {
    await web.conversations.history({ channel, limit: 1 });
    known.set(channel, performance.now());
    return undefined;
  } catch (error) {
    known.delete(channel);
    const code = platformCode(error);
    if (code !== undefined && outside.has(code))
      return refuse('Ferry is not in this channel, so nobody would see the card.', 'Type /invite @Ferry, then try again.');
    if (code === 'missing_scope') return refuse('Ferry cannot work in a group message.', 'Type it in a channel that Ferry is in.');
    if (code === 'is_archived') return refuse('This channel is archived.', 'Type it in a channel that Ferry is in.');
    return undefined;
  }
}
