import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import type { WireAnswer } from '../../migration/wire-answer.ts';
import { atTheDoor } from './refusals.ts';
import { lastSegment } from './resource-id.ts';
import { classify } from './verdicts.ts';

const text = z.string().nullish();

const inner = z.looseObject({ code: text, message: text, possibleCauses: text, recommendedAction: text });

const envelope = z.looseObject({
  error: z.looseObject({ code: text, message: text, details: z.array(inner).nullish() }),
});

/** What an ARM error body says; Site Recovery hides the useful code in the first detail. */
export interface ArmError {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
}

/** Reads the error out of an answer's body; `undefined` when the body is not an ARM error. */
export function armError(body: string | null | undefined): ArmError | undefined {
  const parsed = envelope.safeParse(json(body));
  if (!parsed.success) return undefined;
  const { error } = parsed.data;
  const detail = error.details?.find((entry) => entry.code || entry.message);
  const code = detail?.code || error.code;
  const message = detail?.message || error.message;
  if (!code && !message) return undefined;
  return {
    code: code || 'unknown',
    message: message || 'no message',
    ...(detail?.possibleCauses && { possibleCauses: detail.possibleCauses.trim() }),
    ...(detail?.recommendedAction && { recommendedAction: detail.recommendedAction.trim() }),
  };
}

/** `Retry-After` in seconds, whether given as seconds or as a date. */
export function retryAfter(headers: { get(name: string): string | undefined }, now = Date.now()): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

/** What is kept of the answer to a mutating request: enough to find the job again, or to say why it was refused. */
export function summarise(response: PipelineResponse): WireAnswer {
  const { status } = response;
  const job = jobName(response.headers.get('azure-asyncoperation'));
  const requestId = response.headers.get('x-ms-request-id');
  const handle = { status, ...(job && { job }) };
  const known = { status, handle, ...(requestId && { requestId }) };
  if (status >= 200 && status < 300) return known;
  const error = armError(response.bodyAsText);
  const seconds = retryAfter(response.headers);
  const verdict = classify(status, error);
  // Whether a 5xx had its effect is for Ferry to find out, not for a person.
  const remedy = (status < 500 ? verdict.remedy : undefined) ?? error?.recommendedAction;
  return {
    ...known,
    error: {
      code: error?.code ?? `HTTP ${status}`,
      message: verdict.said ?? error?.message ?? `Azure answered ${status} without saying why`,
      ...(remedy && { remedy }),
      ...(status === 429 && { throttled: true }),
      ...(status === 409 && atTheDoor(error?.code) && { turnedAway: true }),
      ...(seconds !== undefined && { retryAfterSeconds: seconds }),
    },
  };
}

/** Only Site Recovery's operations are jobs under the same name; other providers' operations are not to be looked up. */
function jobName(operation: string | undefined): string | undefined {
  return operation && /\/replicationOperationStatus\//i.test(operation) ? lastSegment(operation) : undefined;
}

function json(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
