import { createHmac } from 'node:crypto';
import { ackLimit, type Delivered, type Delivery } from './delivery.ts';
import { isJson, type Json } from './json.ts';
import { credentials, type Workspace } from './workspace.ts';

/** Slack's other way to an app: a signed form to its request URL, whose answer is the acknowledgement. */
export function createHttpDelivery({ world }: Workspace): Delivery {
  return {
    async send(occasion, payload) {
      const sentAt = Date.now();
      const done = (delivered: Omit<Delivered, 'milliseconds'>): Delivered => ({ ...delivered, milliseconds: Date.now() - sentAt });
      const fields = occasion === 'slash_commands' ? flat(payload) : { payload: JSON.stringify(payload) };
      const body = new URLSearchParams(fields).toString();
      const timestamp = String(Math.floor(sentAt / 1000));
      const signature = createHmac('sha256', credentials.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      try {
        const answer = await fetch(world.requestUrl ?? '', {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-slack-request-timestamp': timestamp,
            'x-slack-signature': `v0=${signature}`,
          },
          body,
          signal: AbortSignal.timeout(ackLimit),
        });
        const text = await answer.text();
        if (!answer.ok) return done({ acknowledged: false });
        return done({ acknowledged: true, ...(text !== '' && { response: read(text) }) });
      } catch {
        return done({ acknowledged: false });
      }
    },
  };
}

function flat(payload: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}

/** A JSON answer, or plain text, which Slack shows to the person. */
function read(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isJson(value)) return value;
  } catch {
    // Not JSON: shown as it is.
  }
  return { text };
}
