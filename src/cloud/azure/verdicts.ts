import type { ErrorCode } from '../../errors.ts';
import type { ArmError } from './answers.ts';

/** What an answer that was not a success comes to. */
interface Verdict {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly remedy?: string | undefined;
}

/** Decides once what Azure meant, and what a person does about it. */
export function classify(status: number, body: ArmError | undefined, wait: number | undefined): Verdict {
  if (status === 401) {
    return {
      code: 'azure-denied',
      retryable: body?.code === 'ExpiredAuthenticationToken',
      remedy: 'Check that the identity Ferry signs in with belongs to the tenant of the subscription.',
    };
  }
  if (status === 403) return { code: 'azure-denied', retryable: false, remedy: grant(body) };
  if (status === 404) return { code: 'azure-not-found', retryable: false, remedy: nowhere(body?.code) };
  if (status === 409 && atTheDoor(body?.code)) return { code: 'azure-refused', retryable: false, remedy: unlock(body) };
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

/**
 * Codes of 409 by which Azure Resource Manager turns a call away before any provider sees it: unlike other conflicts they
 * leave no doubt that nothing happened.
 */
export function atTheDoor(code: string | undefined): boolean {
  return code === 'ScopeLocked' || code === 'ReadOnlyDisabledSubscription' || code === 'MissingSubscriptionRegistration';
}

/** The remedy for a place that does not exist at all, as opposed to one thing that is missing in it. */
export function nowhere(code: string | undefined): string | undefined {
  if (code === 'SubscriptionNotFound')
    return 'Correct the subscription of the target in ferry.yml and restart Ferry, or give the identity Ferry signs in with a role in that subscription: Azure hides what it may not see. Then Retry.';
  if (code === 'ResourceGroupNotFound')
    return 'Correct the resourceGroup of the target in ferry.yml and restart Ferry, or let an Azure administrator create it. Then Retry.';
  return undefined;
}

/** ARM's message names what is locked, not by whom. */
function unlock(body: ArmError | undefined): string {
  if (body?.code !== 'ScopeLocked') return 'An Azure administrator mends the subscription. Then Retry.';
  const scope = /locked: '([^']+)'/.exec(body.message)?.[1];
  return `Whoever owns the lock${scope ? ` on ${scope}` : ''} removes it until the migration is complete (Azure portal: Locks). Then Retry.`;
}
