import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { SentRequest } from '../migration/types.ts';
import type { WireAnswer } from '../migration/wire-answer.ts';

/** What is about to leave for a cloud. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The action, where the address does not tell it. */
  readonly action?: string;
}

/** One permission to send one mutating request; opened by `mutate` and by nothing else. */
export interface Sending {
  /** UUID of the operation: `x-ms-client-request-id` for Azure, the tag `ferry:operation` for AWS. */
  readonly operation: string;
  /** Commits the intent, last thing before the socket; throws when nothing may be sent any more. */
  intend(digest: string, request: SentRequest): Promise<void>;
  /** Keeps the answer durably before anybody acts on it. */
  answered(answer: WireAnswer): Promise<void>;
}

const current = new AsyncLocalStorage<Sending & { spent: boolean }>();

/** Runs `call` with the permission to send exactly one mutating request. */
export function underOperation<T>(sending: Sending, call: () => Promise<T>): Promise<T> {
  return current.run({ ...sending, spent: false }, call);
}

/** The operation id under which the current call runs. Throws outside `mutate`. */
export function currentOperation(): string {
  const sending = current.getStore();
  if (!sending) throw new Error('a call that changes a cloud was made outside mutate');
  return sending.operation;
}

/**
 * The gate every transport sends its mutating requests through: intent, socket, answer.
 * A second request under the same operation (a redirect, a challenge, a retry) is refused before the socket.
 */
export async function throughGate<R>(request: OutgoingRequest, send: () => Promise<R>, summarise: (response: R) => WireAnswer): Promise<R> {
  const sending = current.getStore();
  if (!sending) throw new Error(`${request.method} ${request.url}: a call that changes a cloud was made outside mutate`);
  if (sending.spent) throw new Error(`${request.method} ${request.url}: operation ${sending.operation} was already sent once`);
  sending.spent = true;
  const digest = createHash('sha256').update(`${request.method} ${request.url}\n${request.body}`).digest('hex');
  await sending.intend(digest, described(request));
  const response = await send();
  await sending.answered(summarise(response));
  return response;
}

/** The request as the audit keeps it: no body, and nothing in the address that could be a secret. */
function described({ method, url, action }: OutgoingRequest): SentRequest {
  const { origin, pathname, searchParams } = new URL(url);
  const version = searchParams.get('api-version');
  return { method, url: `${origin}${pathname}${version ? `?api-version=${version}` : ''}`, ...(action && { action }) };
}
