import type { WebClient } from '@slack/web-api';
import type { CardPlace } from '../migration/verbs.ts';

/** The address of a card; absent while there is none, or when Slack does not say. */
export async function cardLink(web: WebClient, place: CardPlace | undefined): Promise<string | undefined> {
  if (place?.ts === undefined) return undefined;
  try {
    return (await web.chat.getPermalink({ channel: place.channel, message_ts: place.ts })).permalink;
  } catch {
    return undefined;
  }
}
