import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { toldOf } from '../errors.ts';
import type { Act, ClickEntry } from '../migration/entries.ts';
import type { Millis } from '../migration/types.ts';
import type { Kept, Migrations } from '../migration/verbs.ts';
import { refusalText } from './refusal.ts';

interface ClickDeps {
  readonly migrations: Migrations;
  readonly log: Logger;
}

/** The three ways to answer a click. */
export interface Answer {
  /** It is kept: acknowledges it to Slack. */
  accept(): Promise<unknown>;
  /** It counts for nothing, and this is why. */
  refuse(sentence: string): Promise<unknown>;
  /** The store did not answer, so nobody knows whether it is kept: says so, and leaves it unacknowledged where Slack shows that. */
  unsure(sentence: string): Promise<unknown>;
}

/**
 * The order that keeps a promise: the click is durable, then Slack hears of it, then it is decided. A socket that dies
 * under the acknowledgement changes nothing.
 */
export async function deliver({ migrations, log }: ClickDeps, id: string, entry: ClickEntry, answer: Answer): Promise<void> {
  const doing = `${entry.act.kind} on ${id}`;
  let kept: Kept;
  try {
    kept = await migrations.keep(id, entry);
  } catch (error) {
    log.error({ err: error }, `keeping ${doing}: the click was not acknowledged`);
    await attempt(log, `telling ${entry.by}`, () =>
      answer.unsure(
        told(error) ??
          "Ferry's store does not answer, so this may not count. Look at the card in a minute, and click again if nothing has moved.",
      ),
    );
    return;
  }
  const wrong = complaint(kept, id);
  if (wrong !== undefined) return attempt(log, `telling ${entry.by} about ${doing}`, () => answer.refuse(wrong));
  await attempt(log, `acknowledging ${doing}`, () => answer.accept());
  await attempt(log, `deciding ${doing}; the worker will`, () => migrations.settle(id));
}

function told(error: unknown): string | undefined {
  const refusal = toldOf(error);
  return refusal && refusalText(refusal);
}

/** Why the click counts for nothing, in words; absent when it counts. */
export function complaint(kept: Kept, id: string): string | undefined {
  if (kept === 'late') return 'Ferry heard this too late, so it did nothing. Please click again.';
  if (kept === 'no-such-migration') return `Ferry has no migration ${id}. See what is open with /migrate status.`;
  return undefined;
}

/** A wish to cancel and what is said of a test failover are about the migration; every other act answers one question and no other. */
export function bound(
  { ask, digest }: { readonly ask: number; readonly digest?: string },
  kind: Act['kind'],
): { readonly ask?: number; readonly digest?: string } {
  if (kind === 'cancel' || kind === 'waive-test' || kind === 'clean-up-test') return {};
  return { ask, ...(digest !== undefined && (kind === 'answer' || kind === 'choose-point') && { digest }) };
}

/** The same for every delivery of the same press. */
export function clickKey(parts: {
  readonly triggerId?: string | undefined;
  readonly user: string;
  readonly actionTs: string;
  readonly value: string;
}): string {
  return digest(parts.triggerId ? ['trigger', parts.triggerId] : ['press', parts.user, parts.actionTs, parts.value]);
}

/** The same for every submission of the same dialog. */
export function dialogKey(viewId: string): string {
  return digest(['view', viewId]);
}

/** Slack's `action_ts`, which is seconds with a fraction. */
export function clickTime(actionTs: string): Millis {
  const seconds = Number(actionTs);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : Date.now();
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function attempt(log: Logger, doing: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    log.warn({ err: error }, doing);
  }
}
