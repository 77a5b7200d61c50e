import type { Act } from '../../migration/entries.ts';
import { barring } from '../../migration/split-brain.ts';
import type { GateName, Migration, Status } from '../../migration/types.ts';
import type { Decision } from '../dialogs/decision.ts';

export interface Confirmation {
  readonly title: string;
  /** mrkdwn, at most 300 characters. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** One button of the card: when it is there, how it looks, what a press means. */
export interface Action {
  /** The `action_id`; never changes, because buttons of old cards live on. */
  readonly id: string;
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  offered(migration: Migration): boolean;
  confirm?(migration: Migration): Confirmation;
  readonly press: Press;
}

export type Press =
  | { readonly is: 'act'; readonly act: Act }
  /** Opens a dialog; its submission is the decision. */
  | { readonly is: 'ask'; readonly dialog: Decision }
  /** Opens the dialog about how the machine lands. */
  | { readonly is: 'place' };

/** The open question, when it is this gate's and nobody has asked to cancel. */
export function asking(migration: Migration, gate: GateName): Extract<Status, { is: 'asking' }> | undefined {
  const { status } = migration;
  return status.is === 'asking' && status.gate === gate && !migration.stopWish ? status : undefined;
}

/** Whether yes may be answered to this gate now. */
export function yesPossible(migration: Migration, gate: GateName): boolean {
  const status = asking(migration, gate);
  return status !== undefined && status.question.barred === undefined && !(gate === 'accept-target' && barring(migration));
}
