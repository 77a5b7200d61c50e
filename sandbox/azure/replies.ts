import { randomUUID } from 'node:crypto';
import type { Reply } from '../kit/http.ts';
import { azure } from './arm.ts';
import type { Ask } from './ask.ts';

export function ok(body: object): Reply {
  return { status: 200, body };
}

/** The error envelope of Azure Resource Manager itself. */
export function armError(status: number, code: string, message: string, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: { error: { code, message } } };
}

/** Site Recovery's own envelope: the useful code sits in the details. */
export function siteRecoveryError(
  ask: Ask,
  status: number,
  code: string,
  message: string,
  recommendedAction: string,
  possibleCauses = message,
): Reply {
  const details = [
    {
      code,
      message,
      possibleCauses,
      recommendedAction,
      clientRequestId: ask.clientRequestId,
      activityId: `${ask.clientRequestId} ActivityId: ${randomUUID()}`,
      target: null,
    },
  ];
  return { status, body: { error: { code, message, details } } };
}

/** What ARM says of a resource that no provider knows. */
export function resourceNotFound(type: string, name: string, group: string): Reply {
  return armError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** What Site Recovery says of a child resource it does not have. */
export function childNotFound(ask: Ask, name: string): Reply {
  return siteRecoveryError(
    ask,
    404,
    'ArmResourceDoesNotExist',
    `The resource ${name} does not exist.`,
    'Ensure that the given resource exists.',
    'The resource was never created, or it was deleted.',
  );
}

/** One page of a list; the link to the next one is an absolute https address that carries a skip token. */
export function page(ask: Ask, values: readonly object[], size: number, more: Record<string, unknown> = {}): Reply {
  const skip = Number(ask.query.get('skiptoken') ?? '0') || 0;
  const next = skip + size;
  let nextLink: string | null = null;
  if (next < values.length) {
    const query = new URLSearchParams(ask.query);
    query.set('skiptoken', String(next));
    nextLink = `${azure}${ask.path}?${query}`;
  }
  return ok({ value: values.slice(skip, next), ...more, nextLink });
}
