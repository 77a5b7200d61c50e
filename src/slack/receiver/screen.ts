import type { IncomingHttpHeaders } from 'node:http';

/** A request that is turned away, with what the log says of it: never its body, never a header. */
export interface TurnedAway {
  readonly status: number;
  readonly because: string;
  /** What whoever typed the command is told in place of Slack's error, which the status then is not. */
  readonly tells?: string;
}

interface Asked {
  readonly method: string;
  readonly pathname: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export const form = 'application/x-www-form-urlencoded';

/** Clocks differ a little; a request from further ahead was not signed just now. */
const aheadSeconds = 60;

/** Genuine requests are refused too while the clock is wrong. */
export const clock = "If people's commands fail, set the clock of this machine.";

export function tooLong(bodyBytes: number): string {
  return `the body has more than ${bodyBytes} bytes, and nothing that Slack sends has`;
}

/** What can be said of a request before its body is read. Only Bolt says that it is genuine. */
export function screen({ method, pathname, headers }: Asked, path: string, bodyBytes: number, nowMs: number): TurnedAway | undefined {
  if (pathname !== path)
    return { status: 404, because: `nothing is at this path. If Slack sent it, correct the URLs of the Slack app: they end in ${path}` };
  if (method !== 'POST') return { status: 405, because: `Slack sends POST, not ${method}` };
  if (!isForm(headers['content-type'])) return { status: 415, because: 'the body is no form, and Slack sends nothing else here' };
  if (Number(headers['content-length'] ?? 0) > bodyBytes) return { status: 413, because: tooLong(bodyBytes) };
  return badlySigned(headers, nowMs);
}

/**
 * Bolt reads both headers with some leniency (`v0=<hash>=anything` passes, and so does any time to come). Whoever repeats
 * a request could vary them and look new, so here they have one form. Without them Bolt refuses, but for `ssl_check`.
 */
function badlySigned(headers: IncomingHttpHeaders, nowMs: number): TurnedAway | undefined {
  const signature = headers['x-slack-signature'];
  const timestamp = headers['x-slack-request-timestamp'];
  if (signature !== undefined && !/^v0=[0-9a-f]{64}$/.test(String(signature)))
    return { status: 401, because: 'the signature is not of the form that Slack uses' };
  if (timestamp !== undefined && !/^[1-9]\d{0,11}$/.test(String(timestamp)))
    return { status: 401, because: 'the timestamp is not in whole seconds' };
  if (Number(timestamp ?? 0) > nowMs / 1000 + aheadSeconds)
    return { status: 401, because: `it is signed for a time more than ${aheadSeconds} s ahead of this machine's clock. ${clock}` };
  return undefined;
}

function isForm(type: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '');
}
