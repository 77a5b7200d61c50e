import { hookCalls, mayBeQuiesced } from '../../src/migration/quiesce.ts';
import type { Migration, Millis, Operation } from '../../src/migration/types.ts';
import { type HookInput, quiesceSource, resumeSource } from '../operations/ask-hook.ts';
import { blocked, type Outcome, voided } from '../outcome.ts';
import type { StepContext } from '../step.ts';
import { span } from '../times.ts';

/** So many calls in a row without a clear answer are a failure of the hook, where it may be asked again at all. */
const mostUnclear = 3;

/** Since when the applications are still, as far as anybody can say; `failed` is why nobody made them so. */
export interface Quiet {
  readonly since: Millis;
  readonly failed?: string;
}

/** Has the hook make the applications still, where there is one and the machine runs: since when they are, or what has to happen first. */
export async function quiesced(context: StepContext): Promise<Quiet | { readonly first: Outcome } | { readonly abort: string }> {
  const { migration, quiesce, source, operation, perform, now } = context;
  if (!quiesce || (await source.power(migration.source.instanceId))?.state !== 'running') return { since: now };
  const sent = operation(hookCalls.quiesce);
  if (sent?.state === 'accepted') return { since: sent.answer?.at ?? now };
  const failed = sent && failure(context, sent);
  if (!failed) return { first: await perform(quiesceSource, hookInput(context), `${quiesce.name} quiesces the machine`) };
  return quiesce.onFailure === 'continue' ? { since: now, failed } : { abort: `quiescing failed: ${failed}; nothing was stopped` };
}

/** Ends the quiesce, if there may be one, and then asks approvers anew. */
export async function giveUp(context: StepContext, because: string): Promise<Outcome> {
  if (!mayBeQuiesced(context.migration)) return voided(because);
  return resume(context);
}

/** Asks the hook to let the applications go on. */
export async function resume(context: StepContext): Promise<Outcome> {
  const { quiesce, perform, migration } = context;
  if (!quiesce)
    return blocked(
      `${migration.machine?.name ?? migration.source.instanceId} may still be quiesced, and ferry.yml no longer names the hook that would end it.`,
      `Put quiesce back under sources.${migration.source.alias} and restart Ferry, then Retry. Or end it by hand, and an approver presses It happened.`,
    );
  const outcome = await perform(resumeSource, hookInput(context), `${quiesce.name} ends the quiesce`);
  return outcome.is === 'blocked'
    ? { ...outcome, remedy: `${outcome.remedy} Or end it by hand; an approver then presses It happened.` }
    : outcome;
}

function hookInput({ migration, quiesce }: StepContext): HookInput {
  const { instanceId, account, region } = migration.source;
  return { migration: migration.id, instanceId, account, region, idempotent: quiesce?.idempotent ?? false };
}

function failure({ migration, now, timing, quiesce }: StepContext, sent: Operation): string | undefined {
  const tried = attempts(migration);
  const name = quiesce?.name ?? 'the hook';
  if (sent.state === 'refused' && sent.error?.retryAt === undefined)
    return `${name} answered ${sent.error?.code ?? 'no'}: ${(sent.error?.message ?? '').replace(/[\s.]+$/, '')}`;
  if (tried.filter(({ state }) => state === 'not-seen').length >= mostUnclear) return `${mostUnclear} calls to ${name} got no clear answer`;
  const first = tried[0]?.sentAt ?? now;
  return now - first > timing.drainBudget * 1000 ? `${name} did not do it within ${span(timing.drainBudget)}` : undefined;
}

function attempts({ operations }: Migration): readonly Operation[] {
  return operations.filter(({ kind, superseded }) => kind === hookCalls.quiesce && !superseded);
}
