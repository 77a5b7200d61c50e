import { createHmac } from 'node:crypto';
import { ackLimit, type Delivered, type Delivery, type Occasion } from './delivery.ts';
import { isJson, type Json } from './json.ts';
import { ackFaults, duplication } from './socket-faults.ts';
import { credentials, type Workspace } from './workspace.ts';

/**
 * Slack's other way to an app: a signed form to its request URL, whose answer is the acknowledgement. Commands and
 * clicks are sent once. `deliver-twice` is what a proxy does that repeats a request: every byte the same.
 */
export function createHttpDelivery({ world, kit }: Workspace): Delivery {
  const trace = (occasion: Occasion, body: Json, response?: { status: number; body: unknown }) =>
    kit.trace.write({
      time: new Date().toISOString(),
      service: 'slack',
      operation: occasion,
      method: 'POST',
      url: world.requestUrl ?? '',
      request: { headers: {}, body },
      ...(response && { response: { ...response, headers: {} } }),
    });

  return {
    async send(occasion, payload) {
      const sentAt = performance.now();
      const done = (delivered: Omit<Delivered, 'milliseconds'>): Delivered => ({ ...delivered, milliseconds: performance.now() - sentAt });
      const post = signed(occasion, payload);
      const request = () => fetch(world.requestUrl ?? '', { ...post, redirect: 'manual', signal: AbortSignal.timeout(ackLimit) });
      try {
        const asking = request();
        if (kit.faults.take('slack', occasion, duplication)) void request().catch(() => undefined);
        const answer = await asking;
        const text = await answer.text();
        trace(occasion, payload, { status: answer.status, body: text });
        if (answer.status !== 200) return done({ acknowledged: false, problem: 'dispatch_failed' });
        const fault = kit.faults.take('slack', occasion, ackFaults);
        if (fault?.kind === 'drop-ack') return done({ acknowledged: false, problem: 'operation_timeout' });
        if (fault?.kind === 'hold-ack') await kit.faults.hold('slack', occasion, 'ack', 'before', new AbortController().signal);
        return done({ acknowledged: true, ...(text !== '' && { response: read(text) }) });
      } catch (error) {
        trace(occasion, payload);
        const late = error instanceof Error && error.name === 'TimeoutError';
        return done({ acknowledged: false, problem: late ? 'operation_timeout' : 'dispatch_failed' });
      }
    },
  };
}

/** A request as Slack signs it: over the time and the body exactly as it is sent. */
function signed(occasion: Occasion, payload: Json): { method: string; headers: Record<string, string>; body: string } {
  const fields = occasion === 'slash_commands' ? flat(payload) : { payload: JSON.stringify(payload) };
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', credentials.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return { method: 'POST', headers, body };
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
