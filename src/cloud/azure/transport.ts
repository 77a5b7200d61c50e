import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { currentOperation, throughGate } from '../sending.ts';
import { summarise } from './answers.ts';
import { toCloudError, unexpectedAnswer } from './errors.ts';

const READ_TIMEOUT = 25_000;
/** A mutation is never aborted in flight; this only ends a connection that has died without saying so. */
const CHANGE_TIMEOUT = 180_000;

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

interface Exchange {
  /** The answer to the one request of the call. */
  answer?: PipelineResponse;
  /** What the transport said when it got no answer. */
  lost?: unknown;
  /** The gate itself refused, or could not keep the answer; never mistaken for something Azure said. */
  gate?: { readonly error: unknown };
}

const exchange = new AsyncLocalStorage<Exchange>();

/** Carries requests for Azure to a server on this machine; what it answers still speaks of Azure's own addresses. */
export function loopback(endpoint: string, inner: HttpClient = createDefaultHttpClient()): HttpClient {
  const carried = new Set(['https://management.azure.com', 'https://login.microsoftonline.com']);
  return {
    async sendRequest(request) {
      const url = new URL(request.url);
      if (!carried.has(url.origin)) throw new Error(`${request.method} ${url.origin}: not reachable while FERRY_AZURE_ENDPOINT is set`);
      const base = new URL(endpoint);
      const { url: asked, allowInsecureConnection } = request;
      request.url = `${base.origin}${url.pathname}${url.search}`;
      request.allowInsecureConnection = true;
      try {
        return await inner.sendRequest(request);
      } finally {
        // The SDK may use the request again, and its errors name it: it stays one for Azure.
        request.url = asked;
        request.allowInsecureConnection = allowInsecureConnection ?? false;
      }
    },
  };
}

/** The transport of sign-ins. Nothing above it sets a limit, and a login host that hangs must not hold a migration for ever. */
export function impatient(inner: HttpClient): HttpClient {
  return {
    sendRequest(request) {
      request.timeout = request.timeout || READ_TIMEOUT;
      return inner.sendRequest(request);
    },
  };
}

/**
 * The transport of every ARM client. Whatever is not a read passes the gate, so that outside `mutate`
 * it throws before the socket. Tokens are fetched above, by the SDK's bearer policy.
 */
export function gated(inner: HttpClient): HttpClient {
  return {
    async sendRequest(request) {
      const current = exchange.getStore();
      if (current?.answer) throw new Error(`${request.method} ${request.url}: not sent, this call already has its answer`);
      if (reading.has(request.method)) {
        request.timeout = request.timeout || READ_TIMEOUT;
        return inner.sendRequest(request);
      }
      return change(inner, request, current);
    },
  };
}

async function change(inner: HttpClient, request: PipelineRequest, current: Exchange | undefined): Promise<PipelineResponse> {
  const outgoing = { method: request.method, url: request.url, body: typeof request.body === 'string' ? request.body : '' };
  const send = async () => {
    request.headers.set('x-ms-client-request-id', currentOperation());
    request.timeout = CHANGE_TIMEOUT;
    delete request.abortSignal;
    try {
      const response = await inner.sendRequest(request);
      if (current) current.answer = response;
      return response;
    } catch (error) {
      if (current) current.lost = error;
      throw error;
    }
  };
  try {
    return await throughGate(outgoing, send, summarise);
  } catch (error) {
    if (current && error !== current.lost) current.gate = { error };
    throw error;
  }
}

/**
 * Runs one mutating SDK call until Azure has accepted it. The SDK's own first poll is not sent: what it would say
 * is no proof, and its failure must not hide that the request was accepted.
 */
export async function changing(action: string, call: () => Promise<unknown>): Promise<void> {
  const current: Exchange = {};
  let failure: { readonly error: unknown } | undefined;
  try {
    await exchange.run(current, call);
  } catch (error) {
    failure = { error };
  }
  if (current.gate) throw current.gate.error;
  if (current.answer && !isSuccess(current.answer)) throw unexpectedAnswer(action, current.answer, failure?.error);
  if (failure && !current.answer) throw toCloudError(action, failure.error);
}

function isSuccess(response: PipelineResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
