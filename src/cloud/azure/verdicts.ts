import type { ErrorCode } from '../../errors.ts';
import type { ArmError } from './answers.ts';
import { atTheDoor, denied, turnedAway } from './refusals.ts';

/** What an answer that was not a success comes to. */
interface Verdict {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Ferry's words for it where Azure's are too many. */
  readonly said?: string | undefined;
  readonly remedy?: string | undefined;
}

/** Decides once what Azure meant, and what a person does about it. */
export function classify(status: number, body: ArmError | undefined): Verdict {
  if (status === 401) {
    return {
      code: 'azure-denied',
      retryable: body?.code === 'ExpiredAuthenticationToken',
      remedy: 'Check that the identity Ferry signs in with belongs to the tenant of the subscription.',
    };
  }
  if (status === 403) return { code: 'azure-denied', retryable: false, ...denied(body) };
  if (status === 404) return { code: 'azure-not-found', retryable: false, remedy: nowhere(body?.code) };
  if (status === 409 && atTheDoor(body?.code)) return { code: 'azure-refused', retryable: false, ...turnedAway(body) };
  if (status === 429) {
    return {
      code: 'azure-throttled',
      retryable: true,
      remedy: 'If it lasts, another program calls Azure too often with the same identity or in the same subscription: find it.',
    };
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

/** The remedy for a place that does not exist at all, as opposed to one thing that is missing in it. */
export function nowhere(code: string | undefined): string | undefined {
  if (code === 'SubscriptionNotFound')
    return 'Correct the subscription of the target in ferry.yml and restart Ferry, or give the identity Ferry signs in with a role in that subscription: Azure hides what it may not see. Then Retry.';
  if (code === 'ResourceGroupNotFound')
    return 'Correct the resourceGroup of the target in ferry.yml and restart Ferry, or let an Azure administrator create it. Then Retry.';
  return undefined;
}
