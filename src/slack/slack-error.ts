import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

export type SlackVerdict =
  | { readonly is: 'unknown' }
  | { readonly is: 'later'; readonly seconds: number }
  | { readonly is: 'never'; readonly because: string };

/** Platform errors by which Slack says that it did nothing and may be asked again. */
const passing = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded', 'service_unavailable', 'team_added_to_org']);
/** Platform errors after which it is not said whether anything was done. */
const doubtful = new Set(['internal_error', 'fatal_error', 'request_timeout']);
/** Errors of connecting: the request never left. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const pause = 15;

/** What a failed call to Slack means for trying it again; decided here and nowhere else. */
export function verdictOn(error: unknown): SlackVerdict {
  if (error instanceof WebAPIRateLimitedError) return { is: 'later', seconds: Math.max(1, error.retryAfter) };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (passing.has(code)) return { is: 'later', seconds: pause };
    return doubtful.has(code) ? { is: 'unknown' } : { is: 'never', because: code };
  }
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429 || error.statusCode === 503) return { is: 'later', seconds: retryAfter(error.headers) };
    return error.statusCode >= 500 ? { is: 'unknown' } : { is: 'never', because: `HTTP ${error.statusCode}` };
  }
  if (error instanceof WebAPIRequestError)
    return neverLeft.has(socketCode(error.original)) ? { is: 'later', seconds: pause } : { is: 'unknown' };
  return { is: 'unknown' };
}

/** Slack's own word for what was wrong, when it gave one. */
export function platformCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

function retryAfter(headers: Readonly<Record<string, string>>): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : pause;
}

function socketCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return socketCode(error.cause);
}
