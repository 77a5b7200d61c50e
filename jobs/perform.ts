import type { Operation } from '../src/migration/types.ts';
import type { CommitResult } from '../src/store/turn.ts';
import { type Clouds, intentOf, type OperationDefinition } from './operation.ts';
import { blocked, type Outcome, wait } from './outcome.ts';
import { clock, moment } from './times.ts';

/** Between two attempts of which the first never reached the cloud. */
const unsentPauseMs = 5_000;

interface Performing<I> {
  readonly clouds: Clouds;
  readonly operation: OperationDefinition<I>;
  readonly input: I;
  readonly note: string;
  readonly prior: Operation | undefined;
  /** How many calls of this kind were sent, lost and not seen since a person last retried. */
  readonly unseen: number;
  readonly now: number;
  readonly pollSeconds: number;
  readonly backoffMaxMs: number;
  /** How long an effect may take to show after the cloud called it done. */
  readonly settleMs: number;
  /** Why the approvers' authority does not cover the call now. */
  readonly authorityGap: () => Promise<string | undefined>;
  /** Who froze Ferry and why; `undefined` when it is not frozen. */
  readonly frozen: () => Promise<string | undefined>;
  readonly mutate: () => Promise<'sent' | Exclude<CommitResult, 'ok'>>;
}

/** Sends an operation once, or follows the one that was sent before. */
export async function perform<I>(p: Performing<I>): Promise<Outcome> {
  const { operation, prior, now } = p;
  if (prior?.state === 'accepted') return follow(p, prior);
  if (prior?.state === 'refused' && prior.error) {
    const { error } = prior;
    if (error.retryAt === undefined)
      return blocked(
        `${doing(operation, prior)}: ${operation.cloud} refused it: ${error.message.replace(/[\s.]+$/, '')} (${error.code}).`,
        error.remedy ?? 'Mend what is named, then Retry.',
      );
    if (error.retryAt > now)
      return wait((error.retryAt - now) / 1000, `${p.note}: ${operation.cloud} asked Ferry to slow down, again at ${clock(error.retryAt)}`);
  }
  if (prior?.state === 'failed')
    return blocked(
      `${doing(operation, prior)}: ${prior.error?.message ?? 'it failed, and no reason was given'}`,
      prior.error?.remedy ?? 'Look at it in the console, then Retry.',
    );
  if (prior?.state === 'not-sent' && now - prior.sentAt < unsentPauseMs)
    return wait(
      (prior.sentAt + unsentPauseMs - now) / 1000,
      `${p.note}: no connection to ${operation.cloud}, again at ${clock(prior.sentAt + unsentPauseMs)}`,
    );
  if (prior?.state === 'not-seen') {
    const again = prior.sentAt + Math.min(1_000 * 2 ** (p.unseen - 1), p.backoffMaxMs);
    if (again > now) return wait((again - now) / 1000, `${p.note} (the last call was lost without a trace)`, lost(p));
  }
  if (operation.authority) {
    const gap = await p.authorityGap();
    if (gap) return { is: 'void', because: gap };
  }
  const frozen = operation.undoes ? undefined : await p.frozen();
  // Who it was is a mention, which /migrate status makes: a note of progress has none.
  if (frozen) return wait(p.pollSeconds, `${p.note}: held, because Ferry is frozen: ${frozen.replace(/^<@\w+> froze Ferry: /, '')}`);
  const sent = await p.mutate();
  if (sent === 'quarantine')
    return wait(p.pollSeconds, `${p.note}: held, because Redis was restarted or restored and Ferry first lets older calls come to light`);
  return wait(sent === 'freeze' ? 1 : 0, p.note);
}

/** "Stopping i-0abc": the beginning of every sentence about a call. */
function doing<I>({ verb }: OperationDefinition<I>, { subject }: Operation): string {
  return `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${subject}`;
}

/** One lost call is an accident; several in a row are something for people, while Ferry goes on trying. */
function lost<I>({ operation, prior, unseen }: Performing<I>): { say?: string } {
  if (unseen < 3) return {};
  return {
    say: `${prior ? doing(operation, prior) : operation.verb}: several calls in a row got no answer and left no trace. Ferry goes on trying. Look whether ${operation.cloud}, or a proxy on the way to it, is in trouble.`,
  };
}

async function follow<I>(
  { clouds, operation, input, note, now, pollSeconds, settleMs }: Performing<I>,
  prior: Operation,
): Promise<Outcome> {
  const progress = await operation.follow?.(clouds, intentOf<I>(prior).input ?? input, prior);
  if (progress?.is === 'running') return wait(pollSeconds, progress.note ?? note);
  if (progress?.is === 'failed') {
    const error = { code: 'job-failed', message: progress.problem, remedy: progress.remedy };
    return {
      is: 'blocked',
      problem: `${doing(operation, prior)}: ${progress.problem}`,
      remedy: progress.remedy,
      failed: { operation: prior.id, error },
    };
  }
  if (now - ((progress?.is === 'succeeded' ? progress.endedAt : undefined) ?? prior.sentAt) > settleMs) {
    return blocked(
      `${doing(operation, prior)}: ${operation.cloud} accepted it at ${moment(prior.sentAt)}, but its effect does not show.`,
      'Look at the resource in its console; Retry lets Ferry look and act again.',
    );
  }
  return wait(pollSeconds, note);
}
