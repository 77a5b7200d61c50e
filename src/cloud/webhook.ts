import { createHmac } from 'node:crypto';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { QuiesceConfig } from '../config-quiesce.ts';
import type { Quiescer } from '../migration/quiescer-port.ts';
import type { WireAnswer } from '../migration/wire-answer.ts';
import { currentOperation, throughGate } from './sending.ts';

/** Answers that a proxy gives when it does not know what became of the request. */
const undecided = new Set([408, 502, 504]);
const mostBytes = 2_000;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/**
 * A webhook that quiesces machines. Each request is signed: `x-ferry-signature` is `v1=` and the HMAC-SHA256, by the
 * secret, of `v1:<x-ferry-timestamp>:<body>`. 2xx means done, 4xx that nothing was done, any other answer that it failed.
 */
export function createWebhook({ webhook, timeout }: Pick<QuiesceConfig, 'webhook' | 'timeout'>, secret: string): Quiescer {
  const url = new URL(webhook);
  return {
    name: `the webhook of ${url.host}`,
    async ask(asked) {
      const body = JSON.stringify({ ...asked, operation: currentOperation() });
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'ferry',
        'x-ferry-operation': currentOperation(),
        'x-ferry-timestamp': timestamp,
        'x-ferry-signature': signature(secret, timestamp, body),
      };
      await throughGate(
        { method: 'POST', url: url.href, body, action: asked.wanted },
        () => post(url, headers, body, timeout * 1000),
        summarise,
      );
    },
  };
}

export function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`v1:${timestamp}:${body}`).digest('hex')}`;
}

/** A connection of its own: one that is kept alive might be closed just as the request leaves. Redirects are not followed. */
function post(url: URL, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp;
    let begun = false;
    const request = send(url, { method: 'POST', headers, agent: false }, (response) => {
      begun = true;
      let text = '';
      const answer = () => {
        clearTimeout(patience);
        resolve({ status: response.statusCode ?? 0, text, retryAfter: response.headers['retry-after'] });
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < mostBytes) text += chunk;
      });
      // What it answered counts, whether or not it found the end of its words.
      response.on('error', () => undefined);
      response.on('close', answer);
    });
    const patience = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(patience);
      if (!begun) reject(error);
    });
    request.end(body);
  });
}

function summarise({ status, text, retryAfter }: Answer): WireAnswer {
  if (status >= 200 && status < 300) return { status, handle: { status } };
  const said = text.replace(/\s+/g, ' ').trim().slice(0, 300);
  const seconds = Number(retryAfter);
  return {
    status,
    handle: { status },
    error: {
      code: `HTTP ${status}`,
      message: said === '' ? 'it did not say why' : said,
      remedy: 'Look at the hook, mend what it names, then Retry.',
      ...(status === 429 && { throttled: true }),
      ...(!undecided.has(status) && { turnedAway: true }),
      ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }),
    },
  };
}
