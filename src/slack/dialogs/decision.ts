import type { Act } from '../../migration/entries.ts';
import type { Migration, ReplicationWish } from '../../migration/types.ts';

/** What a person filled in. */
export interface Given {
  readonly reason?: string;
  /** Absent where there was no replication to ask about. */
  readonly replication?: ReplicationWish;
  /** The value of the option that was chosen. */
  readonly choice?: string;
}

/** One of several things, of which one has to be chosen. */
export interface Choice {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string; readonly description?: string }[];
  /** The value of the option that stands there at first. */
  readonly initial?: string | undefined;
}

/** A dialog that asks before something is decided; its submission is the decision. */
export interface Decision {
  /** The `callback_id`; never changes, because dialogs stay open across deploys. */
  readonly callback: string;
  readonly title: string;
  readonly submit: string;
  readonly reason?: { readonly label: string; readonly required: boolean };
  choice?(migration: Migration): Choice;
  /** It stops the migration, so that it has to be said what becomes of the replication. */
  readonly parts?: true;
  /** What submitting comes to, in mrkdwn. */
  says(migration: Migration): readonly string[];
  act(given: Given): Act;
}
