import type { Act } from '../../migration/entries.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';

/** What a person filled in. */
export interface Given {
  readonly reason?: string;
  /** Absent where there was no replication to ask about. */
  readonly replication?: ReplicationWish;
}

/** A dialog that asks for a reason before something is decided; its submission is the decision. */
export interface Decision {
  /** The `callback_id`; never changes, because dialogs stay open across deploys. */
  readonly callback: string;
  readonly title: string;
  readonly submit: string;
  readonly reason: { readonly label: string; readonly required: boolean };
  /** The migration goes on: nobody is asked what becomes of its replication. */
  readonly goesOn?: true;
  /** What submitting comes to, in mrkdwn. */
  says(migration: Migration): readonly string[];
  act(given: Given): Act;
}
