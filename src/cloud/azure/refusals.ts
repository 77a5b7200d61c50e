import type { ArmError } from './answers.ts';
import { roleFor } from './permissions.ts';
import { placeOf } from './scope.ts';

/** A refusal in words that fit on a card: Azure's own name everything at full length, and not who mends it. */
export interface Refused {
  readonly said?: string;
  readonly remedy: string;
}

/** A right is missing; where Azure says which, that one is named, and who may give it. */
export function denied(body: ArmError | undefined): Refused {
  const message = body?.message ?? '';
  // Of a linked resource Azure names first what is allowed, and then what is not.
  const [, action, scope] =
    /not have (?:authorization|permission) to perform action(?:\(s\))? '([^']+)'(?: (?:over scope|on the linked scope\(s\)) '([^']+)')?/i.exec(
      message,
    ) ?? [];
  if (!action) {
    return {
      remedy:
        "Somebody who may assign roles in the subscription (Owner or User Access Administrator) gives Ferry's identity Site Recovery Contributor on the vault and Contributor on the target resource group; a policy may deny it too.",
    };
  }
  const client = /\bclient '([^']+)'/i.exec(message)?.[1];
  const place = scope ? ` on ${placeOf(scope)}` : '';
  const role = roleFor(action);
  return {
    said: `Ferry's identity lacks the right ${action}${place}`,
    remedy: `Somebody who may assign roles there (Owner or User Access Administrator) gives the identity${client ? ` ${client}` : ''} a role that allows it${role ? `, such as ${role}` : ''}; that can take minutes to apply.`,
  };
}

/**
 * Codes of 409 by which Azure Resource Manager turns a call away before any provider sees it: unlike other conflicts they
 * leave no doubt that nothing happened.
 */
export function atTheDoor(code: string | undefined): boolean {
  return code === 'ScopeLocked' || code === 'ReadOnlyDisabledSubscription' || code === 'MissingSubscriptionRegistration';
}

/** What a call met that was turned away at the door. */
export function turnedAway(body: ArmError | undefined): Refused {
  if (body?.code !== 'ScopeLocked') return { remedy: 'An Azure administrator mends the subscription. Then Retry.' };
  const scope = /locked: '([^']+)'/.exec(body.message)?.[1];
  const place = scope ? placeOf(scope) : undefined;
  return {
    ...(place && { said: `${place} is locked` }),
    remedy: `Whoever owns the lock${place ? ` on ${place}` : ''} removes it until the migration is complete (Azure portal: Locks). Then Retry.`,
  };
}
