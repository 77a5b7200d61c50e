import type { GuestPurpose } from '../../../migration/guest-port.ts';

const written = /^Ferry ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}): /;

/** What people read beside a command of Ferry's in the console, at most 100 characters, and what Ferry knows it by. */
export function commentFor(operation: string, purpose: GuestPurpose): string {
  return `Ferry ${operation}: ${purpose}`;
}

/** The operation that a comment names; `undefined` when it is not one of Ferry's. */
export function operationIn(comment: string | undefined): string | undefined {
  return written.exec(comment ?? '')?.[1];
}
