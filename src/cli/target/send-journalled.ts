import { randomUUID } from 'node:crypto';
import { underOperation } from '../../cloud/sending.ts';
import type { WireAnswer } from '../../migration/wire-answer.ts';
import { callPatienceMs, type Intended, type TargetCall, type TargetJournal } from '../../store/targets.ts';
import { span, utc } from '../print.ts';

export interface Journalled<T> {
  readonly journal: TargetJournal;
  /** Who runs the command, and where. */
  readonly by: string;
  readonly kind: string;
  readonly subject: string;
  /** What is worth keeping of its outcome, and nothing secret. */
  readonly note?: Readonly<Record<string, string>>;
  readonly send: () => Promise<T>;
}

/** `withheld`: nothing has left, and why. */
export type Sent<T> = { readonly is: 'sent'; readonly answer: T } | { readonly is: 'withheld'; readonly because: string };

class Withheld extends Error {
  override readonly name = 'Withheld';
}

/**
 * One call that prepares a target: through the gate that every changing call passes, with its intent in Redis before it
 * leaves. An answer that never came leaves the intent open: whoever comes next looks for what it did.
 */
export async function sendJournalled<T>({ journal, by, kind, subject, note, send }: Journalled<T>): Promise<Sent<T>> {
  const operation = randomUUID();
  try {
    const answer = await underOperation(
      {
        operation,
        async intend(digest, request) {
          const { method, url } = request;
          const intended = await journal.intend({ kind, operation, subject, by, digest, request: { method, url }, ...(note && { note }) });
          if (intended.is === 'unsafe')
            await journal.settle(operation, { state: 'not-seen', said: 'not sent: a replica of Redis did not confirm it' });
          if (intended.is !== 'ok') throw new Withheld(because(intended));
        },
        answered: (wire) => keep(journal, operation, wire),
      },
      send,
    );
    return { is: 'sent', answer };
  } catch (error) {
    if (error instanceof Withheld) return { is: 'withheld', because: error.message };
    throw error;
  }
}

async function keep(journal: TargetJournal, operation: string, { status, requestId, error }: WireAnswer): Promise<void> {
  const answer = { status, ...(requestId && { requestId }), ...(error && { said: `${error.message} (${error.code})`.slice(0, 500) }) };
  if (status >= 200 && status < 300) await journal.settle(operation, { state: 'accepted', ...answer });
  // 408, 409 and 5xx leave open whether it had its effect.
  else if (status < 500 && status !== 408 && status !== 409) await journal.settle(operation, { state: 'refused', ...answer });
}

function because(intended: Exclude<Intended, { is: 'ok' }>): string {
  if (intended.is === 'frozen')
    return `Ferry is frozen by ${intended.by} (“${intended.reason}”); nothing was sent. When \`/migrate unfreeze\` has lifted it, type the command again`;
  if (intended.is === 'quarantine')
    return 'Redis is another than before, and Ferry sends nothing until older calls can have come to light (timing.quarantine); type the command again later';
  if (intended.is === 'unsafe')
    return 'a replica of Redis did not confirm in time what was to be sent, so nothing was sent; type the command again';
  return `${underWay(intended.call)}; nothing was sent a second time. Type the command again in ${span(callPatienceMs)}`;
}

/** A call of somebody, maybe of this very person, whose answer is not there. */
export function underWay({ by, sentAt, operation }: TargetCall): string {
  return `${by} sent it at ${utc(sentAt)} (operation ${operation}), and Azure's answer is not there`;
}
