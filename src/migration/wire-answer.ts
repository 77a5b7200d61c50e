import type { Handle } from './types.ts';

/** The answer to one mutating request, as the transport saw it. */
export interface WireAnswer {
  readonly status: number;
  readonly handle: Handle;
  /** The cloud's own name for this exchange. */
  readonly requestId?: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly remedy?: string;
    /** The cloud turned the request away unread, to be asked again later: it had no effect, whatever the status. */
    readonly throttled?: true;
    /** The cloud refused it before anything was begun, whatever the status. */
    readonly turnedAway?: true;
    readonly retryAfterSeconds?: number;
  };
}
