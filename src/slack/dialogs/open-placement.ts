import { placeable } from '../../migration/placement.ts';
import { formatButtonValue } from '../button-value.ts';
import { complaint } from '../click.ts';
import { name } from '../name.ts';
import type { HandlerDeps } from '../on-click.ts';
import { refusalText } from '../refusal.ts';
import { ifKnown } from './before.ts';
import type { Pressed } from './open-decision.ts';
import { placementDialog } from './placement-dialog.ts';

/** A trigger opens a dialog for three seconds, and Slack needs some of them. */
const knowWithinMs = 1_000;

/** Opens the dialog about how the machine lands, or says at once why it is not there to be changed. */
export async function openPlacement({ migrations, log }: HandlerDeps, pressed: Pressed): Promise<void> {
  const { value, meaning, trigger, client, tell } = pressed;
  const found = await ifKnown(
    knowWithinMs,
    Promise.all([migrations.find(value.id), migrations.rehearse(value.id, meaning)]).then(([migration, refusal]) => ({
      migration,
      refusal,
    })),
  );
  if (!found)
    return void (await tell("Ferry's store does not answer, so the dialog cannot be filled. Press the button again in a minute."));
  const { migration, refusal } = found;
  if (!migration) return void (await tell(complaint('no-such-migration', value.id) ?? ''));
  if (refusal) return void (await tell(refusalText(refusal)));
  const landing = placeable(migration);
  if (!landing) return;
  try {
    const view = placementDialog(name(migration, 60), landing, migration.placement ?? {}, formatButtonValue(value));
    await client.views.open({ trigger_id: trigger, view });
  } catch (error) {
    log.warn({ err: error }, `opening the placement dialog on ${value.id}`);
    await tell('Slack did not open the dialog in time. Please press the button again.');
  }
}
