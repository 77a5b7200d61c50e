import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPModuleFunctions, isRawBodyError } from '@slack/bolt';
import type { Logger } from 'pino';
import { clock, type TurnedAway, tooLong } from './screen.ts';

/** Slack's own requests are refused too while the secret is wrong. */
const secret = "If people's commands fail, copy the secret again (api.slack.com/apps, Basic Information, App Credentials).";

/** Of Slack's three seconds the command needs the most. */
const patienceMs = 500;

export interface AuthenticateDeps {
  readonly signingSecret: string;
  readonly bodyBytes: number;
  /** Whether no process has seen this signature yet; from now on it is seen. */
  readonly firstSeen: (signature: string) => Promise<boolean>;
  readonly log: Logger;
}

/**
 * Reads the body and has Bolt verify it; a genuine request passes once. While the store does not say whether it came
 * before, it does not pass: a store that is only slow would do the same thing twice.
 */
export async function authenticate(
  request: IncomingMessage,
  { signingSecret, bodyBytes, firstSeen, log }: AuthenticateDeps,
): Promise<TurnedAway | undefined> {
  let body: unknown;
  try {
    const genuine = await HTTPModuleFunctions.parseAndVerifyHTTPRequest({ signingSecret, bodyLimit: bodyBytes }, request);
    body = read(genuine);
  } catch (error) {
    return refused(error, bodyBytes);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { status: 400, because: 'the body cannot be read' };
  // Slack's check of a certificate is not signed; Bolt has emptied it of everything else.
  if ('ssl_check' in body && body.ssl_check === '1') return undefined;
  const fresh = await soon(firstSeen(String(request.headers['x-slack-signature']))).catch((error: unknown) => {
    log.warn({ err: error }, 'looking whether a request came before: the store does not answer');
    return undefined;
  });
  if (fresh === undefined) return { ...unsure, ...('command' in body && { tells: nothingDone }) };
  return fresh
    ? undefined
    : { status: 409, because: 'the same request came before, and is done once. If a proxy repeats requests, switch that off for Slack' };
}

const unsure = {
  status: 503,
  because:
    'whether it came before is not known, because Redis does not answer. The person was asked to try again; look whether Redis is well',
};

const nothingDone = "Ferry's store, Redis, does not answer, so nothing was done. Type it again in a minute.";

async function soon<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const silence = sleep(patienceMs, undefined, { ref: false, signal: over.signal }).then(() =>
    Promise.reject(new Error(`no answer within ${patienceMs} ms`)),
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    over.abort();
  }
}

/** The message of a parser quotes what it read, so it is kept out of the log. */
function read(request: Parameters<typeof HTTPModuleFunctions.parseHTTPRequestBody>[0]): unknown {
  try {
    return HTTPModuleFunctions.parseHTTPRequestBody(request);
  } catch {
    return undefined;
  }
}

function refused(error: unknown, bodyBytes: number): TurnedAway {
  if (isRawBodyError(error))
    return error.type === 'entity.too.large'
      ? { status: 413, because: tooLong(bodyBytes) }
      : { status: 400, because: 'the body broke off' };
  const said = error instanceof Error ? error.message : String(error);
  if (said.includes('stale')) return { status: 401, because: `it was signed more than five minutes ago by this machine's clock. ${clock}` };
  if (said.includes('mismatch')) return { status: 401, because: `the signature does not fit SLACK_SIGNING_SECRET. ${secret}` };
  return { status: 401, because: 'it is not signed' };
}
