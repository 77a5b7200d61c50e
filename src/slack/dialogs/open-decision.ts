import type { WebClient } from '@slack/web-api';
import type { ClickEntry } from '../../migration/entries.ts';
import { type ButtonValue, formatButtonValue } from '../button-value.ts';
import { complaint } from '../click.ts';
import type { HandlerDeps } from '../on-click.ts';
import { refusalText } from '../refusal.ts';
import { ifKnown } from './before.ts';
import type { Decision } from './decision.ts';
import { decisionDialog } from './decision-dialog.ts';

export interface Pressed {
  readonly value: ButtonValue;
  /** What the press would mean if nothing were filled in. */
  readonly meaning: ClickEntry;
  readonly trigger: string;
  readonly client: WebClient;
  /** Says something to whoever pressed, and to nobody else. */
  tell(sentence: string): Promise<unknown>;
}

/** A trigger opens a dialog for three seconds, and Slack needs some of them. */
const knowWithinMs = 1_000;

/** Opens the dialog, or says at once why there is nothing to decide: nobody has to write a reason for nothing. */
export async function openDecision({ migrations, log }: HandlerDeps, decision: Decision, pressed: Pressed): Promise<void> {
  const { value, meaning, trigger, client, tell } = pressed;
  const [found, refusal] = await Promise.all([
    ifKnown(
      knowWithinMs,
      migrations.find(value.id).then((migration) => ({ migration })),
    ),
    ifKnown(knowWithinMs, migrations.rehearse(value.id, meaning)),
  ]);
  if (!found)
    return void (await tell("Ferry's store does not answer, so there is nothing to decide on yet. Press the button again in a minute."));
  const { migration } = found;
  if (!migration) return void (await tell(complaint('no-such-migration', value.id) ?? ''));
  if (refusal) return void (await tell(refusalText(refusal)));
  try {
    await client.views.open({ trigger_id: trigger, view: decisionDialog(decision, migration, formatButtonValue(value)) });
  } catch (error) {
    log.warn({ err: error }, `opening the dialog ${decision.callback} on ${value.id}`);
    await tell('Slack did not open the dialog in time. Please press the button again.');
  }
}
