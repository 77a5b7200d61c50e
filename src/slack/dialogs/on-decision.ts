import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { toldOf } from '../../errors.ts';
import type { ClickEntry } from '../../migration/entries.ts';
import { replicates } from '../../migration/leave.ts';
import type { Migration } from '../../migration/types.ts';
import { parseButtonValue } from '../button-value.ts';
import { bound, complaint, deliver, dialogKey } from '../click.ts';
import type { HandlerDeps } from '../on-click.ts';
import { refusalText } from '../refusal.ts';
import { ifKnown } from './before.ts';
import type { Decision } from './decision.ts';
import { decisionDialog, decisionError, givenIn } from './decision-dialog.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction>;

const rehearsalMs = 1_200;

/** What the submission of a dialog that stops a migration does: it is the decision, or it says in the dialog why it cannot count. */
export function onDecision(deps: HandlerDeps, decision: Decision): (submission: Submission) => Promise<void> {
  const { migrations, log } = deps;
  return async ({ body, view, ack }) => {
    const refuse = (refusal: { readonly errors: Record<string, string> }) => ack({ response_action: 'errors', ...refusal });
    const complain = (sentence: string) => refuse(decisionError(sentence));
    const given = givenIn(decision, view.state.values);
    if ('errors' in given) return refuse(given);
    const value = parseButtonValue(view.private_metadata);
    if (!value) return complain(complaint('no-such-migration', 'of this dialog') ?? '');
    let migration: Migration | undefined;
    try {
      migration = await migrations.find(value.id);
    } catch (error) {
      log.error({ err: error }, `reading ${value.id} for its dialog`);
      const told = toldOf(error);
      return complain(
        told
          ? refusalText(told)
          : "Ferry's store does not answer, so nothing was decided. Submit again in a minute; what you wrote stays here.",
      );
    }
    if (!migration) return complain(complaint('no-such-migration', value.id) ?? '');
    const act = decision.act(given);
    const entry: ClickEntry = {
      is: 'click',
      key: dialogKey(view.id),
      by: body.user.id,
      clickedAt: Date.now(),
      ...bound(value, act.kind),
      act,
      channel: (await migrations.card(value.id).catch(() => undefined))?.channel ?? migration.channel,
    };
    const refusal = await ifKnown(rehearsalMs, migrations.rehearse(value.id, entry));
    if (refusal) return complain(refusalText(refusal));
    // What becomes of a replication is nobody's guess: when one has begun since, it is asked about first.
    if (!decision.goesOn && given.replication === undefined && replicates(migration))
      return ack({ response_action: 'update', view: decisionDialog(decision, migration, view.private_metadata, given) });
    await deliver(deps, value.id, entry, { accept: () => ack(), refuse: complain, unsure: complain });
  };
}
