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
 * Reads the body and has Bolt verify it; a genuine request passes once. While the store does not answer it passes too:
 * nothing can be done twice without the store, and the person hears from the command itself what is wrong.
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
  const silence = sleep(patienceMs, undefined, { ref: false }).then(() => Promise.reject(new Error(`no answer within ${patienceMs} ms`)));
  const fresh = await Promise.race([firstSeen(String(request.headers['x-slack-signature'])), silence]).catch((error: unknown) => {
    log.warn({ err: error }, 'looking whether a request came before: the store does not answer');
    return true;
  });
  return fresh
    ? undefined
    : { status: 409, because: 'the same request came before, and is done once. If a proxy repeats requests, switch that off for Slack' };
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
