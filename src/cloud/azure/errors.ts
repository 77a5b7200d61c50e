import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { RestError } from '@azure/core-rest-pipeline';
import { CloudError, type ErrorCode } from '../../errors.ts';
import { type ArmError, armError, retryAfter } from './answers.ts';
import { signInError } from './sign-in-errors.ts';
import { classify, nowhere } from './verdicts.ts';

/** Runs one read of Azure; what the SDK throws leaves as a CloudError that names the action, everything else as it is. */
export async function reading<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toCloudError(action, error);
  }
}

/** As `reading`, with `undefined` for what Azure does not know. */
export function readingIfFound<T>(action: string, call: () => Promise<T>): Promise<T | undefined> {
  return readingUnless(['azure-not-found'], action, call);
}

/** As `reading`, with `undefined` for what Azure does not know or does not show to Ferry: for what is good to have. */
export function readingIfAllowed<T>(action: string, call: () => Promise<T>): Promise<T | undefined> {
  return readingUnless(['azure-not-found', 'azure-denied'], action, call);
}

async function readingUnless<T>(codes: readonly ErrorCode[], action: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const seen = toCloudError(action, error);
    // A subscription or group that is not there says nothing about the one thing that was asked for.
    if (seen instanceof CloudError && codes.includes(seen.code) && !nowhere(seen.vendorCode)) return undefined;
    throw seen;
  }
}

/** Translates what the SDK throws; anything that did not come from Azure or the way there is returned as it is. */
export function toCloudError(action: string, error: unknown): unknown {
  if (error instanceof CloudError) return error;
  const signIn = signInError(action, error);
  if (signIn) return signIn;
  if (isRestError(error) && error.statusCode !== undefined) return answered(action, error.statusCode, said(error), waitFor(error), error);
  if (isRestError(error) || isAbort(error) || isSystemError(error)) return silent(action, error);
  return error;
}

/** An answer that was not a success, seen by the transport. */
export function unexpectedAnswer(action: string, response: PipelineResponse, cause: unknown): CloudError {
  return answered(action, response.status, armError(response.bodyAsText), retryAfter(response.headers), cause);
}

function answered(action: string, status: number, body: ArmError | undefined, wait: number | undefined, cause: unknown): CloudError {
  const { code, retryable, said, remedy } = classify(status, body);
  const what = body ? `${said ?? bare(body.message)} (${body.code})` : `Azure answered ${status} without saying why`;
  return new CloudError(`${action}: ${what}`, {
    code,
    retryable,
    cause,
    status,
    vendorCode: body?.code,
    retryAfterSeconds: wait,
    remedy: remedy ?? body?.recommendedAction,
  });
}

function silent(action: string, error: Error): CloudError {
  return new CloudError(`${action}: ${silence(error)}`, {
    code: 'azure-unavailable',
    retryable: true,
    cause: error,
    remedy: 'Wait: this usually passes by itself. If it lasts, check that this host reaches https://management.azure.com.',
  });
}

/** A sentence that goes on in brackets ends without a full stop. */
function bare(message: string): string {
  return message.replace(/[\s.]+$/, '');
}

/** What a broken wire means to a person; the name of the failure stays for those who search for it. */
function silence(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error.name === 'AbortError') return 'Azure did not answer in time';
  if (code === 'ECONNREFUSED') return `the connection to Azure was refused (${code})`;
  if (code === 'ECONNRESET' || /socket hang up/.test(error.message))
    return `Azure broke the connection without an answer (${code ?? 'ECONNRESET'})`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name of Azure's endpoint does not resolve (${code})`;
  return `Azure did not answer: ${error.message}`;
}

function said(error: RestError): ArmError | undefined {
  const body = armError(error.response?.bodyAsText);
  if (body) return body;
  return error.code ? { code: error.code, message: error.message } : undefined;
}

function waitFor(error: RestError): number | undefined {
  return error.response ? retryAfter(error.response.headers) : undefined;
}

function isRestError(error: unknown): error is RestError {
  return error instanceof RestError || (error instanceof Error && error.name === 'RestError');
}

function isAbort(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AbortError';
}

function isSystemError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z]+|UND_ERR_.+)$/.test(error.code) &&
    !error.code.startsWith('ERR_')
  );
}
