import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { RestError } from '@azure/core-rest-pipeline';
import { CloudError, type ErrorCode } from '../../errors.ts';
import { type ArmError, armError, retryAfter } from './answers.ts';
import { signInError } from './sign-in-errors.ts';

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
    if (seen instanceof CloudError && codes.includes(seen.code)) return undefined;
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

interface Classified {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly remedy?: string | undefined;
}

function answered(action: string, status: number, body: ArmError | undefined, wait: number | undefined, cause: unknown): CloudError {
  const { code, retryable, remedy } = classify(status, body, wait);
  const what = body ? `${body.code}: ${body.message}` : `Azure answered ${status} without saying why`;
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

function classify(status: number, body: ArmError | undefined, wait: number | undefined): Classified {
  if (status === 401) {
    return {
      code: 'azure-denied',
      retryable: body?.code === 'ExpiredAuthenticationToken',
      remedy: 'Check that the identity Ferry signs in with belongs to the tenant of the subscription.',
    };
  }
  if (status === 403) return { code: 'azure-denied', retryable: false, remedy: grant(body) };
  if (status === 404) return { code: 'azure-not-found', retryable: false };
  if (status === 429) {
    const when = wait === undefined ? 'a little later' : `after ${wait} s`;
    return { code: 'azure-throttled', retryable: true, remedy: `Wait: Azure can be asked again ${when}.` };
  }
  if (status === 408 || status >= 500) {
    return {
      code: 'azure-unavailable',
      retryable: true,
      remedy: 'Wait: this usually passes by itself. If it lasts, look at Azure Service Health.',
    };
  }
  if (status >= 300 && status < 400) {
    return { code: 'azure-refused', retryable: false, remedy: 'Azure redirected the call; Ferry follows no redirect. Report the answer.' };
  }
  return { code: 'azure-refused', retryable: status === 409 };
}

/** The sentence that names the missing right, read out of ARM's own message. */
function grant(body: ArmError | undefined): string {
  const match = /perform action '([^']+)'(?: over scope '([^']+)')?/i.exec(body?.message ?? '');
  if (!match)
    return 'Give the identity Ferry signs in with Site Recovery Contributor on the vault and Contributor on the target resource group, or ask who wrote the policy that denies it.';
  const [, action, scope] = match;
  return `Give the identity Ferry signs in with a role that allows ${action}${scope ? ` on ${scope}` : ''}; a new role can take minutes to apply.`;
}

function silent(action: string, error: Error): CloudError {
  const why = error.name === 'AbortError' ? 'no answer in time' : error.message;
  return new CloudError(`${action}: Azure did not answer: ${why}`, {
    code: 'azure-unavailable',
    retryable: true,
    cause: error,
    remedy: 'Wait: this usually passes by itself. If it lasts, check that this host reaches https://management.azure.com.',
  });
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
