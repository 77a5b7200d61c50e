import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { toldOf } from '../../errors.ts';
import type { ClickEntry } from '../../migration/entries.ts';
import { placeable, wishProblems } from '../../migration/placement.ts';
import type { Migration } from '../../migration/types.ts';
import { parseButtonValue } from '../button-value.ts';
import { complaint, deliver, dialogKey } from '../click.ts';
import type { HandlerDeps } from '../on-click.ts';
import { refusalText } from '../refusal.ts';
import { ifKnown } from './before.ts';
import { placementFields, placementWish } from './placement-dialog.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction>;

const rehearsalMs = 1_200;

/** What the submission of the placement dialog does: the machine is to land so, or each field says why it cannot. */
export function onPlacement({ migrations, log }: HandlerDeps): (submission: Submission) => Promise<void> {
  return async ({ body, view, ack }) => {
    const refuse = (errors: Record<string, string>) => ack({ response_action: 'errors', errors });
    // The one field that every such dialog has.
    const complain = (sentence: string) => refuse({ [placementFields.vmName]: sentence });
    const value = parseButtonValue(view.private_metadata);
    if (!value) return complain(complaint('no-such-migration', 'of this dialog') ?? '');
    let migration: Migration | undefined;
    try {
      migration = await migrations.find(value.id);
    } catch (error) {
      log.error({ err: error }, `reading ${value.id} for its placement`);
      const told = toldOf(error);
      return complain(told ? refusalText(told) : "Ferry's store does not answer, so nothing was changed. Submit again in a minute.");
    }
    if (!migration) return complain(complaint('no-such-migration', value.id) ?? '');
    const landing = placeable(migration);
    const wish = placementWish(view.state.values, landing, migration.placement);
    const choices = landing?.choices;
    const wrong = choices ? Object.entries(wishProblems(wish, choices)) : [];
    if (wrong.length > 0)
      return refuse(Object.fromEntries(wrong.map(([field, problem]) => [placementFields[field as keyof typeof placementFields], problem])));
    const entry: ClickEntry = {
      is: 'click',
      key: dialogKey(view.id),
      by: body.user.id,
      clickedAt: Date.now(),
      ask: value.ask,
      act: { kind: 'place', wish },
      channel: (await migrations.card(value.id).catch(() => undefined))?.channel ?? migration.channel,
    };
    const refusal = await ifKnown(rehearsalMs, migrations.rehearse(value.id, entry));
    if (refusal) return complain(refusalText(refusal));
    await deliver({ migrations, log }, value.id, entry, { accept: () => ack(), refuse: complain, unsure: complain });
  };
}
