import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Ask } from './ask.ts';
import type { JobError } from './operations.ts';
import type { Vault } from './world.ts';

const moment = z
  .string()
  .regex(/^\/Date\((\d+)\)\/$/)
  .transform((text) => Number(text.slice(6, -2)));
const token = z.looseObject({
  NotBeforeTimestamp: moment,
  NotAfterTimestamp: moment,
  ClientRequestId: z.string().min(1),
  HashFunction: z.literal('HMACSHA256'),
  Hmac: z.string().min(1),
  Version: z.looseObject({ Major: z.literal(1), Minor: z.literal(2) }),
});

/** What a job that reaches into the source's site fails with, if the vault demands a signature and the request has no good one. */
export function unsigned(ask: Ask, vault: Vault): JobError | undefined {
  if (!vault.demandsSignature || isSigned(ask.headers['agent-authentication'], vault.integrityKey)) return undefined;
  return {
    code: 'InvalidChannelIntegrityKeyToken',
    message: 'The channel integrity key token of the request is not valid.',
    possibleCauses: 'The request was not signed with the channel integrity key of the vault, or the token has expired.',
    recommendedAction: 'Sign the request with the current channel integrity key of the vault and retry the operation.',
  };
}

/**
 * Whether the header `Agent-Authentication` is a token as Azure PowerShell makes it: JSON whose HMAC is that of the same
 * text with HashFunction and Hmac null, keyed by the vault's integrity key. Its ClientRequestId may differ from the
 * request's, as it does in PowerShell's recordings.
 */
function isSigned(header: string | undefined, key: string | undefined): boolean {
  if (header === undefined || key === undefined) return false;
  const read = token.safeParse(parsed(header));
  if (!read.success) return false;
  const { NotBeforeTimestamp: from, NotAfterTimestamp: until, Hmac: hmac } = read.data;
  const signed = header.replace(/"HashFunction":"[^"]*"/, '"HashFunction":null').replace(/"Hmac":"[^"]*"/, '"Hmac":null');
  const expected = createHmac('sha256', key).update(signed).digest();
  const given = Buffer.from(hmac, 'base64');
  const now = Date.now();
  return given.length === expected.length && timingSafeEqual(given, expected) && from <= now && now <= until;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
